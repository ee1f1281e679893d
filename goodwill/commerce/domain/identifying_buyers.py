"""Says which of the desk's customers is behind an account in a store: by proof alone, never by what is claimed.

Either the account itself is an identity of the customer, because an agent made sure of it or because we wrote first;
or the customer has proven to own the account's e-mail address.
"""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from goodwill.accounts.models import Agent
from goodwill.activity.recording import record
from goodwill.commerce.models import StoreCustomer
from goodwill.core import bulk
from goodwill.core.rows import Prepared
from goodwill.customers import cards
from goodwill.customers.domain.identifying import identify
from goodwill.customers.domain.joining import PROVEN
from goodwill.customers.enums import Proof
from goodwill.customers.models import Customer, Identity

# The kind of identity that an account is; no channel is called so.
ACCOUNT = "store"
Account = tuple[str, str]


def owners(store_id: int, accounts: Iterable[Account]) -> dict[str, int]:
    """The customers (their ids) behind these accounts, given as (external id, e-mail), by external id."""
    addresses = dict(accounts)
    proven = _proven(addresses.values())
    found = {external_id: proven[email] for external_id, email in addresses.items() if email in proven}
    own = {_address(store_id, external_id): external_id for external_id in addresses}
    rows = bulk.among(Identity, ("address", "customer_id"), "address", list(own), kind=ACCOUNT)
    return found | {own[address]: customer for address, customer in rows}


def recognise(identity: Identity) -> int:
    """Give the accounts under a proven address to its customer; return how many are theirs since now."""
    if not identity.is_verified or _UNKNOWN.first(identity.address) is None:
        return 0
    customer = _proven([identity.address]).get(identity.address)
    if customer is None:
        return 0
    with transaction.atomic():
        found = StoreCustomer.objects.filter(email=identity.address, customer=None).update(customer=customer)
        cards.touch([customer])
    return found


# One statement for each message that comes in from a proven address, and mostly no more.
_UNKNOWN = Prepared(lambda address: StoreCustomer.objects.filter(Q(customer=None), email=address).order_by().values_list("id")[:1], str)


def confirm(account: StoreCustomer, customer: Customer, *, by: Agent) -> None:
    """An agent made sure that this account is the customer's, whatever address the store has."""
    with transaction.atomic():
        address = _address(account.store_id, account.external_id)
        values = {"customer": customer, "proof": Proof.CONFIRMED}
        Identity.objects.update_or_create(kind=ACCOUNT, address=address, defaults=values)
        before, account.customer = account.customer_id, customer
        account.save(update_fields=["customer"])
        record("store_customer.confirmed", account, by=by, data={"from": before, "to": customer.pk})
        cards.touch({before or customer.pk, customer.pk})


def follow(customer_ids: Collection[int]) -> None:
    """After these customers' identities moved: say anew whose the accounts are that were theirs."""
    accounts = list(StoreCustomer.objects.filter(customer_id__in=customer_ids).only("store_id", "external_id", "email", "customer_id"))
    for account in accounts:
        owner = owners(account.store_id, [(account.external_id, account.email)]).get(account.external_id)
        if owner != account.customer_id:
            StoreCustomer.objects.filter(pk=account.pk).update(customer_id=owner)
            cards.touch(number for number in (account.customer_id, owner) if number)


def accounts_of(customer: Customer) -> QuerySet[StoreCustomer]:
    """The customer's accounts, the one that ordered last first."""
    return StoreCustomer.objects.filter(customer=customer).order_by("-last_order_at", "id")


def customer_of(account: StoreCustomer) -> Customer:
    """The customer behind an account, made from it where nobody has proven to be: so that we can write first.

    The account itself is the identity; its address stays unproven and joins nobody.
    """
    if account.customer is not None:
        return account.customer
    with transaction.atomic():
        identity = identify(ACCOUNT, _address(account.store_id, account.external_id), name=account.name, proof=Proof.CLAIMED)
        account.customer = identity.customer
        account.save(update_fields=["customer"])
        cards.touch([identity.customer_id])
    return identity.customer


def _proven(addresses: Iterable[str]) -> dict[str, int]:
    """The customers who have proven to own these addresses; one that two have proven tells of neither."""
    rows = bulk.among(Identity, ("address", "customer_id", "proof"), "address", sorted({address for address in addresses if address}))
    found: dict[str, set[int]] = {}
    for address, customer, proof in rows:
        if proof in PROVEN:
            found.setdefault(address, set()).add(customer)
    return {address: customers.pop() for address, customers in found.items() if len(customers) == 1}


def _address(store_id: int, external_id: str) -> str:
    return f"{store_id}:{external_id}"
