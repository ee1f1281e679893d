"""What the shop promises: its hours, its policies, and what has become of the promises by the time the demo is opened."""

from datetime import datetime, timedelta

from goodwill.activity.models import Notice
from goodwill.core import clock
from goodwill.demo.house import House
from goodwill.service_levels.domain import firing, keeping_calendars, keeping_policies, replanning
from goodwill.service_levels.domain.defaults import STEPS
from goodwill.service_levels.domain.keeping_policies import Promise, Wish
from goodwill.service_levels.enums import Metric

ZONE = "Europe/London"
# Nine to six on weekdays, and Saturday mornings: that is when people think of their plants.
WEEK = [[[540, 1080]] for _day in range(5)] + [[[600, 840]], []]
HOUR = timedelta(hours=1)
KEPT_NOTICES = 6


def furnish(house: House, at: datetime) -> None:
    """The hours and the policies, before the first customer writes."""
    owner = house.agents["ada"]
    with clock.pretending(at):
        calendar = keeping_calendars.create("Shop hours", ZONE, WEEK, by=owner)
        keeping_calendars.choose_country(calendar, "GB", "ENG", by=owner)
        vip = {Metric.FIRST_RESPONSE: 2 * HOUR, Metric.NEXT_RESPONSE: 3 * HOUR}
        mail = {Metric.RESOLUTION: 45 * HOUR, Metric.REPEAT_CONTACT: timedelta(days=7), Metric.DELIVERY_PROMISE: timedelta(0)}
        _promise(house, "Regulars", [{"name": "tier", "tiers": ["VIP", "vip"]}], vip, at_top=True)
        _promise(house, "Everything else", [], mail, at_top=False)
        replanning.carry_on()


def catch_up(today: datetime) -> None:
    """What the worker did about promises that were not kept; of the notices, the latest are still there."""
    with clock.pretending(today):
        replanning.carry_on()
        firing.fire_all()
        kept = Notice.objects.filter(kind__startswith="target.").order_by("-id").values_list("id", flat=True)[:KEPT_NOTICES]
        Notice.objects.filter(kind__startswith="target.").exclude(pk__in=list(kept)).delete()


def _promise(house: House, name: str, conditions: list[dict[str, object]], goals: dict[Metric, timedelta], *, at_top: bool) -> None:
    # A repeat contact is noted, and nobody is called for it.
    promises = [Promise(metric, within, () if metric == Metric.REPEAT_CONTACT else STEPS) for metric, within in goals.items()]
    wish = Wish(name, conditions, pauses=("pending", "snoozed"), goals=promises)
    policy = keeping_policies.save(None, wish, by=house.agents["ada"])
    if at_top:
        keeping_policies.move(policy, 1, by=house.agents["ada"])
