"""The card is never older than the last committed change, and costs next to nothing when nothing changed."""

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.customers import cards
from goodwill.customers.models import Card
from tests.core.transactions import rolled_back
from tests.factories.customers import make_customer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def known(monkeypatch) -> dict[int, int]:
    """A room whose part of each card is a number that tests set."""
    cards.forget()
    numbers: dict[int, int] = {}
    monkeypatch.setattr(cards, "_parts", lambda: {"room": lambda customer_id: {"number": numbers.get(customer_id, 0)}})
    return numbers


def test_card_is_made_at_the_first_question_and_served_from_memory_after(known, django_assert_num_queries):
    customer = make_customer()
    known[customer.pk] = 1

    assert cards.card(customer.pk) == {"room": {"number": 1}}

    with django_assert_num_queries(1):
        assert cards.card(customer.pk) == {"room": {"number": 1}}


def test_change_shows_as_soon_as_it_is_committed_and_not_before(known):
    customer = make_customer()
    cards.card(customer.pk)
    known[customer.pk] = 2

    with rolled_back():
        cards.touch([customer.pk])
    assert cards.card(customer.pk) == {"room": {"number": 0}}

    with transaction.atomic():
        cards.touch([customer.pk])
    assert cards.card(customer.pk) == {"room": {"number": 2}}


def test_another_process_reads_what_is_stored_without_asking_the_rooms(known, monkeypatch, django_assert_num_queries):
    customer = make_customer()
    cards.touch([customer.pk])
    cards.assemble_stale()
    cards.forget()
    monkeypatch.setattr(cards, "_parts", lambda: pytest.fail("The rooms were asked."))

    with django_assert_num_queries(2):
        assert cards.card(customer.pk) == {"room": {"number": 0}}


def test_stale_cards_are_made_ahead_of_the_question(known):
    customers = [make_customer() for _ in range(3)]
    cards.touch([customer.pk for customer in customers])
    known[customers[1].pk] = 7

    assert cards.assemble_stale() == 3

    assert cards.assemble_stale() == 0
    assert Card.objects.get(customer=customers[1]).data == {"room": {"number": 7}}


def test_change_that_comes_in_while_the_card_is_made_is_not_lost(known, monkeypatch):
    customer = make_customer()
    cards.card(customer.pk)
    known[customer.pk] = 1
    cards.touch([customer.pk])

    def part(customer_id: int) -> dict[str, int]:
        number = known[customer_id]
        if number == 1:
            known[customer_id] = 2
            cards.touch([customer_id])
        return {"number": number}

    monkeypatch.setattr(cards, "_parts", lambda: {"room": part})

    assert cards.card(customer.pk) == {"room": {"number": 1}}
    assert cards.card(customer.pk) == {"room": {"number": 2}}


def test_what_is_read_in_a_transaction_of_ones_own_stays_there(known):
    customer = make_customer()
    cards.card(customer.pk)
    known[customer.pk] = 5

    with rolled_back():
        cards.touch([customer.pk])
        assert cards.card(customer.pk) == {"room": {"number": 5}}
        known[customer.pk] = 0

    assert cards.card(customer.pk) == {"room": {"number": 0}}


def test_memory_holds_so_many_cards_and_no_more(monkeypatch):
    monkeypatch.setattr(cards, "REMEMBERED", 2)
    customers = [make_customer() for _ in range(4)]

    for customer in customers:
        cards.card(customer.pk)

    assert list(cards._memory) == [customer.pk for customer in customers[-2:]]


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.sampled_from(["change", "rolled back", "ask", "ahead", "other process"]), max_size=14))
def test_whatever_happens_the_card_is_that_of_the_last_commit(steps: list[str]):
    customer = make_customer()
    numbers = {customer.pk: 0}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cards, "_parts", lambda: {"room": lambda customer_id: {"number": numbers.get(customer_id, 0)}})
        for step in steps:
            if step == "change":
                with transaction.atomic():
                    numbers[customer.pk] += 1
                    cards.touch([customer.pk])
            elif step == "rolled back":
                with rolled_back():
                    cards.touch([customer.pk])
            elif step == "ahead":
                cards.assemble_stale()
            elif step == "other process":
                cards.forget()
            assert cards.card(customer.pk) == {"room": {"number": numbers[customer.pk]}}
