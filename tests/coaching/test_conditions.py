"""What announcements may ask of the order that a conversation is about."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from goodwill.coaching.conditions import KIT


class Several(list):
    def all(self):
        return self


@pytest.fixture
def situation():
    parcels = Several([SimpleNamespace(carrier="DHL"), SimpleNamespace(carrier="PostNord")])
    lines = Several([SimpleNamespace(sku="FERN-1", title="Boston fern, large")])
    placed = datetime(2026, 11, 20, 12, tzinfo=UTC)
    return {"order": SimpleNamespace(shipments=parcels, lines=lines, placed_at=placed)}


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ({"name": "carrier", "carriers": ["postnord"]}, True),
        ({"name": "carrier", "carriers": ["UPS"]}, False),
        ({"name": "product", "products": ["fern-1"]}, True),
        ({"name": "product", "products": ["boston fern"]}, True),
        ({"name": "product", "products": ["orchid"]}, False),
        ({"name": "placed_between", "first": "2026-11-20", "last": "2026-11-20"}, True),
        ({"name": "placed_between", "first": "2026-11-21", "last": "2026-11-30"}, False),
        ({"name": "carrier", "carriers": ["UPS"], "not": True}, True),
    ],
)
def test_condition_looks_at_the_order(situation, given, holds):
    assert KIT.holds(given, situation) is holds
    assert KIT.sentence(given)


@pytest.mark.parametrize("name", ["carrier", "product", "placed_between"])
def test_without_an_order_none_holds(name):
    given = {"name": name, "carriers": ["x"], "products": ["x"], "first": "2000-01-01", "last": "2100-01-01"}
    assert not KIT.holds(given, {"order": None})
