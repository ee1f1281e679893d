"""Finds the customer behind an address, or makes one; an address alone never joins two customers."""

from django.db import IntegrityError, transaction

from goodwill.activity.recording import record
from goodwill.core.rows import Prepared, fetch, insert
from goodwill.customers.enums import Proof
from goodwill.customers.models import BlockedSender, Customer, Identity

_STRENGTH = {proof: strength for strength, proof in enumerate(Proof.values)}


def identify(kind: str, address: str, *, name: str = "", proof: Proof = Proof.CLAIMED, is_held: bool = False) -> Identity:
    """The identity with this address, its customer beside it; made when it is new, strengthened when proof is better.

    With ``is_held`` the customer's row is held until the transaction ends: whoever handles two messages of one person
    at the same time handles one after the other. Rows that refer to the customer can still be written meanwhile.
    """
    identity = _held(kind, address) if is_held else known(kind, address)
    if identity is None:
        return _made(kind, address, name, proof)
    strengthen(identity, proof)
    if name.strip() and not identity.customer.name:
        _give_name(identity.customer, name)
    return identity


def known(kind: str, address: str) -> Identity | None:
    """The identity with this address, if there is one."""
    return Identity.objects.select_related("customer").filter(kind=kind, address=address).first()


def _held(kind: str, address: str) -> Identity | None:
    while True:
        identity = fetch(Identity, kind=kind, address=address)
        if identity is None:
            return None
        customer = fetch(Customer, hold=True, id=identity.customer_id)
        # Joined to another customer while we waited: the identity belongs there now.
        if customer is not None and customer.joined_into_id is None:
            identity.customer = customer
            return identity


def strengthen(identity: Identity, proof: Proof) -> None:
    """Note a better proof; a weaker one takes nothing away."""
    if _STRENGTH[proof] > _STRENGTH[identity.proof]:
        identity.proof = proof
        identity.save(update_fields=["proof"])


def is_blocked(identity_address: str, customer: Customer | None = None) -> bool:
    """Whether messages from this address are set aside: itself, its domain, or its whole customer."""
    domain = "@" + identity_address.rpartition("@")[2]
    if customer is not None and customer.is_blocked:
        return True
    return any(_BLOCKED.first(pattern) is not None for pattern in (identity_address, domain))


_BLOCKED = Prepared(lambda pattern: BlockedSender.objects.filter(pattern=pattern).order_by().values_list("id"), str)


def _made(kind: str, address: str, name: str, proof: Proof) -> Identity:
    try:
        with transaction.atomic():
            customer = insert(Customer(name=name.strip()[:200]))
            identity = insert(Identity(kind=kind, address=address, customer=customer, proof=proof))
            record("customer.created", customer, data={"identity": identity.pk})
    except IntegrityError:
        # Another worker made the same identity a moment ago: the unique constraint decides, and we take theirs.
        return Identity.objects.select_related("customer").get(kind=kind, address=address)
    return identity


def _give_name(customer: Customer, name: str) -> None:
    """The first name that somebody without one writes under."""
    with transaction.atomic():
        customer.name = name.strip()[:200]
        customer.save(update_fields=["name"])
        record("customer.renamed", customer, data={"from": "", "to": customer.name})
