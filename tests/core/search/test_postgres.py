"""The stretches of keys that PostgreSQL is asked for hold each key once, from new to old."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.core.search.postgres import _walk, stretches

highest_keys = st.integers(1, 2**14) | st.integers(1, 2**18) | st.integers(1, 2**24)


@given(highest_keys, st.floats(0, 1), st.lists(st.floats(0, 1), max_size=50))
def test_each_key_lies_in_one_stretch_and_newer_keys_in_earlier_ones(highest, share, places):
    lowest = max(1, int(highest * share))
    walked: dict[str, int] = {}
    for number, words in enumerate(_walk(lowest, highest)):
        assert words
        assert not walked.keys() & set(words)
        walked |= dict.fromkeys(words, number)
    keys = sorted({lowest, highest, *(lowest + int((highest - lowest) * place) for place in places)}, reverse=True)
    met = [[walked[word] for word in stretches(key) if word in walked] for key in keys]
    assert all(len(numbers) == 1 for numbers in met)
    assert met == sorted(met)


@pytest.mark.parametrize(("highest", "asked"), [(100, 1), (100_000, 3), (6_000_000, 7), (24_000_000, 15)])
def test_few_questions_are_asked_however_much_there_is(highest, asked):
    assert len(list(_walk(1, highest))) == asked
