"""Signed links to orders: ours open what they say, and nothing else opens anything."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.commerce.domain import mirroring, opening_orders
from goodwill.commerce.domain.opening_orders import LinkOver, Opens, Scope, link_to_order, link_to_orders_of, page_key
from goodwill.commerce.models import Order, StoreCustomer
from tests.factories.stores import a_customer, a_store, an_order

pytestmark = pytest.mark.django_db
LETTERS = string.ascii_lowercase + string.digits + "-_.%"


def token(link: str) -> str:
    return link.rpartition("/")[2]


@pytest.fixture
def order() -> Order:
    store = a_store()
    mirroring.apply(store, [a_customer(), an_order("1001"), an_order("1002")], is_import=True)
    return Order.objects.get(external_id="1001")


def test_link_opens_its_order_or_all_of_its_account(order):
    buyer = StoreCustomer.objects.get()
    one, all_of_them = opening_orders.opened(token(link_to_order(order))), opening_orders.opened(token(link_to_orders_of(buyer)))
    assert (one, all_of_them) == (Scope(Opens.ORDER, order.pk), Scope(Opens.BUYER, buyer.pk))
    assert [[found.number for found in opening_orders.orders_in(scope)] for scope in (one, all_of_them)] == [["#1001"], ["#1002", "#1001"]]
    other = Order.objects.get(external_id="1002")
    assert opening_orders.order_in(one, page_key(order)) == order
    assert (opening_orders.order_in(one, page_key(other)), opening_orders.order_in(one, "")) == (None, None)


def test_order_that_its_store_deleted_is_open_to_nobody(order):
    scope = opening_orders.opened(token(link_to_order(order)))
    order.removed_at = order.placed_at
    order.save()
    assert opening_orders.orders_in(scope) == []
    with pytest.raises(LinkOver):
        opening_orders.opened(token(link_to_order(order)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_a_link_with_any_other_letter_opens_nothing(order, data):
    right = token(link_to_order(order))
    place = data.draw(st.integers(0, len(right) - 1))
    letter = data.draw(st.sampled_from([letter for letter in LETTERS if letter != right[place]]))
    for wrong in (right[:place] + letter + right[place + 1 :], right[:place], right + letter):
        with pytest.raises(LinkOver):
            opening_orders.opened(wrong)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(wrong=st.text(max_size=80))
def test_what_is_no_link_opens_nothing(order, wrong):
    with pytest.raises(LinkOver):
        opening_orders.opened(wrong)
