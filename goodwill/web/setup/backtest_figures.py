"""What a back-test found, as the page shows it: each day with its bar, what each action would have done, examples."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from goodwill.automation.domain import describing
from goodwill.automation.enums import BackTestState
from goodwill.automation.models import BackTest, BackTestHit, Macro

EXAMPLES, MOST = 10, 200
WIDTH, HEIGHT = 720, 120


@dataclass(frozen=True, slots=True)
class Day:
    """``x`` and ``height`` place its bar in a drawing of 720 by 120."""

    on: date
    seen: int
    matched: int
    x: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Figures:
    days: list[Day]
    highest: Day | None
    actions: list[tuple[str, int]]
    hits: list[BackTestHit]
    has_more: bool
    is_going: bool
    unknown: list[str]
    share: float


def figures(test: BackTest, *, show_all: bool = False) -> Figures:
    days = _days(test)
    most = MOST if show_all else EXAMPLES
    hits = list(BackTestHit.objects.filter(backtest=test).select_related("conversation").order_by("-at")[: most + 1])
    words = describing.actions_of(Macro(actions=test.tested.get("actions", [])))
    return Figures(
        days=days,
        highest=max((day for day in days if day.matched), key=lambda day: day.matched, default=None),
        actions=[(sentence, test.per_action.get(str(place), 0)) for place, sentence in enumerate(words)],
        hits=hits[:most],
        has_more=len(hits) > most and not show_all,
        is_going=test.state in (BackTestState.WAITING, BackTestState.RUNNING),
        unknown=test.unknown,
        share=100 * test.matched / test.seen if test.seen else 0,
    )


def _days(test: BackTest) -> list[Day]:
    """Every day of the span, those without anything too; zero-based."""
    first, last = timezone.localtime(test.since).date(), timezone.localtime(test.until).date()
    count = max(1, (last - first).days + 1)
    most = max((matched for _seen, matched in test.per_day.values()), default=0) or 1
    step = WIDTH / count
    found = []
    for place in range(count):
        day = first + timedelta(days=place)
        seen, matched = _of(test.per_day, day)
        found.append(Day(day, seen, matched, place * step, max(1.0, step - 1.5), HEIGHT * matched / most))
    return found


def _of(per_day: dict[str, Any], day: date) -> tuple[int, int]:
    seen, matched = per_day.get(day.isoformat(), (0, 0))
    return seen, matched
