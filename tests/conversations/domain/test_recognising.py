"""Who may be one person is suggested by what speaks for it, within what the agent may see, and never against an agent's word."""

import pytest

from goodwill.conversations.domain import assigning, recognising
from goodwill.conversations.domain.recognising import Evidence
from goodwill.customers.domain import describing, joining
from goodwill.customers.enums import Proof
from tests.factories.conversations import OMAR, make_conversation
from tests.factories.customers import make_identity

pytestmark = pytest.mark.django_db
OTHER = ("greta@work.example", "G. Lind")


def seen(agent, customer) -> list[tuple[int, Evidence, str]]:
    return [(one.customer.pk, one.evidence, one.value) for one in recognising.candidates(agent, customer)]


def test_order_or_phone_that_both_named_is_evidence_both_ways(world):
    one = make_conversation(world.support, "Where is FF-20318? Call +49 151 12345678").customer
    two = make_conversation(world.sales, "About FF-20318", sender=OTHER).customer
    three = make_conversation(world.sales, "My phone is 0049 151 12345678", sender=OMAR).customer
    assert seen(world.agent, one) == [(two.pk, Evidence.ORDER, "FF20318"), (three.pk, Evidence.PHONE, "4915112345678")]
    assert seen(world.agent, two) == [(one.pk, Evidence.ORDER, "FF20318")]


def test_strongest_evidence_stands_first_and_each_customer_once(world):
    one = make_conversation(world.support, "FF-20318").customer
    two, three = (make_conversation(world.support, "FF-20318", sender=sender).customer for sender in (OTHER, OMAR))
    describing.rename(three, one.name, by=world.agent)
    for customer, proof in ((one, Proof.VERIFIED), (three, Proof.VERIFIED)):
        make_identity(customer, "+4915112345678", proof=proof, kind=f"phone-{customer.pk}")
    assert seen(world.agent, one) == [(three.pk, Evidence.PROVEN, ""), (two.pk, Evidence.ORDER, "FF20318")]


def test_full_name_is_weak_evidence_and_a_single_word_none(world):
    one, two = make_conversation(world.support).customer, make_conversation(world.support, sender=OMAR).customer
    describing.rename(two, "Greta Lind", by=world.agent)
    assert seen(world.agent, one) == [(two.pk, Evidence.NAME, "")]
    for customer in (one, two):
        describing.rename(customer, "Greta", by=world.agent)
    assert seen(world.agent, one) == []


def test_what_many_name_and_what_is_out_of_sight_is_no_evidence(world):
    vouchers = [make_conversation(world.support, "MOSSY20", sender=(f"v{n}@post.example", f"V {n}")).customer for n in range(2)]
    assert seen(world.agent, vouchers[0]) == []
    customers = [make_conversation(world.support, "FF-20318", sender=(f"c{n}@post.example", f"C {n}")).customer for n in range(5)]
    assert seen(world.agent, customers[0]) == []
    one, two = (make_conversation(world.support, "AB-4711", sender=sender) for sender in (OMAR, OTHER))
    assert seen(world.agent, one.customer) == [(two.customer_id, Evidence.ORDER, "AB4711")]
    assigning.assign(one, world.loner, by=world.lead)
    assert seen(world.loner, one.customer) == []


def test_customer_set_apart_is_suggested_no_more_on_either_side(world):
    one, two = make_conversation(world.support, "FF-20318").customer, make_conversation(world.support, "FF-20318", sender=OTHER).customer
    joining.set_apart(one, two, by=world.agent)
    joining.set_apart(one, two, by=world.agent)
    assert (seen(world.agent, one), seen(world.agent, two)) == ([], [])
    assert (joining.apart_from(one), joining.apart_from(two)) == ({two.pk}, {one.pk})


def test_same_address_without_proof_is_worth_a_look(world):
    one, two = make_conversation(world.support).customer, make_conversation(world.support, sender=OMAR).customer
    make_identity(two, "greta@post.example", kind="another")
    assert seen(world.agent, one) == [(two.pk, Evidence.ADDRESS, "")]
    joining.join(two, one, by=world.agent, is_confirmed=True)
    assert seen(world.agent, one) == []
