"""Where an order is, in words for its buyer."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone, translation

from goodwill.commerce.domain import telling_progress
from goodwill.commerce.models import Order, Shipment

TODAY = date(2026, 11, 22)
UNKNOWN = "We don't know the day yet; you will find it here as soon as we do."
THURSDAY = "It should be with you on Thursday, 26 November."
IN_THE_VAN = "The carrier has it in the van and brings it to you."
BY_LINK = "The carrier's link says where your parcel lies."


def an_order(status: str, **fields: Any) -> Order:
    return Order(status=status, number="#1001", currency="EUR", total=2000, **fields)


def a_parcel(status: str, **fields: Any) -> Shipment:
    return Shipment(status=status, **fields)


@pytest.mark.parametrize(
    ("order", "parcels", "title", "sentence", "mood", "step"),
    [
        (
            an_order("pending"),
            [],
            "We have your order",
            UNKNOWN,
            "going",
            1,
        ),
        (
            an_order("processing", expected_on=date(2026, 11, 26)),
            [],
            "Being packed",
            THURSDAY,
            "going",
            1,
        ),
        (an_order("shipped", expected_on=TODAY), [a_parcel("label")], "On its way", "It should be with you today.", "going", 2),
        (
            an_order("shipped", expected_on=date(2026, 11, 20)),
            [a_parcel("in_transit")],
            "On its way",
            "It was expected on Friday, 20 November and is late. We are sorry; you need not do anything.",
            "going",
            3,
        ),
        (
            an_order("shipped", expected_on=date(2026, 11, 20)),
            [a_parcel("in_transit", expected_on=date(2026, 11, 23)), a_parcel("in_transit", expected_on=date(2026, 11, 24))],
            "On its way",
            "It should be with you on Tuesday, 24 November.",
            "going",
            3,
        ),
        (
            an_order("shipped"),
            [a_parcel("out_for_delivery")],
            "Out for delivery",
            IN_THE_VAN,
            "going",
            3,
        ),
        (
            an_order("shipped"),
            [a_parcel("waiting", events=[{"place": "Kiosk Lund"}, {"place": ""}])],
            "Waiting for you to pick it up",
            "Your parcel lies at Kiosk Lund.",
            "good",
            3,
        ),
        (
            an_order("shipped"),
            [a_parcel("waiting")],
            "Waiting for you to pick it up",
            BY_LINK,
            "good",
            3,
        ),
        (
            an_order("delivered"),
            [a_parcel("delivered", delivered_at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))],
            "Delivered",
            "It arrived on Saturday, 21 November.",
            "good",
            4,
        ),
        (an_order("delivered"), [], "Delivered", "It has arrived.", "good", 4),
        (
            an_order("shipped"),
            [a_parcel("delivered"), a_parcel("failed")],
            "Could not be delivered",
            "The carrier could not deliver the parcel. Follow its link to see why, or tell us below.",
            "trouble",
            2,
        ),
        (
            an_order("shipped"),
            [a_parcel("returned")],
            "On its way back to us",
            "The carrier is bringing the parcel back to us. Tell us below what to do.",
            "trouble",
            2,
        ),
        (an_order("cancelled"), [], "Cancelled", "Nothing was paid, so nothing has to go back.", "over", 0),
        (
            an_order("cancelled", paid=2000),
            [],
            "Cancelled",
            "Your money goes back the way you paid. It can take a few days until your bank shows it.",
            "over",
            0,
        ),
        (
            an_order("cancelled", paid=2000, refunded=2000),
            [],
            "Cancelled",
            "Your money has been given back. It can take a few days until your bank shows it.",
            "over",
            0,
        ),
    ],
)
def test_order_is_told_by_its_status_its_parcels_and_the_day(order, parcels, title, sentence, mood, step):
    with timezone.override("Europe/Berlin"):
        told = telling_progress.progress(order, parcels, TODAY)
    assert (told.title, told.sentence, told.mood, told.step) == (title, sentence, mood, step)


def test_days_are_told_in_the_readers_language():
    with translation.override("de"):
        assert telling_progress.progress(an_order("pending", expected_on=date(2026, 11, 26)), [], TODAY).sentence == (
            "Sie sollte am Donnerstag, 26. November bei Ihnen sein."
        )
