"""What the store in memory does when it is asked to change something, by Shopify's published rules."""

from decimal import Decimal
from typing import Any

from graphql import get_directive_values

from goodwill.stores.shopify.tests.memory import Memory, Wire, amount, bag, connection


class Refused(Exception):
    """The store says no in its ``userErrors``."""


class Mutations:
    """One method for each mutation, by its name in the schema."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.is_slow_at_cancelling = False
        self.refund_status = "SUCCESS"
        self._known_keys: dict[str, Wire] = {}
        self._edits: dict[str, Wire] = {}
        self._cancelling: list[Wire] = []

    def refundCreate(self, info: Any, input: Wire) -> Wire:
        key = _idempotency_key(info)
        if key in self._known_keys:
            return {"refund": self._known_keys[key]}
        order = self._thing(input["orderId"])
        parts = []
        for given in input.get("transactions") or []:
            paid = self._thing(given["parentId"])
            back = sum(amount(one["amountSet"]) for one in _refunds_of(order, paid))
            if Decimal(given["amount"]) + back > amount(paid["amountSet"]):
                raise Refused("Refund amount exceeds what was paid")
            parts.append(self.memory.pay("REFUND", given["amount"], paid, self.refund_status))
        for method in input.get("refundMethods") or []:
            credit = method["storeCreditRefund"]["amount"]
            self._credit(order["customer"], credit)
            parts.append(self.memory.pay("REFUND", credit["amount"]) | {"gateway": "shopify_store_credit"})
        pieces = []
        for wanted in input.get("refundLineItems") or []:
            line = self._thing(wanted["lineItemId"])
            line["currentQuantity"] -= wanted["quantity"]
            pieces.append({"quantity": wanted["quantity"], "lineItem": line, "restockType": wanted["restockType"]})
        refund = self.memory.new("Refund", note=input.get("note"), createdAt=self.memory.tick())
        refund |= {"refundLineItems": connection(pieces), "transactions": connection(parts), "parts": parts, "input": input}
        self.memory.things[refund["id"]] = refund
        order["given"].append(refund)
        self._touch(order)
        self._known_keys[key] = refund
        return {"refund": refund, "order": order}

    def orderCancel(self, info: Any, orderId: str, refundMethod: Wire, **_given: Any) -> Wire:
        order = self._thing(orderId)
        if order.get("cancelledAt"):
            raise Refused("Order has already been cancelled")
        if order["parcels"]:
            raise Refused("Cannot cancel an order that has been fulfilled")
        self._cancelling.append(order)
        if not self.is_slow_at_cancelling:
            self.finish_cancelling()
        return {"job": self.memory.new("Job", done=False)}

    def finish_cancelling(self) -> None:
        for order in self._cancelling:
            order |= {"cancelledAt": self.memory.tick(), "cancelReason": "CUSTOMER"}
            self._touch(order)
        self._cancelling = []

    def orderUpdate(self, info: Any, input: Wire) -> Wire:
        order = self._thing(input["id"])
        order["shippingAddress"] = _address(input["shippingAddress"])
        self._touch(order)
        return {"order": order}

    def tagsAdd(self, info: Any, id: str, tags: list[str]) -> Wire:
        thing = self._thing(id)
        thing["tags"] = sorted({*thing["tags"], *tags})
        return {"node": thing}

    def orderInvoiceSend(self, info: Any, id: str) -> Wire:
        order = self._thing(id)
        order["invoices"] = order.get("invoices", 0) + 1
        return {"order": order}

    def orderEditBegin(self, info: Any, id: str) -> Wire:
        order = self._thing(id)
        lines = [
            {"id": line["id"].replace("LineItem", "CalculatedLineItem"), "line": line, "quantity": line["currentQuantity"]}
            for line in order["lines"]
        ]
        edit = self.memory.new("CalculatedOrder", order=order, lines=lines, lineItems=connection(lines))
        self._edits[edit["id"]] = edit
        return {"calculatedOrder": self._calculated(edit)}

    def orderEditSetQuantity(self, info: Any, id: str, lineItemId: str, quantity: int, **_given: Any) -> Wire:
        edit = self._edits[id]
        next(line for line in edit["lines"] if line["id"] == lineItemId)["quantity"] = quantity
        return {"calculatedOrder": self._calculated(edit)}

    def orderEditAddVariant(self, info: Any, id: str, variantId: str, quantity: int, **_given: Any) -> Wire:
        edit, variant = self._edits[id], self._thing(variantId)
        line = {"id": f"gid://shopify/CalculatedLineItem/new-{len(edit['lines'])}", "variant": variant, "quantity": quantity}
        line["price"] = variant["price"]
        edit["lines"].append(line)
        return {"calculatedOrder": self._calculated(edit), "calculatedLineItem": line}

    def orderEditAddLineItemDiscount(self, info: Any, id: str, lineItemId: str, discount: Wire) -> Wire:
        edit = self._edits[id]
        line = next(line for line in edit["lines"] if line["id"] == lineItemId)
        line["price"] = str(Decimal(line["price"]) * (1 - Decimal(str(discount["percentValue"])) / 100))
        return {"calculatedOrder": self._calculated(edit)}

    def orderEditCommit(self, info: Any, id: str, **_given: Any) -> Wire:
        edit = self._edits.pop(id)
        order = edit["order"]
        for line in edit["lines"]:
            if "line" in line:
                line["line"]["currentQuantity"] = line["quantity"]
            else:
                self.memory.add_line(order, line["variant"], line["quantity"], line["price"])
        self._touch(order)
        return {"order": order}

    def draftOrderCreate(self, info: Any, input: Wire) -> Wire:
        lines = [(self._thing(item["variantId"]), item["quantity"]) for item in input["lineItems"]]
        whole = sum(Decimal(variant["price"]) * quantity for variant, quantity in lines)
        total = Decimal(0) if (input.get("appliedDiscount") or {}).get("value") == 100 else whole + 5
        draft = self.memory.new("DraftOrder", status="OPEN", tags=input["tags"], totalPriceSet=bag(total), order=None)
        draft |= {"lines": lines, "input": input}
        self.memory.things[draft["id"]] = draft
        self.memory.drafts.append(draft)
        return {"draftOrder": draft}

    def draftOrderDelete(self, info: Any, input: Wire) -> Wire:
        self.memory.drafts = [draft for draft in self.memory.drafts if draft["id"] != input["id"]]
        return {"deletedId": input["id"]}

    def draftOrderComplete(self, info: Any, id: str, paymentPending: bool | None = None) -> Wire:
        draft = self._thing(id)
        if draft["order"]:
            raise Refused("This order has been paid")
        buyer = self.memory.things.get((draft["input"].get("purchasingEntity") or {}).get("customerId"))
        draft["order"] = self.memory.buy(buyer, *draft["lines"], paid="0", tags=list(draft["tags"]), note=draft["input"]["note"])
        draft["status"] = "COMPLETED"
        return {"draftOrder": draft}

    def discountCodeBasicCreate(self, info: Any, basicCodeDiscount: Wire) -> Wire:
        return self._code(basicCodeDiscount)

    def discountCodeFreeShippingCreate(self, info: Any, freeShippingCodeDiscount: Wire) -> Wire:
        return self._code(freeShippingCodeDiscount)

    def giftCardCreate(self, info: Any, input: Wire) -> Wire:
        if any(card["code"] == input["code"] for card in self.memory.gift_cards):
            raise Refused("Code has already been taken")
        card = self.memory.new("GiftCard", note=input["note"], code=input["code"], lastCharacters=input["code"][-4:], enabled=True)
        card |= {"updatedAt": self.memory.tick(), "balance": {"amount": input["initialValue"], "currencyCode": "EUR"}}
        self.memory.gift_cards.append(card)
        return {"giftCard": card, "giftCardCode": input["code"]}

    def storeCreditAccountCredit(self, info: Any, id: str, creditInput: Wire) -> Wire:
        return {"storeCreditAccountTransaction": self._credit(self._thing(id), creditInput["creditAmount"])}

    def returnCreate(self, info: Any, returnInput: Wire) -> Wire:
        order = self._thing(returnInput["orderId"])
        lines = []
        for wanted in returnInput["returnLineItems"]:
            piece = self._thing(wanted["fulfillmentLineItemId"])
            line = self.memory.new("ReturnLineItem", quantity=wanted["quantity"], fulfillmentLineItem=piece)
            lines.append(line | {"returnReasonNote": wanted["returnReasonNote"]})
        made = self.memory.new("Return", name=f"{order['name']}-R1", status="OPEN", createdAt=self.memory.tick())
        made |= {"returnLineItems": connection(lines), "reverseFulfillmentOrders": connection([])}
        order["returnList"].append(made)
        order |= {"returns": connection(order["returnList"]), "returnStatus": "IN_PROGRESS"}
        self._touch(order)
        return {"return": made}

    def customerAddressUpdate(self, info: Any, customerId: str, addressId: str, address: Wire, **_given: Any) -> Wire:
        self._thing(customerId)["defaultAddress"] = {"id": addressId, **_address(address)}
        return {"address": self._thing(customerId)["defaultAddress"]}

    def customerAddressCreate(self, info: Any, customerId: str, address: Wire, **_given: Any) -> Wire:
        return self.customerAddressUpdate(info, customerId, "gid://shopify/MailingAddress/9", address)

    def webhookSubscriptionCreate(self, info: Any, topic: str, webhookSubscription: Wire) -> Wire:
        made = self.memory.new("WebhookSubscription", topic=topic, **webhookSubscription)
        self.memory.hooks.append(made)
        return {"webhookSubscription": made}

    def _thing(self, global_id: str) -> Wire:
        if global_id not in self.memory.things:
            raise Refused("Not found")
        return self.memory.things[global_id]

    def _touch(self, order: Wire) -> None:
        self.memory.price(order)
        order["updatedAt"] = self.memory.tick()

    def _calculated(self, edit: Wire) -> Wire:
        total = edit["order"]["shipping"]
        for line in edit["lines"]:
            price = amount(line["line"]["originalUnitPriceSet"]) if "line" in line else Decimal(line["price"])
            total += price * line["quantity"]
        return edit | {"totalPriceSet": bag(total)}

    def _code(self, given: Wire) -> Wire:
        if given["code"] in self.memory.codes:
            raise Refused("Code must be unique. Please try a different code.")
        made = self.memory.new("DiscountCodeNode", given=given)
        self.memory.codes[given["code"]] = made
        return {"codeDiscountNode": made}

    def _credit(self, customer: Wire, money: Wire) -> Wire:
        balance = customer["account"]["balance"]
        balance["amount"] = f"{Decimal(balance['amount']) + Decimal(money['amount']):.2f}"
        after = {**balance}
        move = self.memory.new("StoreCreditAccountCreditTransaction", amount=money, balanceAfterTransaction=after)
        move["createdAt"] = self.memory.tick()
        customer["moves"].append(move)
        return move


def _idempotency_key(info: Any) -> str:
    directive = info.schema.get_directive("idempotent")
    values = get_directive_values(directive, info.field_nodes[0], info.variable_values)
    if values is None:
        raise Refused("The @idempotent directive is required for this mutation")
    return str(values["key"])


def _refunds_of(order: Wire, paid: Wire) -> list[Wire]:
    parts = [part for refund in order["given"] for part in refund["parts"]]
    return [part for part in parts if (part["parentTransaction"] or {}).get("id") == paid["id"]]


def _address(given: Wire) -> Wire:
    name = f"{given.get('firstName') or ''} {given.get('lastName') or ''}".strip()
    return {**given, "name": name, "countryCodeV2": given.get("countryCode")}
