"""What a kind of remedy and a condition of the policy must offer, and the values that pass between them and the engine.

A kind is one file under ``kinds``, a condition one under ``conditions``; both are found by name.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from goodwill.accounts.models import Agent
from goodwill.commerce.contract import Ability, Action
from goodwill.commerce.models import CountryPolicy, Order, OrderLine, Shipment, Store, StoreCustomer, Variant
from goodwill.conversations.models import Conversation
from goodwill.core.conditions import Field, Parameters, Situation
from goodwill.core.money import Money
from goodwill.remedies.enums import GranteeKind


class Incomplete(ValueError):
    """A parameter is missing or makes no sense; the sentence is for people, ``field`` is the one it is about."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Grantee:
    """Who asks for a remedy: an agent, the bot, or the customer on the self-service page."""

    kind: GranteeKind
    agent: Agent | None = None
    team_ids: frozenset[int] = frozenset()

    @classmethod
    def of(cls, agent: Agent) -> "Grantee":
        return cls(GranteeKind.AGENT, agent, frozenset(agent.teams.values_list("pk", flat=True)))

    @classmethod
    def bot(cls) -> "Grantee":
        return cls(GranteeKind.BOT)

    @classmethod
    def customer(cls) -> "Grantee":
        return cls(GranteeKind.CUSTOMER)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for. ``key`` is the form's own, so that sending it twice asks once ("" for a new one)."""

    kind: str
    store: Store
    order: Order | None = None
    buyer: StoreCustomer | None = None
    parameters: Parameters = field(default_factory=dict)
    reason: str = ""
    note: str = ""
    conversation: Conversation | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the mirror and the ledger know of the thing that a remedy is about, read once.

    ``under_way`` is granted money of the order that the mirror's ``refunded`` does not hold yet; ``given_before`` are the
    number and the sum of what the buyer was given within a year.
    """

    store: Store
    order: Order | None
    buyer: StoreCustomer | None
    lines: Mapping[str, OrderLine]
    shipments: tuple[Shipment, ...]
    under_way: int
    earlier: tuple[tuple[str, str], ...]  # (kind, state) of the order's remedies
    at: datetime
    given_before: tuple[int, int] = (0, 0)
    country: CountryPolicy | None = None
    variants: Mapping[str, Variant] = field(default_factory=dict)
    key: str = ""

    @property
    def currency(self) -> str:
        return self.order.currency if self.order else self.store.currency

    @property
    def refundable(self) -> Money:
        """What was paid, less what went back and what is on its way back."""
        if self.order is None:
            return Money.zero(self.currency)
        return Money(max(0, self.order.paid - self.order.refunded - self.under_way), self.currency)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a remedy would do: its ``value`` at stake, in ``sentences`` for people, as an ``action`` for the store.

    ``problems`` say why it can't be done at all, whoever asks; ``traits`` are facts for the policy's conditions.
    """

    value: Money
    action: Action | None
    sentences: tuple[str, ...]
    problems: tuple[str, ...] = ()
    traits: Situation = field(default_factory=dict)


class Kind(ABC):
    """A kind of remedy; subclass it in ``kinds/<name>.py``."""

    name: ClassVar[str]
    label: ClassVar[Any]
    icon: ClassVar[str]
    ability: ClassVar[Ability]
    needs_order: ClassVar[bool] = True

    def abilities(self, parameters: Parameters) -> frozenset[Ability]:
        """What the store's connector must be able to do for this one."""
        return frozenset({self.ability})

    @abstractmethod
    def fields(self, subject: Subject) -> tuple[Field, ...]:
        """The parameters, with what is likely filled in."""

    @abstractmethod
    def plan(self, parameters: Parameters, subject: Subject, reason: str) -> Plan:
        """Work out what would happen; raise Incomplete for parameters that make no sense."""

    def is_confirmed(self, action: Action, external_id: str, order: Order) -> bool:
        """Whether the mirror shows that the store has carried it out; False where it can't be seen there."""
        return False
