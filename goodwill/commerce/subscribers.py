"""What commerce does when something happens in its own mirror or in the rooms below."""

from goodwill.activity.models import Activity
from goodwill.activity.recording import subscribe
from goodwill.commerce.domain import identifying_buyers
from goodwill.commerce.models import StoreCustomer
from goodwill.core import bulk
from goodwill.customers import cards


@subscribe("store_customers.touched")
def renew_cards(activity: Activity) -> None:
    found = bulk.among(StoreCustomer, ("customer_id",), "id", activity.data["ids"])
    cards.touch(customer for (customer,) in found if customer is not None)


@subscribe("customer.joined")
def follow_joining(activity: Activity) -> None:
    identifying_buyers.follow([activity.data["from"]])


@subscribe("customer.parted")
def follow_parting(activity: Activity) -> None:
    identifying_buyers.follow([activity.subject_id])
