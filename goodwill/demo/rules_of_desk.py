"""The rules and macros of the demo shop: what the desk comes with, and two of its own."""

from datetime import datetime, timedelta

from goodwill.automation.domain import complaining, defaults, drafting, macros
from goodwill.automation.models import Rule
from goodwill.core import clock
from goodwill.demo.house import House

SINCE = timedelta(days=2)


def install(house: House, today: datetime) -> None:
    """Made two days ago; complaints are taken care of from then on, the rest waits to be tried on the past."""
    lead = house.agents["jonas"]
    with clock.pretending(today - SINCE):
        defaults.install()
        complaining.set_procedure({"owner": lead}, by=lead, is_active=True)
        drafting.activate(Rule.objects.get(default_key="complaint"), by=lead)
        gifts = drafting.create(
            {
                "name": "Gifts are seen at once",
                "description": "So that nobody forgets the card.",
                "trigger": "message_received",
                "conditions": [{"name": "words", "words": ["gift", "birthday", "present for"]}],
                "actions": [
                    {"name": "tag", "tags": ["gift"]},
                    {"name": "add_note", "text": "Ask {{ customer.first_name }} about the card."},
                ],
            },
            by=lead,
        )
        drafting.activate(gifts, by=lead)
        macros.create(
            {
                "name": "On its way",
                "description": "Says where the parcel is, and leaves it to the customer.",
                "text": (
                    "Hello {{ customer.first_name | there }},\n\nyour order {{ order.last.number }}: {{ order.last.parcel }}. "
                    "You can follow it here: {{ order.last.tracking_url }}\n\n{{ agent.first_name }}"
                ),
                "actions": [{"name": "tag", "tags": ["where is it"]}],
            },
            by=lead,
        )
