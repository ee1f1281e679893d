"""What remedies do when something happens in the rooms below."""

from goodwill.activity.models import Activity
from goodwill.activity.recording import subscribe
from goodwill.commerce.models import Order
from goodwill.remedies.domain import confirming, self_serving
from goodwill.remedies.models import Remedy


@subscribe("order.placed", "order.changed", "order.cancelled")
def settle_confirmed(activity: Activity) -> None:
    order = activity.context["order"]
    assert isinstance(order, Order)
    confirming.confirm_order(order)


@subscribe("remedy.failed")
def take_over_from_customer(activity: Activity) -> None:
    self_serving.hand_over_failed(Remedy.objects.select_related("order__store", "order__buyer").get(pk=activity.subject_id))
