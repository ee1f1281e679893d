"""Amounts of money: whole minor units (cents) of one currency, never a binary fraction."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

# ISO 4217 (2024), "minor unit" column; every currency that is not named here has two digits.
_DIGITS = {
    **dict.fromkeys(
        ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies can't be added or compared."""


class InvalidAmount(ValueError):
    """A text that is not an amount of money; the message is for people."""


@dataclass(frozen=True, slots=True)
class Money:
    """``minor`` units of the currency with this ISO 4217 code; negative amounts are allowed."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, amount: str | int | float | Decimal, currency: str) -> "Money":
        """The amount as platforms write it (``"12.50"``), half a minor unit rounded to even; raise InvalidAmount."""
        code = currency.strip().upper()
        if len(code) != 3 or not code.isalpha() or not code.isascii():
            raise InvalidAmount(f"{currency!r} is not the three-letter code of a currency.")
        try:
            # By way of str: a float's shortest text is what its writer meant, its binary value is not.
            value = Decimal(str(amount).strip())
            if not value.is_finite():
                raise InvalidAmount(f"{amount!r} is not an amount of money.")
            minor = int((value * 10 ** digits(code)).to_integral_value(ROUND_HALF_EVEN))
        except InvalidOperation:
            raise InvalidAmount(f"{amount!r} is not an amount of money.") from None
        return cls(minor, code)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        return cls(0, currency)

    @property
    def amount(self) -> Decimal:
        """In major units, with exactly as many decimals as the currency has."""
        return Decimal(self.minor).scaleb(-digits(self.currency))

    def percent(self, share: Decimal | int) -> "Money":
        """``share`` percent of this, half a minor unit rounded to even."""
        return Money(int((Decimal(self.minor) * Decimal(share) / 100).to_integral_value(ROUND_HALF_EVEN)), self.currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._minor_of(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._minor_of(other), self.currency)

    def __mul__(self, count: int) -> "Money":
        return Money(self.minor * count, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._minor_of(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._minor_of(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._minor_of(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._minor_of(other)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def _minor_of(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{other} is not in {self.currency}.")
        return other.minor


def digits(currency: str) -> int:
    """How many decimals the currency has."""
    return _DIGITS.get(currency, 2)
