"""Who writes: customers with their addresses, mail programs and manners."""

import unicodedata
from dataclasses import dataclass
from random import Random

from goodwill.demo.stories import customers as data
from goodwill.demo.stories import shop


@dataclass(frozen=True)
class Person:
    """A customer; ``program`` is the mail program, on which the form of quotations depends.

    ``country`` is the ISO 3166-1 code. Streets and postcodes are invented, as far as an address needs them.
    """

    name: str
    address: str
    city: str
    language: str
    program: str
    greeting: str
    closing: str
    country: str = "GB"
    street: str = ""
    postcode: str = ""

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


def everybody(random: Random) -> list[Person]:
    """All customers, the same ones for the same random numbers."""
    return [_person(random, *row) for row in (*data.CUSTOMERS, *data.ONCE)]


def _place(name: str, city: str) -> tuple[str, str, str]:
    """Country, street and postcode; the same ones for the same name, whatever else is drawn."""
    own, country = Random(name), data.ABROAD.get(city, "GB")  # noqa: S311 - the same world each time is the point
    number = own.randint(2, 140)
    street = own.choice(data.STREETS.get(country, shop.STREETS))
    if country in ("GB", "IE"):
        letters = "".join(letter for letter in unicodedata.normalize("NFKD", city.upper()) if letter.isalpha())[:2]
        postcode = f"{letters}{own.randint(1, 29)} {own.randint(1, 9)}{own.choice('ABDEFGHJLN')}{own.choice('ABDEFGHJLN')}"
        return country, f"{number} {street}", postcode
    return country, f"{street} {number}", str(own.randint(10000, 98999))


def _person(random: Random, name: str, city: str, language: str = "en") -> Person:
    greetings, closings = data.MANNERS[language]
    country, street, postcode = _place(name, city)
    return Person(
        name=name,
        address=f"{_local_part(name)}@{random.choice(data.DOMAINS)}",
        city=city,
        language=language,
        program=random.choice(data.PROGRAMS),
        greeting=random.choice(greetings),
        closing=random.choice(closings),
        country=country,
        street=street,
        postcode=postcode,
    )


def _local_part(name: str) -> str:
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name.lower()) if letter.isascii())
    words = ["".join(filter(str.isalnum, word)) for word in plain.replace("-", " ").split()]
    return ".".join(filter(None, [*words[:1], *words[1:][-1:]])) or "reader"
