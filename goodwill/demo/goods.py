"""The shop's catalogue and its shelves: articles by name, and what they are in the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from random import Random

from goodwill.commerce.contract import ProductSnapshot, StockSnapshot, VariantSnapshot
from goodwill.core.money import Money
from goodwill.demo.stories import goods as data

CURRENCY = "GBP"
PAGES = "https://fernandfable.example/things/"
PLENTY = 400


@dataclass(frozen=True)
class Article:
    """What can be bought: a product in one size; ``kind`` is "plant", "pot", "book" or "" for the rest."""

    title: str
    size: str
    kind: str
    pence: int
    product: str
    variant: str
    sku: str

    @property
    def price(self) -> Money:
        return Money(self.pence, CURRENCY)

    @property
    def is_sold_out(self) -> bool:
        return (self.title, self.size) in data.SOLD_OUT


@cache
def articles() -> tuple[Article, ...]:
    """All of them, those of one product together."""
    return tuple(_articles())


def of_title(title: str) -> list[Article]:
    """The sizes of a product, the smallest first."""
    return [article for article in articles() if article.title == title]


def products(at: datetime, *, is_before: bool = False) -> Iterator[ProductSnapshot]:
    """The catalogue; ``is_before`` what is sold out today was so."""
    for title, group in groupby(articles(), key=lambda article: article.title):
        sizes = list(group)
        name = title[0].upper() + title[1:]
        yield ProductSnapshot(
            external_id=sizes[0].product,
            updated_at=at,
            title=name,
            url=PAGES + sizes[0].product,
            variants=tuple(_variant(article, name, is_before or not article.is_sold_out) for article in sizes),
        )


def full_shelves(at: datetime) -> list[StockSnapshot]:
    """Enough of everything for three months."""
    return [StockSnapshot(article.variant, data.WAREHOUSE[0], PLENTY, at, data.WAREHOUSE[1]) for article in articles()]


def shelves(today: datetime, random: Random) -> Iterator[StockSnapshot]:
    """What lies in the warehouse and in the shop now."""
    for article in articles():
        stored, shown = random.choice((4, 7, 12, 18, 26, 40)), random.choice((0, 1, 2, 3, 5))
        back = None
        if article.is_sold_out:
            stored, shown = 0, 0
            days = data.SOLD_OUT[article.title, article.size]
            back = (today + timedelta(days=days)).date() if days is not None else None
        yield StockSnapshot(article.variant, data.WAREHOUSE[0], stored, today, data.WAREHOUSE[1], back_on=back)
        yield StockSnapshot(article.variant, data.SHOP[0], shown, today, data.SHOP[1], is_shop=True)


def _variant(article: Article, name: str, is_available: bool) -> VariantSnapshot:
    return VariantSnapshot(
        external_id=article.variant,
        price=article.price,
        sku=article.sku,
        title=f"{name} ({article.size})" if article.size else name,
        options={"size": article.size} if article.size else {},
        is_available=is_available,
    )


def _articles() -> Iterator[Article]:
    for title, (small, large) in data.PLANT_PRICES.items():
        for size, pence in zip(data.SIZES, (small, large), strict=True):
            yield _article(title, size, "plant", pence)
    for kind, prices in (("pot", data.POT_PRICES), ("book", data.BOOK_PRICES), ("", data.SUNDRIES)):
        for title, pence in prices.items():
            yield _article(title, "", kind, pence)


def _article(title: str, size: str, kind: str, pence: int) -> Article:
    words = "".join(letter if letter.isalnum() else " " for letter in title.lower()).split()
    slug = "-".join(words)
    mark = size.replace(" ", "")
    sku = "-".join(filter(None, [(kind or "extra")[:2].upper(), "".join(word[:3] for word in words[:3]).upper(), mark.upper()]))
    return Article(title, size, kind, pence, slug, f"{slug}-{mark}" if mark else slug, sku)
