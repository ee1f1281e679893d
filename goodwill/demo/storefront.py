"""Opens the shop's store: what it sells and to whom, its orders as time goes by, and the rules that hold in it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from goodwill.accounts.models import Agent
from goodwill.commerce import registry
from goodwill.commerce.contract import (
    Address,
    CartSnapshot,
    CustomerSnapshot,
    GiftCardSnapshot,
    LineSnapshot,
    OrderSnapshot,
    OrderStatus,
    PaymentMethodSnapshot,
    PaymentSnapshot,
    Resource,
    ReturnSnapshot,
    ReturnStatus,
    ShipmentSnapshot,
    Snapshot,
    SubscriptionSnapshot,
)
from goodwill.commerce.domain import connecting, mirroring
from goodwill.commerce.domain.connecting import Description
from goodwill.commerce.models import CountryPolicy, Store
from goodwill.core.money import Money
from goodwill.demo import goods, parcels
from goodwill.demo.buying import Books, Purchase
from goodwill.demo.goods import Article
from goodwill.demo.people import Person
from goodwill.demo.stories import customers as names
from goodwill.demo.stories import goods as data
from goodwill.demo.stories import rules
from goodwill.demo.stories.purchases import Fate
from goodwill.remedies.domain import activating, budgeting, drafting_policy
from goodwill.remedies.enums import Effect, GranteeKind
from goodwill.remedies.models import Budget
from goodwill.stores.practice import seeding

KIND = "practice"
POINTS_PER_POUND = 2


class Storefront:
    """The store as the desk's mirror gets to know it: an order when it is placed, with all that became of it since."""

    def __init__(self, store: Store, people: list[Person], books: Books, today: datetime, random: Random) -> None:
        self.store, self.people, self.books, self.today, self.random = store, people, books, today, random
        self.plays = books.plays
        self._coming = list(books.purchases)
        self._coming.reverse()

    def open(self, at: datetime) -> None:
        """Put everything on the shelves and into the books; the orders come to the mirror by ``catch_up``."""
        standing = [*goods.products(at, is_before=True), *goods.full_shelves(at), *self._customers(at), *self._holdings()]
        seeding.seed(self.store.pk, [*standing, *(self.order(purchase) for purchase in self.books.purchases)])
        mirroring.apply(self.store, standing, is_import=True)

    def catch_up(self, at: datetime) -> None:
        """Let the mirror know the orders that were placed until then."""
        placed = []
        while self._coming and self._coming[-1].placed_at <= at:
            placed.append(self.order(self._coming.pop()))
        if placed:
            mirroring.apply(self.store, placed, is_import=True)

    def close_the_books(self) -> None:
        """What lies on the shelves today; the next order gets the next number."""
        self.tell([*goods.products(self.today), *goods.shelves(self.today, self.random)])
        seeding.count_from(self.store.pk, self.books.last_number + 1)

    def tell(self, snapshots: Iterable[Snapshot]) -> None:
        """Let something be so, in the store and in the mirror."""
        told = list(snapshots)
        seeding.seed(self.store.pk, told)
        mirroring.apply(self.store, told, is_import=True)

    def read(self, external_id: str) -> OrderSnapshot:
        """An order as it is in the store."""
        (found,) = registry.connector_of(self.store).fetch_one(registry.connected(self.store), Resource.ORDERS, external_id)
        assert isinstance(found, OrderSnapshot)
        return found

    def parcels(self, purchase: Purchase, left_at: datetime | None) -> tuple[ShipmentSnapshot, ...]:
        return parcels.parcels_of(purchase, self.today, left_at=left_at)

    def status(self, purchase: Purchase, sent: tuple[ShipmentSnapshot, ...]) -> OrderStatus:
        return parcels.status_of(purchase, sent, self.today)

    def order(self, purchase: Purchase) -> OrderSnapshot:
        """As it stands in the end, but for what agents do: so one that they change has not left yet."""
        sent = () if purchase.fate is Fate.UNPACKED else parcels.parcels_of(purchase, self.today)
        status = OrderStatus.PENDING if purchase.fate is Fate.UNPACKED else parcels.status_of(purchase, sent, self.today)
        person, total = purchase.person, purchase.total
        return replace(
            self._without_history(purchase),
            status=status,
            shipments=sent,
            updated_at=max([purchase.placed_at, *(event.at for parcel in sent for event in parcel.events)]),
            expected_on=None if purchase.is_in_shop else parcels.expected_on(purchase).date(),
            return_until=_last_day(sent, purchase),
            payments=tuple(_payments(purchase, person, total)),
            returns=_returns(purchase, self.today),
        )

    def _without_history(self, purchase: Purchase) -> OrderSnapshot:
        person = purchase.person
        return OrderSnapshot(
            external_id=purchase.external_id,
            updated_at=purchase.placed_at,
            number=purchase.number,
            placed_at=purchase.placed_at,
            status=OrderStatus.PENDING,
            total=purchase.total,
            customer_external_id=account_id(person),
            email=person.address,
            subtotal=purchase.subtotal,
            shipping=purchase.shipping,
            lines=tuple(_line(purchase, place, article, count) for place, (article, count) in enumerate(purchase.items, start=1)),
            shipping_address=None if purchase.is_in_shop else address_of(person),
            billing_address=address_of(person),
            shipping_method="" if purchase.is_in_shop else purchase.method,
            is_in_shop=purchase.is_in_shop,
            location_external_id=data.SHOP[0] if purchase.is_in_shop else "",
            location=data.SHOP[1] if purchase.is_in_shop else "",
            language=person.language,
        )

    def _customers(self, at: datetime) -> Iterator[CustomerSnapshot]:
        spent: dict[str, int] = {}
        for purchase in self.books.purchases:
            spent[purchase.person.name] = spent.get(purchase.person.name, 0) + purchase.subtotal.minor
        for person in self.people:
            total = spent.get(person.name, 0)
            tier = names.TIERS.get(person.name) or next((tier for least, tier in names.TIER_BY_TOTAL if total >= least), "")
            own = Random(person.name)  # noqa: S311 - the same world each time is the point
            yield CustomerSnapshot(
                external_id=account_id(person),
                updated_at=at,
                email=person.address,
                name=person.name,
                language=person.language,
                tags=(tier,) if tier else (),
                address=address_of(person),
                accepts_marketing=own.random() < 0.6,
                loyalty_points=total // 100 * POINTS_PER_POUND,
                store_credit=Money(own.choice((0, 0, 0, 0, 500, 1000)), goods.CURRENCY),
                payment_methods=(_method(person),),
                created_at=at - timedelta(days=own.randint(10, 1400)),
            )

    def _holdings(self) -> Iterator[Snapshot]:
        """Carts that were left standing, two subscriptions of the monthly box, and gift cards."""
        regulars = sorted({purchase.person.name: purchase.person for purchase in self.books.purchases}.values(), key=account_id)
        for place, person in enumerate(self.random.sample(regulars, 9)):
            article = self.random.choice([article for article in goods.articles() if not article.is_sold_out])
            line = _line_of(f"cart-{place}-1", article, 1)
            at = self.today - timedelta(hours=self.random.uniform(1, 90))
            yield CartSnapshot(f"cart-{place}", at, article.price, account_id(person), person.address, (line,))
        for person, status in zip(self.random.sample(regulars, 2), ("active", "paused"), strict=True):
            next_on = (self.today + timedelta(days=17 if status == "active" else 76)).date()
            began = self.today - timedelta(days=70)
            price = Money(1800, goods.CURRENCY)
            yield SubscriptionSnapshot(
                f"box-{account_id(person)}", began, account_id(person), "Leaf Letter", status, price, "month", next_on
            )
        for place, person in enumerate(self.random.sample(regulars, 6)):
            balance = Money(self.random.choice((500, 1250, 2000, 4000)), goods.CURRENCY)
            at = self.today - timedelta(days=20 + place)
            yield GiftCardSnapshot(f"card-{place}", at, balance, f"{4107 + place * 613}", account_id(person))


def connect(at: datetime, by: Agent) -> Store:
    """Connect the store, and say what holds in it: four countries, a budget, and two rows above the desk's own."""
    description = Description(
        name="Fern & Fable",
        brand="Fern & Fable",
        currency=goods.CURRENCY,
        url="https://fernandfable.example",
        time_zone="Europe/London",
        languages=("en", "de", "fr"),
    )
    store = connecting.connect(KIND, description, by=by)
    valid_from = at.date() - timedelta(days=400)
    for country, days, withdrawal, months, is_free, (least, most, fee), methods, rights, text in rules.COUNTRIES:
        CountryPolicy.objects.create(
            store=store,
            country=country,
            valid_from=valid_from,
            return_days=days,
            withdrawal_days=withdrawal,
            warranty_months=months,
            is_return_free=is_free,
            shipping=[
                {"method": "Standard", "days_min": least, "days_max": most, "fee": fee},
                {"method": "Express", "days_min": 1, "days_max": 2, "fee": fee + 500},
            ],
            payment_methods=list(methods),
            rights=rights,
            text=text,
        )
    _set_policy(at, by)
    return store


def account_id(person: Person) -> str:
    return "c-" + person.address.partition("@")[0].replace(".", "-")


def address_of(person: Person) -> Address:
    return Address(name=person.name, line1=person.street, city=person.city, postcode=person.postcode, country=person.country)


def _set_policy(at: datetime, by: Agent) -> None:
    name, amount = rules.BUDGET
    budget = Budget()
    budgeting.save(budget, {"name": name, "amount": amount, "currency": goods.CURRENCY, "starts_at": at}, by=by)
    draft = drafting_policy.draft(by=by)
    for place, columns in enumerate(rules.RULES):
        row = {
            "effect": Effect.ALLOW,
            "grantee": GranteeKind.AGENT,
            "roles": ["agent", "lead"],
            "currency": goods.CURRENCY,
            "is_reason_required": True,
            "budget": budget if "points" in columns["kinds"] else None,
            **columns,
        }
        drafting_policy.add(draft, row, by=by, position=3 + place)
    activating.activate(draft, by=by, note="Sending again needs nobody's leave; a little goodwill in spring")


def _line(purchase: Purchase, place: int, article: Article, count: int) -> LineSnapshot:
    return _line_of(f"{purchase.external_id}-{place}", article, count)


def _line_of(external_id: str, article: Article, count: int) -> LineSnapshot:
    return LineSnapshot(
        external_id=external_id,
        title=article.title[0].upper() + article.title[1:],
        quantity=count,
        price=article.price,
        variant_external_id=article.variant,
        product_external_id=article.product,
        sku=article.sku,
        options={"size": article.size} if article.size else {},
    )


def _method(person: Person) -> PaymentMethodSnapshot:
    own = Random(person.address)  # noqa: S311 - the same world each time is the point
    kind, label, has_digits = own.choice(data.PAYMENTS)
    return PaymentMethodSnapshot(f"pm-{account_id(person)}", kind, label, f"{own.randint(1000, 9999)}" if has_digits else "")


def _payments(purchase: Purchase, person: Person, total: Money) -> Iterator[PaymentSnapshot]:
    method = _method(person)
    for place in range(2 if purchase.is_paid_twice else 1):
        yield PaymentSnapshot(
            external_id=f"pay-{purchase.external_id}-{place + 1}",
            amount=total,
            at=purchase.placed_at + timedelta(minutes=place),
            kind=method.kind,
            method_external_id=method.external_id,
            last_four=method.last_four,
        )


def _returns(purchase: Purchase, today: datetime) -> tuple[ReturnSnapshot, ...]:
    """What came back before anybody wrote of it."""
    if purchase.fate not in (Fate.REFUNDED, Fate.BACK) or purchase.began is None:
        return ()
    asked = purchase.began - timedelta(days=13)
    line = {f"{purchase.external_id}-1": 1}
    return (ReturnSnapshot(f"ret-{purchase.external_id}", ReturnStatus.RECEIVED, line, asked, "Too big for the shelf"),)


def _last_day(sent: tuple[ShipmentSnapshot, ...], purchase: Purchase) -> date | None:
    there = [parcel.delivered_at for parcel in sent if parcel.delivered_at] or ([purchase.placed_at] if purchase.is_in_shop else [])
    return (max(there) + timedelta(days=data.HOLDS)).date() if there else None
