"""Customers are joined by proof, and part again with what was theirs."""

import pytest

from goodwill.conversations.models import Conversation
from goodwill.customers.domain import blocking, describing, joining
from goodwill.customers.domain.joining import CannotJoin
from goodwill.customers.enums import Proof
from goodwill.customers.models import Customer
from tests.factories.conversations import OMAR, assert_derived_right, fresh, make_conversation, make_message
from tests.factories.customers import make_customer, make_identity

pytestmark = pytest.mark.django_db
PHONE = "+4915112345678"


@pytest.fixture
def two():
    """One phone, proven for calls by one customer and for messages by the other."""
    return (
        make_customer("Greta Lind", PHONE, proof=Proof.VERIFIED, kind="call"),
        make_customer("", PHONE, proof=Proof.CONFIRMED, kind="text"),
    )


def test_same_proven_address_on_two_channels_is_suggested_both_ways(two):
    assert list(joining.suggested(two[0])) == [two[1]]
    assert list(joining.suggested(two[1])) == [two[0]]


@pytest.mark.parametrize("proof", [Proof.CLAIMED, Proof.OBSERVED])
def test_claim_or_name_suggests_nothing_and_joins_nothing(proof):
    one = make_customer("Greta Lind", PHONE, proof=proof, kind="call")
    other = make_customer("Greta Lind", PHONE, proof=Proof.VERIFIED, kind="text")
    assert (list(joining.suggested(one)), list(joining.suggested(other))) == ([], [])
    with pytest.raises(CannotJoin):
        joining.join(one, other, by=None)
    one.refresh_from_db()
    assert one.joined_into is None


def test_joining_brings_addresses_notes_and_conversations_and_parting_gives_them_back(world):
    one, other = make_conversation(world.support), make_conversation(world.sales, sender=OMAR)
    greta, omar = one.customer, other.customer
    note = describing.add_note(omar, "likes ferns", by=world.agent)
    joining.join(omar, greta, by=world.agent, is_confirmed=True)
    assert {fresh(c).customer_id for c in (one, other)} == {greta.pk}
    assert {fresh(c).customer_name for c in (one, other)} == {"Greta Lind"}
    assert (greta.notes.get(), greta.identities.count(), omar.identities.count()) == (note, 2, 0)
    later = make_message(world.support, "Me again", sender=OMAR).conversation
    hers = make_conversation(world.support)
    assert later.customer_id == greta.pk
    assert_derived_right()
    omar.refresh_from_db()
    joining.part(omar, by=world.agent)
    assert [fresh(c).customer_id for c in (one, other, later, hers)] == [greta.pk, omar.pk, omar.pk, greta.pk]
    assert (omar.notes.get(), greta.identities.get().address) == (note, "greta@post.example")
    assert make_message(world.support, sender=OMAR).conversation.customer_id == omar.pk
    assert_derived_right()


def test_proven_joining_names_the_nameless_and_takes_it_back(two, world):
    joining.join(two[0], two[1], by=world.agent)
    two[1].refresh_from_db()
    assert two[1].name == "Greta Lind"
    two[0].refresh_from_db()
    joining.part(two[0], by=world.agent)
    two[1].refresh_from_db()
    assert two[1].name == ""


def test_joined_again_after_parting_parts_by_the_newest_record(two, world):
    one, other = two
    joining.join(one, other, by=world.agent)
    joining.part(one, by=world.agent)
    make_identity(one, "new@post.example")
    joining.join(one, other, by=world.agent)
    joining.part(one, by=world.agent)
    assert one.identities.count() == 2


def test_what_cannot_be_joined_or_parted(two, world):
    one, other = two
    third = make_customer("Third", "t@x.example")
    with pytest.raises(CannotJoin):
        joining.join(one, one, by=world.agent, is_confirmed=True)
    with pytest.raises(CannotJoin):
        joining.part(one, by=world.agent)
    blocking.block(third, by=world.agent)
    with pytest.raises(CannotJoin):
        joining.join(third, one, by=world.agent, is_confirmed=True)
    blocking.unblock(third, by=world.agent)
    joining.join(one, other, by=world.agent)
    with pytest.raises(CannotJoin):
        joining.join(one, third, by=world.agent, is_confirmed=True)
    joining.join(other, third, by=world.agent, is_confirmed=True)
    with pytest.raises(CannotJoin):
        joining.part(one, by=world.agent)
    joining.part(other, by=world.agent)
    joining.part(one, by=world.agent)
    assert Customer.objects.exclude(joined_into=None).count() == 0
    assert Conversation.objects.count() == 0
