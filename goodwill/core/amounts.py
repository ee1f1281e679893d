"""Amounts of money as people read them, in the language of the page: ``€12.50`` in English, ``12,50 €`` in German."""

from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language

from goodwill.core.money import Money, digits

# What is written in place of the code; every other currency shows its code.
_SIGNS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥", "PLN": "zł", "CZK": "Kč"}
# Languages that write the sign before the number; all others write it after (Unicode CLDR, currency formats).
_BEFORE = {"en", "ja", "zh", "ko", "nl", "tr"}


def written(amount: Money) -> str:
    """The number in the reader's spelling with its sign, which never breaks away from it."""
    return _written(get_language() or "en", amount.minor, amount.currency)


@lru_cache(maxsize=4096)
def _written(language: str, minor: int, currency: str) -> str:
    number = number_format(abs(Money(minor, currency).amount), decimal_pos=digits(currency), use_l10n=True, force_grouping=True)
    sign, minus = _SIGNS.get(currency, currency), "-" if minor < 0 else ""
    if language[:2] not in _BEFORE:
        return f"{minus}{number}\N{NO-BREAK SPACE}{sign}"
    # A sign stands close to the number, a code does not: €5.00, CHF 5.00.
    return f"{minus}{sign}{number}" if not sign.isalpha() else f"{minus}{sign}\N{NO-BREAK SPACE}{number}"
