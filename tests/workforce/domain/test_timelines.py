"""The measures of a day, by hand and against a slow count minute by minute."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from goodwill.workforce.domain import timelines
from goodwill.workforce.domain.timelines import Span
from tests.workforce.shop import MONDAY

MINUTE = timedelta(minutes=1)


def span(start: int, end: int, state: str = "", **more) -> Span:
    return Span(MONDAY + start * MINUTE, MONDAY + end * MINUTE, state, **more)


def test_a_day_by_hand():
    presence = [span(5, 60, "available", channel="chat"), span(60, 90, "away", reason="Break", channel="chat", is_work=False)]
    presence.append(span(90, 120, "available", channel="chat"))
    plan = [span(0, 120, "work"), span(60, 90, "break")]
    had = [span(5, 35, channel="chat"), span(5, 25, channel="chat"), span(50, 100, channel="chat")]
    found = timelines.figures(presence, plan, had, {"chat": 3}, between=span(0, 120))
    assert (found.signed_in, found.available, found.away, found.planned) == (115 * MINUTE, 85 * MINUTE, 30 * MINUTE, 120 * MINUTE)
    # 30 + 20 + 10 while available before the break, 10 after it, of three slots in 85 minutes.
    assert found.occupancy == {"chat": 70 / (3 * 85)}
    assert found.utilisation == 85 / 115
    # Five minutes late; the break was a break.
    assert found.adherence == 115 / 120
    assert found.shrinkage == 35 / 120


def test_three_slots_with_two_chats_are_two_thirds():
    presence = [span(0, 60, "available", channel="chat")]
    had = [span(0, 60, channel="chat"), span(0, 60, channel="chat")]
    assert timelines.occupancy(presence, had, "chat", 3, between=span(0, 60)) == 2 / 3


def test_nothing_to_divide_by_is_none():
    found = timelines.figures([], [], [], {"chat": 3}, between=span(0, 60))
    assert (found.utilisation, found.adherence, found.shrinkage, found.occupancy) == (None, None, None, {"chat": None})


moments = st.tuples(st.integers(0, 120), st.integers(0, 120)).filter(lambda pair: pair[0] < pair[1])
states = st.builds(
    lambda pair, state, kind: span(*pair, state, channel=kind), moments, st.sampled_from(["available", "away"]), st.sampled_from("ab")
)
plans = st.builds(lambda pair, kind: span(*pair, kind), moments, st.sampled_from(["work", "break", "training", "absence"]))


@given(st.lists(states, max_size=5), st.lists(plans, max_size=4), st.lists(moments, max_size=5), st.integers(1, 4))
def test_measures_are_what_counting_the_minutes_gives(presence, plan, had, slots):
    between, holdings = span(10, 110), [span(*pair, channel="a") for pair in had]
    found = timelines.figures(presence, plan, holdings, {"a": slots}, between=between)
    available = away = planned = kept = here = busy = open_on_a = 0
    for minute in range(10, 110):
        at = MONDAY + minute * MINUTE
        now = [one for one in presence if one.start <= at < one.end]
        state = "available" if any(one.state == "available" for one in now) else "away" if now else "offline"
        available, away = available + (state == "available"), away + (state == "away")
        over = [one for one in plan if one.start <= at < one.end]
        kind = "absence" if any(one.state == "absence" for one in over) else min(over, key=lambda one: one.length).state if over else ""
        if kind and kind != "absence":
            planned += 1
            here += state == "available"
            fits = {"work": state == "available", "break": state != "available", "training": state == "away"}
            kept += fits[kind]
        if any(one.state == "available" and one.channel == "a" for one in now):
            open_on_a += 1
            busy += min(slots, sum(one.start <= at < one.end for one in holdings))
    assert (found.available, found.away, found.planned, found.as_planned) == (
        available * MINUTE,
        away * MINUTE,
        planned * MINUTE,
        kept * MINUTE,
    )
    assert found.occupancy["a"] == (None if not open_on_a else (busy * MINUTE) / (open_on_a * slots * MINUTE))
    assert found.shrinkage == (None if not planned else (planned - here) / planned)
    lengths = [one.length for one in timelines.states(presence, between.start, between.end)]
    assert sum(lengths, timedelta()) == between.length
