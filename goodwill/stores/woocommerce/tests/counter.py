"""What the small WooCommerce does with a request that keeps to the description: its lists, orders, refunds and coupons."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from goodwill.stores.woocommerce.tests.shop import RATE, Refusal, document

if TYPE_CHECKING:
    from goodwill.stores.woocommerce.tests.shop import Shop

CENT = Decimal("0.01")


def serve(shop: "Shop", method: str, path: list[str], query: dict[str, str], body: Any) -> Any:
    match method, path:
        case "GET", ["orders"]:
            return _listed(shop.orders, query, lambda order: _is_asked_for(order, query))
        case "GET", ["products"]:
            return _listed(shop.products, query, lambda product: True)
        case "GET", ["customers"]:
            return _listed(shop.customers, query, lambda customer: True)
        case "GET", ["products", number]:
            return _one(shop.products | {one["id"]: one for some in shop.variations.values() for one in some}, number)
        case "GET", ["products", number, "variations"]:
            return shop.variations.get(int(number), [])
        case "GET", ["orders", number]:
            return _one(shop.orders, number)
        case "GET", ["orders", number, "refunds"]:
            return shop.refunds[int(number)][::-1]
        case "GET", ["customers", number]:
            return _one(shop.customers, number)
        case "GET", ["coupons"]:
            return [coupon for coupon in shop.coupons if coupon["code"] == query.get("code", coupon["code"]).lower()]
        case "GET", ["webhooks"]:
            return shop.hooks
        case "GET", ["payment_gateways", name]:
            return {"id": name, "method_supports": _one(shop.gateways, name)}
    return _changed(shop, method, path, body)


def _changed(shop: "Shop", method: str, path: list[str], body: Any) -> Any:
    match method, path:
        case "PUT", ["orders", number]:
            return _update_order(shop, _one(shop.orders, number, 400), body)
        case "POST", ["orders"]:
            return _create_order(shop, body)
        case "POST", ["orders", number, "refunds"]:
            return _refund(shop, _one(shop.orders, number), body)
        case "POST", ["orders", number, "notes"]:
            shop.notes.append((int(number), body["note"]))
            return {"id": shop.number(), **body}
        case "PUT", ["customers", number]:
            customer = _one(shop.customers, number)
            customer["shipping"] |= body["shipping"]
            shop.touch(customer)
            return customer
        case "POST", ["coupons"]:
            if any(coupon["code"] == body["code"].lower() for coupon in shop.coupons):
                raise Refusal(400, "woocommerce_rest_coupon_code_already_exists", "The coupon code already exists")
            shop.coupons.append({"id": shop.number(), **body, "code": body["code"].lower()})
            return shop.coupons[-1]
        case "POST", ["webhooks"]:
            shop.hooks.append({"id": shop.number(), "status": "active", **body})
            return shop.hooks[-1]
        case "PUT", ["webhooks", number]:
            hook = next(hook for hook in shop.hooks if hook["id"] == int(number))
            hook |= body
            return hook
    raise AssertionError(f"{method} {path}")


def _one(things: dict[Any, Any], number: str, status: int = 404) -> Any:
    found = things.get(int(number) if number.isdigit() else number)
    if found is None:
        raise Refusal(status, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
    return found


def _listed(things: dict[int, Any], query: dict[str, str], is_wanted: Callable[[Any], bool]) -> list[Any]:
    names = {"modified": "date_modified_gmt", "date": "date_created_gmt", "registered_date": "date_created_gmt", "id": "id"}
    by = names[query.get("orderby", "date")]
    after = query.get("modified_after", "")
    found = [thing for thing in things.values() if is_wanted(thing) and (not after or thing["date_modified_gmt"] > after)]
    return sorted(found, key=lambda thing: (thing[by], thing["id"]), reverse=query.get("order", "desc") == "desc")


def _is_asked_for(order: Any, query: dict[str, str]) -> bool:
    sought = query.get("search", "")
    return order["customer_id"] == int(query.get("customer", order["customer_id"])) and sought in order["billing"]["email"]


def _update_order(shop: "Shop", order: Any, body: Any) -> Any:
    for item in body.get("line_items", []):
        if "id" not in item:
            order["line_items"].append(_line(shop, item))
            continue
        line = next((line for line in order["line_items"] if line["id"] == item["id"]), None)
        if line is None:
            raise Refusal(400, "woocommerce_rest_invalid_item_id", "Order item ID provided is not associated with order.")
        if item.get("quantity") == 0:
            order["line_items"].remove(line)
        else:
            line |= item
    for fee in body.get("fee_lines", []):
        order["fee_lines"].append({"id": shop.number(), "total_tax": "0.00", "taxes": [], "meta_data": [], **fee})
    for kind in ("shipping", "billing"):
        order[kind] |= body.get(kind, {})
    order["meta_data"] += [{"id": shop.number(), **entry} for entry in body.get("meta_data", [])]
    if {"line_items", "fee_lines", "shipping", "billing"} & body.keys():
        _count(order)
    order["status"] = body.get("status", order["status"])
    shop.touch(order)
    return order


def _create_order(shop: "Shop", body: Any) -> Any:
    number = shop.number()
    order = document("order", id=number, number=str(number), refunds=[], line_items=[], meta_data=[], shipping_lines=[], coupon_lines=[])
    order |= {"shipping_total": "0.00", "shipping_tax": "0.00", "date_paid_gmt": None, "transaction_id": "", "payment_method": ""}
    order |= {"customer_id": body["customer_id"], "currency": body["currency"], "status": body["status"]}
    shop.orders[number], shop.refunds[number] = order, []
    _update_order(shop, order, {name: value for name, value in body.items() if name != "set_paid"})
    order["date_created_gmt"] = order["date_modified_gmt"]
    if body.get("set_paid"):
        order |= {"status": "processing", "date_paid_gmt": order["date_modified_gmt"]}
    return order


def _line(shop: "Shop", item: Any) -> Any:
    product = _one(shop.products | {one["id"]: one for one in shop.variations[22]}, str(item.get("variation_id") or item["product_id"]))
    net = str((Decimal(product["price"]) * item["quantity"] / (1 + RATE)).quantize(Decimal("0.000001")))
    blank = {
        "id": shop.number(),
        "name": product["name"] if "name" in product else product["sku"],
        "sku": product["sku"],
        "variation_id": 0,
    }
    return {**blank, "meta_data": [], "subtotal": net, "total": net, **item}


def _count(order: Any) -> None:
    """Taxes by the one rate there is, and the sum of all."""
    for line in order["line_items"]:
        for name in ("subtotal", "total"):
            line[f"{name}_tax"] = str((Decimal(line[name]) * RATE).quantize(Decimal("0.000001")))
        line["taxes"] = [{"id": 1, "total": line["total_tax"], "subtotal": line["subtotal_tax"]}]
    parts = [Decimal(line["total"]) + Decimal(line["total_tax"]) for line in order["line_items"] + order["fee_lines"]]
    parts += [Decimal(order["shipping_total"]), Decimal(order["shipping_tax"])]
    order["total"] = str(sum(parts, Decimal(0)).quantize(CENT, ROUND_HALF_UP))
    order["total_tax"] = str(sum((Decimal(line["total_tax"]) for line in order["line_items"]), Decimal(0)).quantize(CENT))


def _refund(shop: "Shop", order: Any, body: Any) -> Any:
    amount = Decimal(body["amount"])
    left = Decimal(order["total"]) - shop.paid_back(order["id"])
    if not 0 < amount <= left:
        raise Refusal(500, "woocommerce_rest_cannot_create_order_refund", "Invalid refund amount.")
    says = shop.provider_says or ("" if "refunds" in shop.gateways[order["payment_method"]] else "No automatic refunds.")
    if body["api_refund"] and says:
        raise Refusal(500, "woocommerce_rest_cannot_create_order_refund", says)
    items = [_returned(shop, item) for item in body.get("line_items", [])]
    refund = {
        **{"id": shop.number(), "amount": body["amount"], "reason": body["reason"], "refunded_payment": body["api_refund"]},
        **{"line_items": items, "api_restock": body.get("api_restock"), "date_created_gmt": order["date_modified_gmt"]},
    }
    shop.refunds[order["id"]].append(refund)
    order["refunds"].append({"id": refund["id"], "reason": body["reason"], "total": f"-{amount}"})
    if amount == left:
        order["status"] = "refunded"
    shop.touch(order)
    return refund


def _returned(shop: "Shop", item: Any) -> Any:
    noted = [{"id": shop.number(), "key": "_refunded_item_id", "value": str(item["id"])}]
    return {"id": shop.number(), "quantity": -item.get("quantity", 0), "meta_data": noted, "asked": item}
