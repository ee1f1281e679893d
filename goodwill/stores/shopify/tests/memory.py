"""A small store in memory, in the shapes of Shopify's schema: what can be bought in it, and how it stands."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

Wire = dict[str, Any]
THEN = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def bag(amount: object) -> Wire:
    money = {"amount": f"{Decimal(str(amount)):.2f}", "currencyCode": "EUR"}
    return {"presentmentMoney": money, "shopMoney": money}


def amount(money: Wire) -> Decimal:
    return Decimal(money["presentmentMoney"]["amount"])


def connection(nodes: list[Wire]) -> Wire:
    """Edges and nodes alike, for pages and for exports; ``first`` and ``after`` are obeyed."""

    def part(info: Any, first: int | None = None, after: str | None = None, **_arguments: Any) -> Wire:
        start = int(after) if after else 0
        some = nodes[start:] if first is None else nodes[start : start + first]
        end = start + len(some)
        ahead = {"hasNextPage": end < len(nodes), "hasPreviousPage": start > 0, "endCursor": str(end), "startCursor": str(start)}
        return {"nodes": some, "edges": [{"cursor": "", "node": one} for one in some], "pageInfo": ahead}

    return part  # type: ignore[return-value]


class Memory:
    """Orders, customers and the rest by their global ids. ``tick`` moves the store's clock."""

    def __init__(self) -> None:
        self.things: dict[str, Wire] = {}
        self.orders: list[Wire] = []
        self.customers: list[Wire] = []
        self.products: list[Wire] = []
        self.variants: list[Wire] = []
        self.checkouts: list[Wire] = []
        self.gift_cards: list[Wire] = []
        self.drafts: list[Wire] = []
        self.codes: dict[str, Wire] = {}
        self.hooks: list[Wire] = []
        self.time = THEN
        self._last = 1000

    def tick(self) -> str:
        self.time += timedelta(seconds=1)
        return self.time.isoformat()

    def new(self, kind: str, /, **facts: Any) -> Wire:
        self._last += 1
        thing = {"__typename": kind, "id": f"gid://shopify/{kind}/{self._last}", **facts}
        self.things[thing["id"]] = thing
        return thing

    def sell(self, title: str, sku: str, price: str) -> Wire:
        """A product with one variant, of which five lie in a shop."""
        item = self.new("InventoryItem")
        options = [{"name": "Size", "value": "M"}]
        variant = self.new("ProductVariant", sku=sku, title="M", price=price, availableForSale=True, selectedOptions=options)
        variant["inventoryItem"], item["variant"] = item, variant
        place = self.new("Location", name="Porto", localPickupSettingsV2={"instructions": "", "pickupTime": "ONE_HOUR"})
        quantities = lambda info, names: [{"name": name, "quantity": 5} for name in names]  # noqa: E731
        level = self.new("InventoryLevel", updatedAt=self.tick(), quantities=quantities, location=place)
        item["inventoryLevels"] = connection([level])
        product = self.new("Product", title=title, handle=sku.lower(), status="ACTIVE", variants=connection([variant]))
        product["publishedAt"] = product["updatedAt"] = self.tick()
        self.products.append(product)
        self.variants.append(variant)
        return variant

    def join(self, email: str) -> Wire:
        made = self.new(
            "Customer",
            displayName="Inês Duarte",
            tags=["vip"],
            locale="pt",
            createdAt=self.tick(),
            updatedAt=self.tick(),
            defaultEmailAddress={"emailAddress": email, "marketingState": "SUBSCRIBED"},
            moves=[],
        )
        account = self.new("StoreCreditAccount", balance={"amount": "0.00", "currencyCode": "EUR"})
        account["transactions"] = lambda info, **arguments: connection(made["moves"][::-1])(info, first=arguments.get("first"))
        made["account"] = account
        made["storeCreditAccounts"] = connection([account])
        self.customers.append(made)
        return made

    def buy(self, customer: Wire | None, *wanted: tuple[Wire, int], paid: str | None = None, **facts: Any) -> Wire:
        """An order of some variants with 5.00 for shipping, paid by card unless ``paid`` names another sum."""
        lines: list[Wire] = []
        order = self.new("Order", name=f"#{len(self.orders) + 1001}", lines=lines, shipping=Decimal("5.00"), **facts)
        for variant, quantity in wanted:
            self.add_line(order, variant, quantity)
        now = self.tick()
        order |= {
            "email": "ines@example.org",
            "tags": facts.get("tags", []),
            "sourceName": "web",
            "customerLocale": "pt-PT",
            "createdAt": now,
            "updatedAt": now,
            "processedAt": now,
            "displayFinancialStatus": "PAID",
            "displayFulfillmentStatus": "UNFULFILLED",
            "returnStatus": "NO_RETURN",
            "discountCodes": [],
            "taxesIncluded": True,
            "totalTaxSet": bag(0),
            "totalDiscountsSet": bag(0),
            "totalShippingPriceSet": bag(order["shipping"]),
            "customer": customer,
            "shippingLine": {"title": "Standard"},
            "shippingAddress": {"id": "gid://shopify/MailingAddress/1", "name": "Inês Duarte", "address1": "Rua das Flores 12"},
            "refunds": lambda info, first=None: order["given"][:first],
            "given": [],
            "fulfillments": lambda info, first=None: order["parcels"][:first],
            "parcels": [],
            "returnList": [],
            "returns": connection([]),
            "transactions": lambda info, first=None: order["payments"],
            "payments": [],
            "lineItems": connection(lines),
        }
        self.price(order)
        sum_paid = paid if paid is not None else str(amount(order["totalPriceSet"]))
        if Decimal(sum_paid):
            order["payments"].append(self.pay("SALE", sum_paid))
        self.orders.append(order)
        return order

    def add_line(self, order: Wire, variant: Wire, quantity: int, price: str | None = None) -> Wire:
        line = self.new("LineItem", name=variant["sku"], title=variant["sku"], variantTitle="M", sku=variant["sku"], variant=variant)
        line |= {"quantity": quantity, "currentQuantity": quantity, "unfulfilledQuantity": quantity, "taxLines": []}
        line |= {"originalUnitPriceSet": bag(price or variant["price"]), "totalDiscountSet": bag(0)}
        order["lines"].append(line)
        return line

    def price(self, order: Wire) -> None:
        """Shopify's totals: the whole order, and what is left of it after pieces went back."""
        whole = sum(amount(line["originalUnitPriceSet"]) * line["quantity"] for line in order["lines"])
        left = sum(amount(line["originalUnitPriceSet"]) * line["currentQuantity"] for line in order["lines"])
        order["subtotalPriceSet"] = bag(whole)
        order["totalPriceSet"] = bag(whole + order["shipping"])
        order["currentTotalPriceSet"] = bag(left + order["shipping"])

    def pay(self, kind: str, money: str, parent: Wire | None = None, status: str = "SUCCESS") -> Wire:
        paid = self.new("OrderTransaction", kind=kind, status=status, gateway="shopify_payments", amountSet=bag(money))
        paid |= {"processedAt": self.tick(), "accountNumber": "•••• 4242", "authorizationCode": "a1", "parentTransaction": parent}
        return paid

    def send(self, order: Wire, status: str = "IN_TRANSIT") -> Wire:
        """One parcel with everything."""
        pieces = [self.new("FulfillmentLineItem", quantity=line["quantity"], lineItem=line) for line in order["lines"]]
        place = self.new("Location", name="Warehouse")
        parcel = self.new("Fulfillment", status="SUCCESS", displayStatus=status, createdAt=self.tick(), location=place)
        parcel["trackingInfo"] = lambda info, first=None: [{"company": "CTT", "number": "PT123", "url": "https://ctt.example/PT123"}]
        event = self.new("FulfillmentEvent", status="IN_TRANSIT", happenedAt=self.tick(), message="On its way", city="Porto")
        parcel["events"] = connection([event])
        parcel["fulfillmentLineItems"] = connection(pieces)
        order["parcels"].append(parcel)
        for line in order["lines"]:
            line["unfulfilledQuantity"] = 0
        order["displayFulfillmentStatus"] = "FULFILLED"
        order["updatedAt"] = self.tick()
        return parcel
