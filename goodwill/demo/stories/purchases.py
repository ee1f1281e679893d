"""Which orders the stories are about: what was bought, what became of the parcel, and what the shop promised for it."""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """How an order stands when its story begins, or goes on from there."""

    ARRIVED = "arrived"
    FRESH = "fresh"  # arrived in the last hours
    LATE = "late"  # on its way for too long; arrives before the customer says so
    ASTRAY = "astray"  # delivered, says the carrier, but not to the customer
    UNPACKED = "unpacked"  # just ordered
    WAITING = "waiting"  # packed, to be collected in the shop
    HELD = "held"  # at the border
    SPLIT = "split"  # one parcel is there, the other one on its way
    REFUNDED = "refunded"  # came back, and the money went out some days before the letter
    BACK = "back"  # came back, and nobody noticed


@dataclass(frozen=True)
class Promise:
    """What an agent does with the store in a turn, for ``about``: "plant", "pot", "book", "asked" (the first of them that
    the customer speaks of) or "" for all of it. Of every ``every`` plays it happens in those at the place ``pick``.
    """

    turn: int
    kind: str
    about: str = "asked"
    reason: str = ""
    every: int = 1
    pick: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Bought:
    """``days`` before the first letter; ``price`` is what the variable of this name is the price of, "" for the total."""

    fate: Fate = Fate.ARRIVED
    items: tuple[str, ...] = ()
    days: tuple[float, float] = (4, 9)
    price: str = "asked"
    promises: tuple[Promise, ...] = ()
    is_small: bool = False
    quantity: int = 1


BOUGHT = {
    "late parcel": Bought(
        Fate.LATE,
        ("plant",),
        (6, 8),
        promises=(Promise(3, "points", "", "late", every=3), Promise(3, "credit", "", "late", every=6, pick=(2,))),
    ),
    "says delivered": Bought(Fate.ASTRAY, ("plant",), (5, 7), promises=(Promise(4, "reship", "", "not_arrived", every=2, pick=(1,)),)),
    "address change": Bought(Fate.UNPACKED, ("plant",), promises=(Promise(1, "change_address", ""),)),
    "customs": Bought(Fate.HELD, ("plant",), (7, 9)),
    "click and collect": Bought(Fate.WAITING, ("plant",), (2, 3)),
    "cancel": Bought(Fate.UNPACKED, ("plant",), price="", promises=(Promise(1, "cancel", "", "mistake"),)),
    "broken pot": Bought(
        Fate.FRESH,
        ("pot", "plant"),
        promises=(
            Promise(4, "reship", "pot", "damaged", every=3, pick=(0, 1)),
            Promise(4, "refund", "pot", "damaged", every=3, pick=(2,)),
        ),
    ),
    "wrong plant": Bought(Fate.FRESH, ("plant",), promises=(Promise(2, "reship", "plant", "wrong_item"),)),
    "damaged book": Bought(Fate.FRESH, ("book",), promises=(Promise(1, "reship", "book", "damaged"),)),
    "missing item": Bought(Fate.SPLIT, ("plant",)),
    "arrived limp": Bought(Fate.FRESH, ("plant",), promises=(Promise(3, "reship", "plant", "damaged", every=2, pick=(1,)),)),
    "return": Bought(days=(12, 16), promises=(Promise(1, "return"), Promise(4, "refund", reason="withdrawal"))),
    "refund where": Bought(Fate.REFUNDED, ("pot",), (22, 26), promises=(Promise(-1, "refund", "pot", "withdrawal"),)),
    "refund where, booked in wrongly": Bought(Fate.BACK, ("pot",), (22, 26), promises=(Promise(2, "refund", "pot", "withdrawal"),)),
    "invoice": Bought(items=("plant",), is_small=True),
    "discount": Bought(Fate.UNPACKED, ("plant", "pot"), promises=(Promise(1, "refund_part", "", "goodwill", every=3, pick=(1,)),)),
    "double charge": Bought(
        Fate.ARRIVED, ("plant",), (3, 5), price="", promises=(Promise(2, "refund_twice", "", "mistake", every=2, pick=(1,)),)
    ),
    "complaint": Bought(
        Fate.FRESH,
        ("plant",),
        is_small=True,
        promises=(Promise(2, "refund", "plant", "quality", every=2), Promise(4, "reship", "plant", "quality")),
    ),
    "yellow leaves": Bought(items=("plant",), days=(40, 44)),
    "pests": Bought(items=("plant",), days=(9, 20)),
    "urgent present": Bought(Fate.UNPACKED, ("plant",)),
    "thanks": Bought(items=("plant",), days=(6, 20)),
    "auf Deutsch": Bought(Fate.FRESH, ("plant", "pot"), promises=(Promise(1, "reship", "pot", "damaged"),)),
    "en français": Bought(Fate.LATE, ("plant",), (10, 10.2)),
    "en español": Bought(Fate.FRESH, ("pot",), promises=(Promise(1, "reship", "pot", "wrong_item"),)),
    "po polsku": Bought(Fate.LATE, ("plant",), (6, 8)),
    "in het Nederlands": Bought(Fate.SPLIT, ("plant", "book")),
    "right to left": Bought(items=("plant",), days=(30, 31)),
    "somebody else answers": Bought(Fate.UNPACKED, ("plant",), quantity=12),
    "twice, the first": Bought(Fate.FRESH, ("pot",), promises=(Promise(1, "reship", "pot", "wrong_item"),)),
}
# Stories of orders only where a letter gives a number, or always.
ALWAYS = frozenset({"late parcel", "says delivered", "address change", "click and collect", "cancel", "broken pot", "wrong plant"}) | {
    "damaged book",
    "missing item",
    "arrived limp",
    "return",
    "refund where",
    "invoice",
    "double charge",
    "complaint",
    "yellow leaves",
    "pests",
}
# One order of these serves both stories.
SHARED = {"twice, the second": "twice, the first"}

CARRIERS = {"Parcelbird": "PB", "NordPost": "NP", "Heron Couriers": "HC"}
STALLED = "Heron Couriers"
DEPOTS = ("Avonmouth", "Daventry", "Tamworth", "Wakefield", "Basildon")
