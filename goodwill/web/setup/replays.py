"""A replay of the policy as the page shows it: both sides beside each other, what each rule would have let through."""

from dataclasses import dataclass

from goodwill.core.money import Money
from goodwill.remedies.domain.replaying import Change, Replay
from goodwill.remedies.enums import Effect


@dataclass(frozen=True, slots=True)
class Side:
    """How often one thing was decided, and how often it would have been; shares are percents of the largest bar."""

    effect: Effect
    before: int
    after: int
    before_share: float
    after_share: float


@dataclass(frozen=True, slots=True)
class RuleCost:
    """What one row would have let through; ``name`` is "" where none fitted."""

    name: str
    count: int
    asked: int
    values: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    replay: Replay
    sides: tuple[Side, ...]
    before: tuple[Money, ...]
    after: tuple[Money, ...]
    # What it would have cost more, or (negative) less, by currency.
    differences: tuple[Money, ...]
    rules: tuple[RuleCost, ...]

    @property
    def changes(self) -> list[Change]:
        return self.replay.changes


def shown(replay: Replay) -> Shown:
    before = {effect: sum(count for (was, _is), count in replay.moved.items() if was == effect) for effect in Effect}
    after = {effect: sum(count for (_was, now), count in replay.moved.items() if now == effect) for effect in Effect}
    most = max([*before.values(), *after.values(), 1])
    currencies = sorted({*replay.cost_before, *replay.cost_after})
    return Shown(
        replay=replay,
        sides=tuple(
            Side(effect, before[effect], after[effect], 100 * before[effect] / most, 100 * after[effect] / most) for effect in Effect
        ),
        before=tuple(Money(replay.cost_before.get(code, 0), code) for code in currencies),
        after=tuple(Money(replay.cost_after.get(code, 0), code) for code in currencies),
        differences=tuple(Money(replay.cost_after.get(code, 0) - replay.cost_before.get(code, 0), code) for code in currencies),
        rules=tuple(
            RuleCost(name, cost.count, cost.asked, tuple(Money(value, code) for code, value in sorted(cost.value.items())))
            for name, cost in sorted(replay.rules.items(), key=lambda item: (item[0] == "", -item[1].count, item[0]))
        ),
    )
