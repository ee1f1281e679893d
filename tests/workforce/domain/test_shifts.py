"""Who is at work, and what a plan refuses."""

import pytest

from goodwill.accounts.duty import on_duty
from goodwill.workforce.domain import shifts
from goodwill.workforce.enums import ShiftKind
from goodwill.workforce.errors import Refused
from goodwill.workforce.models import Shift
from tests.workforce.shop import MONDAY, a_shift, at

pytestmark = pytest.mark.django_db
DAY = 24 * 60


def test_who_keeps_shifts_and_has_none_now_is_off(world):
    a_shift(world.agent, 0, 480)
    a_shift(world.agent, 240, 270, ShiftKind.BREAK)
    a_shift(world.lead, DAY, DAY + 60)
    a_shift(world.carer, 9 * DAY, 9 * DAY + 60)
    a_shift(world.owner, 0, 5 * DAY, ShiftKind.ABSENCE)
    people = [world.agent, world.lead, world.carer, world.owner, world.loner]
    with at(0):
        assert on_duty(people, MONDAY) == [world.agent, world.carer, world.loner]
        assert world.agent in on_duty(people, MONDAY.replace(hour=13, minute=10))
        assert world.agent not in on_duty(people, MONDAY.replace(hour=17))


def test_absence_wins_over_work(world):
    a_shift(world.agent, 0, 480)
    a_shift(world.agent, 60, 120, ShiftKind.ABSENCE)
    assert shifts.off([world.agent.pk], MONDAY.replace(hour=10, minute=30)) == {world.agent.pk}
    assert shifts.off([world.agent.pk], MONDAY.replace(hour=11)) == set()


@pytest.mark.parametrize(("start", "end"), [(60, 60), (60, 0), (0, 17 * 60), (100, 200)])
def test_plan_refuses_what_makes_no_sense(world, start, end):
    a_shift(world.agent, 120, 240)
    shift = a_shift(world.lead, 0, 1)
    shift.pk, shift.agent = None, world.agent
    shift.starts_at, shift.ends_at = (
        Shift(starts_at=MONDAY + minutes * (MONDAY.resolution * 60_000_000)).starts_at for minutes in (start, end)
    )
    with pytest.raises(Refused):
        shifts.plan(shift, by=world.lead)


def test_week_is_copied_by_the_wall_clock(world):
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Europe/London")
    begin = datetime(2026, 10, 20, 9, 0, tzinfo=zone)
    shifts.plan(Shift(agent=world.agent, starts_at=begin, ends_at=begin + timedelta(hours=8)), by=world.lead)
    monday = datetime(2026, 10, 26, tzinfo=zone)
    assert shifts.copy_week([world.agent], monday, by=world.lead) == 1
    assert shifts.copy_week([world.agent], monday, by=world.lead) == 0
    copied = Shift.objects.order_by("-starts_at").first()
    # The clocks went back in between: nine is still nine.
    assert copied.starts_at.astimezone(zone).hour == 9
    assert copied.starts_at - begin.astimezone(copied.starts_at.tzinfo) == timedelta(days=7, hours=1)
