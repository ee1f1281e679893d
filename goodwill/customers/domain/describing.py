"""Changes what the desk knows of a customer: the name, and notes among agents."""

from django.db import transaction

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.customers.models import Customer, CustomerNote


def rename(customer: Customer, name: str, *, by: Agent) -> None:
    """Give the customer another name; subscribers carry it into the lists."""
    with transaction.atomic():
        before, customer.name = customer.name, name.strip()[:200]
        customer.save(update_fields=["name"])
        record("customer.renamed", customer, by=by, data={"from": before, "to": customer.name})


def add_note(customer: Customer, text: str, *, by: Agent) -> CustomerNote:
    with transaction.atomic():
        note = CustomerNote.objects.create(customer=customer, author=by, text=text.strip())
        record("customer.noted", customer, by=by, data={"note": note.pk})
    return note


def remove_note(note: CustomerNote, *, by: Agent) -> None:
    with transaction.atomic():
        record("customer.note_removed", note.customer, by=by)
        note.delete()
