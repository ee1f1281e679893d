"""An address finds its customer; names and proofs only grow."""

import pytest

from goodwill.activity.models import Activity
from goodwill.conversations.domain import naming
from goodwill.customers.domain import blocking, describing
from goodwill.customers.domain.identifying import identify, is_blocked
from goodwill.customers.enums import Proof
from goodwill.customers.models import BlockedSender, Customer
from tests.factories.conversations import assert_derived_right, fresh, make_conversation

pytestmark = pytest.mark.django_db


def test_same_address_is_one_customer_on_one_channel(db):
    first, again, elsewhere = identify("a", "x@y.example"), identify("a", "x@y.example"), identify("b", "x@y.example")
    assert (first.pk, first.customer_id) == (again.pk, again.customer_id)
    assert elsewhere.customer_id != first.customer_id
    assert Activity.objects.filter(kind="customer.created").count() == 2


def test_first_name_is_kept_and_recorded(db):
    identify("a", "x@y.example")
    identify("a", "x@y.example", name=" Greta ")
    identify("a", "x@y.example", name="Somebody Else")
    assert Customer.objects.get().name == "Greta"
    assert Activity.objects.get(kind="customer.renamed").data == {"from": "", "to": "Greta"}


@pytest.mark.parametrize("is_held", [True, False])
def test_proof_never_gets_weaker(db, is_held):
    from django.db import transaction

    with transaction.atomic():
        for given, wanted in (
            (Proof.OBSERVED, "observed"),
            (Proof.CLAIMED, "observed"),
            (Proof.CONFIRMED, "confirmed"),
            (Proof.VERIFIED, "confirmed"),
        ):
            assert identify("a", "x@y.example", proof=given, is_held=is_held).proof == wanted


def test_renaming_reaches_every_row_and_no_name_falls_back_to_the_address(world):
    one, two = make_conversation(world.support), make_conversation(world.sales)
    version = one.version
    describing.rename(one.customer, " Greta Berg ", by=world.agent)
    assert [fresh(c).customer_name for c in (one, two)] == ["Greta Berg"] * 2
    assert fresh(one).version > version
    describing.rename(one.customer, "", by=world.agent)
    assert naming.name_of(one.customer) == fresh(one).customer_name == "greta@post.example"
    assert_derived_right()


def test_notes_about_a_customer_are_recorded_when_made_and_removed(world):
    customer = make_conversation(world.support).customer
    describing.remove_note(describing.add_note(customer, " likes ferns ", by=world.agent), by=world.lead)
    kinds = Activity.objects.filter(subject_kind="customer", subject_id=customer.pk).order_by("id").values_list("kind", "agent__name")
    assert list(kinds)[1:] == [("customer.noted", "Mira Okafor"), ("customer.note_removed", "Jonas Weber")]


def test_blocking_is_recorded_once_and_taken_back(world):
    customer = make_conversation(world.support).customer
    blocking.block(customer, by=world.lead)
    blocking.block(customer, by=world.lead)
    assert customer.is_blocked
    blocking.unblock(customer, by=world.lead)
    sender = blocking.block_sender(" @Spam.Example ", by=world.lead)
    assert (is_blocked("a@spam.example"), is_blocked("a@ham.example"), is_blocked("a@ham.example", customer)) == (True, False, False)
    blocking.unblock_sender(sender, by=world.lead)
    assert (BlockedSender.objects.count(), is_blocked("a@spam.example")) == (0, False)
    kinds = ["customer.blocked", "customer.unblocked", "sender.blocked", "sender.unblocked"]
    assert list(Activity.objects.filter(kind__in=kinds).order_by("id").values_list("kind", flat=True)) == kinds
