"""Words are cut and folded alike for the index, the query and the highlighting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.core.search.words import LONGEST_WORD, fold, query_tokens, tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Refund, please! 2x", ["refund", "please", "2x"]),
        ("Straße Łódź CAFÉ cafe\u0301 Ærø", ["strasse", "lodz", "cafe", "cafe", "aero"]),
        ("FF-2024-00123", ["ff", "2024", "00123"]),
        ("ada@fern.example", ["ada", "fern", "example"]),
        ("snake_case", ["snake", "case"]),
        ("co\u00adoperate", ["cooperate"]),
        ("Привёт Мир", ["привет", "мир"]),
        ("أَهْلاً", ["اهلا"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("返品したい", ["返品", "品し", "した", "たい", "い"]),
        ("iPhone手机", ["iphone", "手机", "机"]),
        ("배송", ["배송", "송"]),
        ("返", ["返"]),
        ("Foo™ 🪴 ½", ["foo", "1", "2"]),
        ("\x00\ud800", []),
        ("", []),
    ],
)
def test_words_are_cut_and_folded(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("返品", (("返品",), False)),
        ("返", (("返",), True)),
        ("返品 手机", (("返品", "品", "手机"), False)),
        ("pot返", (("pot", "返"), True)),
        ("pot", (("pot",), False)),
        ("?!", ((), False)),
    ],
)
def test_query_tokens_leave_the_last_character_open(typed, expected):
    assert query_tokens(typed) == expected


def test_long_word_is_shortened_alike_everywhere():
    assert words("x" * 500) == ["x" * LONGEST_WORD] == list(query_tokens("X" * 500)[0])


@given(st.text())
def test_tokens_are_the_words_with_places_inside_the_text(text):
    found = list(tokens(text))
    assert [token.word for token in found] == words(text)
    assert all(0 <= token.start < token.end <= len(text) for token in found)


@given(st.text())
def test_words_hold_only_letters_and_digits(text):
    for word in words(text):
        assert word
        assert not set(word) & set("\"'\\()*:^_ -+\x00\t\n&|!<>{}")
        assert word == fold(word) or not word.isascii()


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_text_is_found_in_a_longer_one(before, text):
    needle, _is_open = query_tokens(text)
    hay = words(f"{before} {text}")
    assert any(tuple(hay[at : at + len(needle)]) == needle for at in range(len(hay) - len(needle) + 1))
