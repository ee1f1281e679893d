"""Joins two customers who are one person, by proof, and parts them again; neither loses anything."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from goodwill.accounts.models import Agent
from goodwill.activity.models import Activity
from goodwill.activity.recording import record
from goodwill.customers.enums import Proof
from goodwill.customers.models import Customer, CustomerNote, Identity

PROVEN = (Proof.VERIFIED, Proof.CONFIRMED)
SET_APART = "customer.set_apart"


class CannotJoin(ValueError):
    """These two can't become one, or can't be parted; the message says why."""


def suggested(customer: Customer) -> QuerySet[Customer]:
    """Customers who have proven the same address on another kind of channel: the same phone for calls and for messages.

    A name or a claimed address suggests nothing: false joining shows one person's orders to another.
    """
    proven = customer.identities.filter(proof__in=PROVEN).values("address")
    same = Identity.objects.filter(address__in=proven, proof__in=PROVEN).exclude(customer=customer).values("customer")
    return Customer.objects.filter(pk__in=same, joined_into=None).order_by("pk")


def is_proven(one: Customer, other: Customer) -> bool:
    """Whether the two have proven an address that they share, so that joining them needs nobody's word."""
    return suggested(one).filter(pk=other.pk).exists()


def of_same_address(customer: Customer) -> QuerySet[Customer]:
    """Customers with the same address on another kind of channel, proven or not: worth a look, and no reason to join."""
    addresses = customer.identities.values("address")
    same = Identity.objects.filter(address__in=addresses).exclude(customer=customer).values("customer")
    return Customer.objects.filter(pk__in=same, joined_into=None).order_by("pk")


def of_same_name(customer: Customer) -> QuerySet[Customer]:
    """Customers with the same full name; a single word is the name of too many."""
    if len(customer.name.split()) < 2:
        return Customer.objects.none()
    return Customer.objects.filter(name=customer.name, joined_into=None).exclude(pk=customer.pk).order_by("pk")


def set_apart(customer: Customer, other: Customer, *, by: Agent) -> None:
    """The two are different people: suggest them to each other no more."""
    if other.pk in apart_from(customer):
        return
    with transaction.atomic():
        record(SET_APART, customer, by=by, data={"other": other.pk, "name": str(other)})
        record(SET_APART, other, by=by, data={"other": customer.pk, "name": str(customer)})


def apart_from(customer: Customer) -> set[int]:
    """The customers that an agent has said are somebody else."""
    said = Activity.objects.filter(subject_kind="customer", subject_id=customer.pk, kind=SET_APART)
    return {activity.data["other"] for activity in said}


def join(customer: Customer, into: Customer, *, by: Agent, is_confirmed: bool = False) -> Activity:
    """Let ``into`` have the addresses, notes and, through subscribers, the conversations of ``customer``.

    Raise CannotJoin unless both have proven an address that they share, or the agent says that they made sure of it
    (``is_confirmed``), which is recorded. ``part`` is the inverse.
    """
    with transaction.atomic():
        source, target = _held(customer, into)
        _require_joinable(source, target, is_confirmed)
        identities, notes = list(source.identities.values_list("id", flat=True)), list(source.notes.values_list("id", flat=True))
        Identity.objects.filter(pk__in=identities).update(customer=target)
        CustomerNote.objects.filter(pk__in=notes).update(customer=target)
        source.joined_into = target
        source.save(update_fields=["joined_into"])
        named = not target.name and bool(source.name)
        if named:
            target.name = source.name
            target.save(update_fields=["name"])
        moved = {"identities": identities, "notes": notes}
        return record("customer.joined", target, by=by, data={"from": source.pk, **moved, "named": named, "confirmed": is_confirmed})


def part(customer: Customer, *, by: Agent) -> Activity:
    """Undo the joining of ``customer`` into another: each has again what was theirs; raise CannotJoin where that can't be."""
    joined_into = Customer.objects.values_list("joined_into", flat=True).get(pk=customer.pk)
    if joined_into is None:
        raise CannotJoin(_("%(customer)s was not joined into anybody.") % {"customer": customer})
    with transaction.atomic():
        source, target = _held(customer, Customer(pk=joined_into))
        if target.joined_into_id:
            raise CannotJoin(_("%(customer)s was itself joined into another customer. Part those first.") % {"customer": target})
        joining = _joining_of(source, target)
        Identity.objects.filter(pk__in=joining.data["identities"], customer=target).update(customer=source)
        CustomerNote.objects.filter(pk__in=joining.data["notes"], customer=target).update(customer=source)
        source.joined_into = None
        source.save(update_fields=["joined_into"])
        if joining.data["named"] and target.name == source.name:
            target.name = ""
            target.save(update_fields=["name"])
        return record("customer.parted", target, by=by, data={"from": source.pk, "joining": joining.pk})


def _held(*customers: Customer) -> list[Customer]:
    """Their rows as they are now, held, in the order of their numbers."""
    ordered = sorted(customer.pk for customer in customers)
    held = {pk: Customer.objects.select_for_update(no_key=True).get(pk=pk) for pk in ordered}
    return [held[customer.pk] for customer in customers]


def _require_joinable(source: Customer, target: Customer, is_confirmed: bool) -> None:
    if source.pk == target.pk:
        raise CannotJoin(_("They are the same customer."))
    for customer in (source, target):
        if customer.joined_into_id:
            raise CannotJoin(_("%(customer)s was joined into another customer already.") % {"customer": customer})
    if source.is_blocked != target.is_blocked:
        raise CannotJoin(_("One of them is blocked and the other is not."))
    if not is_confirmed and not is_proven(source, target):
        raise CannotJoin(_("Nothing proves that they are the same person. Make sure of it first."))


def _joining_of(source: Customer, target: Customer) -> Activity:
    """The newest record of this joining; they may have been joined and parted before."""
    joinings = Activity.objects.filter(subject_kind="customer", subject_id=target.pk, kind="customer.joined").order_by("-id")
    return next(activity for activity in joinings if activity.data["from"] == source.pk)
