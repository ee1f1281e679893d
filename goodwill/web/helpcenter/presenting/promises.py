"""What would happen, and why something can't be done here, in words for the customer rather than for agents."""

from django.utils.translation import gettext as _

from goodwill.commerce.models.orders import OrderState
from goodwill.core.amounts import written
from goodwill.remedies.contract import Request
from goodwill.remedies.domain.granting import Preview
from goodwill.web.helpcenter.presenting import orders


def sentences(request: Request, found: Preview, page: orders.Page) -> list[str]:
    """What we do when the customer says yes."""
    amount = written(found.value) if found.value is not None else ""
    values = {"number": page.order.number, "amount": amount, "articles": "", "address": ""}
    match request.kind:
        case "cancel":
            money = _("%(amount)s go back the way you paid.") if found.value else _("Nothing was paid, so nothing has to go back.")
            return [_("We cancel the order %(number)s.") % values, money % values]
        case "change_address":
            values["address"] = ", ".join(orders.in_lines(request.parameters["address"]))
            return [_("We send the order %(number)s to: %(address)s.") % values]
        case "return":
            values["articles"] = orders.counted(request.parameters["lines"], [line.row for line in page.lines])
            label = _("You get a return label to print.") if request.parameters.get("label") else _("You send the parcel yourself.")
            free = [_("Sending it back costs you nothing.")] if page.policy and page.policy.is_return_free else []
            money = _("When it has arrived, %(amount)s go back the way you paid.")
            return [_("You send back: %(articles)s.") % values, label, *free, money % values]
        case _:
            values["articles"] = orders.counted(request.parameters.get("lines", {}), [line.row for line in page.lines])
            return [_("%(amount)s go back the way you paid, for %(articles)s.") % values]


def why_not(request: Request, found: Preview, page: orders.Page) -> str:
    """Why it is not done at once. Which rule said so is for agents."""
    if found.problems:
        return found.problems[0]
    if request.kind in ("cancel", "change_address") and page.order.status == OrderState.PROCESSING:
        return _("Your order is being packed at this moment, so this can't be done here by itself any more.")
    if request.kind == "return":
        return _("By our rules this return can't be arranged here by itself: the time for it may be over.")
    return _("By our rules this can't be done here by itself.")
