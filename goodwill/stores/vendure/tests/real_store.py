"""Starts a real Vendure store with a few products, and buys in it as a customer would."""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SHOP = Path(__file__).parent / "shop"
PLUGIN = Path(__file__).parent.parent / "plugin" / "goodwill-webhooks.js"
SECRET = "a-secret-of-the-test-shop"
ADDRESS = {"fullName": "Tomás Carvalho", "streetLine1": "Rua das Flores 12", "city": "Porto", "postalCode": "4050-262", "countryCode": "PT"}


@dataclass
class Shop:
    """The running store. ``variants`` maps a SKU to the id of the variant."""

    port: int
    variants: dict[str, str]
    token: str

    @property
    def admin_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/admin-api"

    def admin(self, document: str, **variables: Any) -> dict[str, Any]:
        return _ask(self.admin_url, document, variables, self.token)[0]

    def buy(self, *wanted: tuple[str, int], email: str = "tomas@example.org", method: str = "card") -> str:
        """Fill a cart, check out and pay; the order's id."""
        url = f"http://127.0.0.1:{self.port}/shop-api"
        token = ""
        for sku, quantity in wanted:
            document = "mutation A($id: ID!, $n: Int!) { addItemToOrder(productVariantId: $id, quantity: $n) { ... on Order { id } } }"
            token = _ask(url, document, {"id": self.variants[sku], "n": quantity}, token)[1] or token
        customer = {"firstName": "Tomás", "lastName": "Carvalho", "emailAddress": email, "phoneNumber": "+351 21 000 0000"}
        for document, variables in [
            ("mutation C($c: CreateCustomerInput!) { r: setCustomerForOrder(input: $c) { ... on Order { id } } }", {"c": customer}),
            ("mutation S($a: CreateAddressInput!) { r: setOrderShippingAddress(input: $a) { ... on Order { id } } }", {"a": ADDRESS}),
        ]:
            assert _ask(url, document, variables, token)[0]["r"]["id"]
        methods = _ask(url, "{ eligibleShippingMethods { id } }", {}, token)[0]["eligibleShippingMethods"]
        document = "mutation M($m: [ID!]!) { r: setOrderShippingMethod(shippingMethodId: $m) { ... on Order { id } } }"
        assert _ask(url, document, {"m": [methods[0]["id"]]}, token)[0]["r"]["id"]
        _ask(url, 'mutation { transitionOrderToState(state: "ArrangingPayment") { ... on Order { state } } }', {}, token)
        paying = "mutation P($p: PaymentInput!) { r: addPaymentToOrder(input: $p) { ... on Order { id state } } }"
        order = _ask(url, paying, {"p": {"method": method, "metadata": {}}}, token)[0]["r"]
        assert order["state"] == "PaymentSettled"
        return order["id"]


@contextmanager
def running(hook_url: str) -> Iterator[Shop]:
    """A store that sends its webhooks to ``hook_url``; it keeps everything in memory and ends with the block."""
    folder = _installed()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PORT": str(port), "HOOK_URL": hook_url, "HOOK_SECRET": SECRET, "PLUGIN": str(folder / PLUGIN.name)}
    command = ["node", "index.js"]
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert process.stdout is not None
            said = []
            for line in process.stdout:
                said.append(line)
                if line.strip() == "ready":
                    break
            else:
                pytest.fail("The store did not start:\n" + "".join(said[-20:]))
            yield _furnished(port)
        finally:
            process.kill()


def _installed() -> Path:
    """The folder with the store's packages, beside the virtual environment's own; installed once for each version."""
    if shutil.which("npm") is None:
        if os.environ.get("CI"):
            pytest.fail("npm is not here: the store can't be installed.")
        pytest.skip("npm is not here: the store can't be installed.")
    folder = Path(sys.prefix) / "vendure-shop"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = (SHOP / "package.json").read_text()
        stamp = folder / "installed"
        if not stamp.exists() or stamp.read_text() != wanted:
            shutil.copy(SHOP / "package.json", folder)
            command = ["npm", "install", "--no-audit", "--no-fund", "--omit=optional", "--loglevel=error"]
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=500)
            stamp.write_text(wanted)
        # Node finds packages from where a file lies, so both lie beside them.
        for source in (SHOP / "index.js", PLUGIN):
            shutil.copy(source, folder)
    return folder


def _furnished(port: int) -> Shop:
    """Sell two products in one country, with shipping for 4.90 €, by card or invoice."""
    url = f"http://127.0.0.1:{port}/admin-api"
    _, token = _ask(url, 'mutation L($p: String!) { login(username: "desk", password: $p) { __typename } }', {"p": SECRET}, "")
    shop = Shop(port, {}, token)
    country = shop.admin(
        'mutation { c: createCountry(input: {code: "PT", enabled: true, translations: [{languageCode: en, name: "Portugal"}]}) { id } }'
    )
    zone = shop.admin('mutation Z($m: [ID!]) { z: createZone(input: {name: "Europe", memberIds: $m}) { id } }', m=[country["c"]["id"]])[
        "z"
    ]["id"]
    channel = shop.admin("{ activeChannel { id } }")["activeChannel"]["id"]
    shop.admin(
        "mutation U($i: UpdateChannelInput!) { updateChannel(input: $i) { ... on Channel { id } } }",
        i={
            "id": channel,
            "defaultTaxZoneId": zone,
            "defaultShippingZoneId": zone,
            "pricesIncludeTax": True,
            "availableCurrencyCodes": ["EUR"],
            "defaultCurrencyCode": "EUR",
        },
    )
    category = shop.admin('mutation { c: createTaxCategory(input: {name: "Standard"}) { id } }')["c"]["id"]
    shop.admin(
        "mutation T($i: CreateTaxRateInput!) { createTaxRate(input: $i) { id } }",
        i={"name": "23 %", "enabled": True, "value": 23, "categoryId": category, "zoneId": zone},
    )
    calculator = {"code": "default-shipping-calculator", "arguments": _arguments(rate="490", includesTax="include", taxRate="23")}
    shop.admin(
        "mutation S($i: CreateShippingMethodInput!) { createShippingMethod(input: $i) { id } }",
        i={
            "code": "standard",
            "fulfillmentHandler": "manual-fulfillment",
            "checker": {"code": "default-shipping-eligibility-checker", "arguments": _arguments(orderMinimum="0")},
            "calculator": calculator,
            "translations": [{"languageCode": "en", "name": "Standard", "description": ""}],
        },
    )
    for code in ("card", "invoice"):
        shop.admin(
            "mutation P($i: CreatePaymentMethodInput!) { createPaymentMethod(input: $i) { id } }",
            i={
                "code": code,
                "enabled": True,
                "handler": {"code": code, "arguments": []},
                "translations": [{"languageCode": "en", "name": code, "description": ""}],
            },
        )
    for name, sku, price in [("Oak board", "OAK", 4990), ("Linen towel", "LINEN", 1950)]:
        shop.variants[sku] = _sell(shop, name, sku, price, category)
    return shop


def _sell(shop: Shop, name: str, sku: str, price: int, category: str) -> str:
    words = [{"languageCode": "en", "name": name, "slug": sku.lower(), "description": ""}]
    product = shop.admin("mutation P($i: CreateProductInput!) { p: createProduct(input: $i) { id } }", i={"translations": words})["p"]["id"]
    variant = {
        "productId": product,
        "sku": sku,
        "price": price,
        "taxCategoryId": category,
        "stockOnHand": 50,
        "translations": [{"languageCode": "en", "name": name}],
    }
    made = shop.admin("mutation V($i: [CreateProductVariantInput!]!) { v: createProductVariants(input: $i) { id } }", i=[variant])
    return made["v"][0]["id"]


def _arguments(**values: str) -> Sequence[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def _ask(url: str, document: str, variables: dict[str, Any], token: str) -> tuple[dict[str, Any], str]:
    """The data and the session's token; an error of the store fails the test."""
    headers = {"content-type": "application/json", **({"authorization": f"Bearer {token}"} if token else {})}
    request = urllib.request.Request(url, json.dumps({"query": document, "variables": variables}).encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        answer = json.load(response)
    assert "errors" not in answer, answer["errors"]
    return answer["data"], response.headers.get("vendure-auth-token") or ""
