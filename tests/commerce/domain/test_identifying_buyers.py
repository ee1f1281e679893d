"""An account is a customer's by proof alone."""

import pytest

from goodwill.accounts.enums import Role
from goodwill.commerce.domain import identifying_buyers, mirroring
from goodwill.commerce.models import Store, StoreCustomer
from goodwill.customers.domain import joining
from goodwill.customers.domain.identifying import identify
from goodwill.customers.enums import Proof
from goodwill.customers.models import Customer
from tests.factories.accounts import an_agent
from tests.factories.stores import a_customer

GRETA = "greta@post.example"


def owner() -> Customer | None:
    return StoreCustomer.objects.get().customer


@pytest.mark.parametrize(
    ("proof", "is_found"), [(Proof.CLAIMED, False), (Proof.OBSERVED, False), (Proof.VERIFIED, True), (Proof.CONFIRMED, True)]
)
def test_only_a_proven_address_tells_whose_an_account_is(store: Store, proof, is_found):
    identity = identify("post", GRETA, proof=proof)
    mirroring.apply(store, [a_customer(email="Greta@post.example")])
    assert owner() == (identity.customer if is_found else None)


def test_account_is_recognised_when_its_address_is_proven_later(store: Store):
    mirroring.apply(store, [a_customer(email=GRETA)])
    identity = identify("post", GRETA, proof=Proof.CLAIMED)
    assert (identifying_buyers.recognise(identity), owner()) == (0, None)

    identity = identify("post", GRETA, proof=Proof.VERIFIED)

    assert [identifying_buyers.recognise(identity), identifying_buyers.recognise(identity)] == [1, 0]
    assert list(identifying_buyers.accounts_of(identity.customer)) == [StoreCustomer.objects.get()]


def test_address_that_two_have_proven_tells_of_neither(store: Store):
    identify("post", GRETA, proof=Proof.VERIFIED)
    identify("wire", GRETA, proof=Proof.VERIFIED)
    mirroring.apply(store, [a_customer(email=GRETA)])
    assert owner() is None


def test_agent_who_made_sure_outweighs_the_address_and_later_news(store: Store):
    agent, omar = an_agent(Role.AGENT, "Mira Okafor"), identify("post", "omar@mail.example").customer
    identify("post", GRETA, proof=Proof.VERIFIED)
    mirroring.apply(store, [a_customer(email=GRETA)])
    identifying_buyers.confirm(StoreCustomer.objects.get(), omar, by=agent)
    mirroring.apply(store, [a_customer(minutes=1, email=GRETA, name="Greta")])
    assert owner() == omar


def test_account_gets_a_customer_when_we_write_first_and_keeps_them(store: Store):
    claimed = identify("post", GRETA, proof=Proof.CLAIMED)
    mirroring.apply(store, [a_customer(email=GRETA, name="Greta Lind")])
    made = identifying_buyers.customer_of(StoreCustomer.objects.get())
    mirroring.apply(store, [a_customer(minutes=1, email=GRETA)])

    assert (made.name, made == claimed.customer, owner()) == ("Greta Lind", False, made)
    assert identifying_buyers.customer_of(StoreCustomer.objects.get()) == made


def test_accounts_follow_their_customer_into_another_and_back(store: Store):
    agent = an_agent(Role.AGENT, "Mira Okafor")
    greta, other = identify("post", GRETA, proof=Proof.VERIFIED).customer, identify("post", "g@work.example").customer
    mirroring.apply(store, [a_customer(email=GRETA)])

    joining.join(greta, other, by=agent, is_confirmed=True)
    assert owner() == other
    joining.part(greta, by=agent)
    assert owner() == greta
