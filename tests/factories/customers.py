"""Makes customers and their addresses for tests."""

from goodwill.customers.enums import Proof
from goodwill.customers.models import Customer, Identity
from tests.factories.letters import KIND


def make_customer(name: str = "Greta Lind", *addresses: str, proof: Proof = Proof.CLAIMED, kind: str = KIND) -> Customer:
    customer = Customer.objects.create(name=name)
    for address in addresses:
        make_identity(customer, address, proof=proof, kind=kind)
    return customer


def make_identity(customer: Customer, address: str, *, proof: Proof = Proof.CLAIMED, kind: str = KIND) -> Identity:
    return Identity.objects.create(customer=customer, kind=kind, address=address, proof=proof)
