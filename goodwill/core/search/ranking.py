"""Scores a match by its words, where they stand, how rare they are and how old it is; the same on both databases."""

import math
from collections.abc import Sequence

from goodwill.core.search.engine import Counts, Found

TITLE_WEIGHT, NAMES_WEIGHT = 3.0, 2.0
_SATURATION, _LENGTH_SHARE, _USUAL_SIZE = 1.2, 0.6, 60
_HALF_LIFE = 180 * 86_400
_OLDEST_SHARE = 0.5


def rarity(uses: int) -> float:
    """The weight of a word that about so many documents hold: 1 for the rarest, 0.05 for one in every message."""
    return 1 / (1 + math.log10(1 + uses) ** 1.5)


def score(found: Found, counts: Sequence[Counts], rarities: Sequence[float], now: float) -> float:
    """After BM25: each further occurrence counts less, and less in a long text. Age at most halves the score."""
    length = 1 - _LENGTH_SHARE + _LENGTH_SHARE * found.size / _USUAL_SIZE
    total = 0.0
    for count, weight in zip(counts, rarities, strict=True):
        often = TITLE_WEIGHT * count.title + NAMES_WEIGHT * count.names + count.text
        total += weight * often / (often + _SATURATION * length)
    age = max(0.0, now - found.at)
    return total * (_OLDEST_SHARE + (1 - _OLDEST_SHARE) * 0.5 ** (age / _HALF_LIFE))
