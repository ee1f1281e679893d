"""Amounts as people read them."""

import pytest
from django.utils.translation import override

from goodwill.core.amounts import written
from goodwill.core.money import Money


@pytest.mark.parametrize(
    ("language", "amount", "words"),
    [
        ("en", Money(1250, "EUR"), "€12.50"),
        ("en", Money(-123456, "USD"), "-$1,234.56"),
        ("en", Money(500, "CHF"), "CHF\xa05.00"),
        ("en", Money(1200, "JPY"), "¥1,200"),
        ("de", Money(123450, "EUR"), "1.234,50\xa0€"),
        ("de", Money(-500, "CHF"), "-5,00\xa0CHF"),
        ("de", Money(1234, "BHD"), "1,234\xa0BHD"),
    ],
)
def test_amount_is_written_as_the_language_has_it(language, amount, words):
    with override(language):
        assert written(amount) == words
