"""The words that were searched stand out, and the snippet is where most of them stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.core.search import highlight as highlight_module
from goodwill.core.search import parse
from goodwill.core.search.highlight import ELLIPSIS, Part, highlight, snippet


def shown(parts: list[Part]) -> str:
    return "".join(f"[{part.text}]" if part.is_hit else part.text for part in parts)


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("A broken Pot, two pots.", "pot", "A broken [Pot], two pots."),
        ("A broken Pot, two pots.", "pot*", "A broken [Pot], two [pots]."),
        ("Große Töpfe", "topfe grosse", "[Große] [Töpfe]"),
        ("the pot is broken, broken the pot", '"the pot"', "[the pot] is broken, broken [the pot]"),
        ("返品したいです", "返品", "[返品]したいです"),
        ("返品したいです", "品した", "返[品した]いです"),
        ("返品", "返", "[返品]"),
        ("order FF-2024-1 <b>", "ff-2024-1", "order [FF-2024-1] <b>"),
        ("pot", "-pot", "pot"),
        ("nothing here", "pot", "nothing here"),
        ("", "pot", ""),
        ("cafe\u0301s and cafe\u0301", "café", "cafe\u0301s and [cafe\u0301]"),
    ],
)
def test_highlight_marks_what_was_searched(text, typed, expected):
    assert shown(highlight(text, parse(typed).terms)) == expected


def test_snippet_shows_where_both_words_stand():
    text = "pot " + "filler words here " * 40 + "the broken pot came " + "more filler words " * 40
    parts = snippet(text, parse("broken pot").terms, length=100)
    assert "the [broken] [pot] came" in shown(parts)
    assert (parts[0], parts[-1]) == (Part(ELLIPSIS, False), Part(ELLIPSIS, False))
    assert sum(len(part.text) for part in parts) <= 102


@pytest.mark.parametrize("place", [0, 1, 500, 999])
def test_snippet_of_a_long_text_is_that_of_the_stretch_around_the_words(place):
    lines = ["the  fern\n\t said nothing "] * 1000
    lines[place] = "the  broken\n\t pot said nothing "
    text = "".join(lines)
    parts = snippet(text, parse("broken pot").terms)
    whole = " ".join(text.split())
    at = whole.index("the broken")
    assert "the [broken] [pot] said nothing" in shown(parts)
    assert "".join(part.text for part in parts if part.text != ELLIPSIS) in whole[max(0, at - 220) : at + 240]
    assert ((parts[0].text == ELLIPSIS), (parts[-1].text == ELLIPSIS)) == (place > 1, place < 999)


def test_snippet_of_a_long_text_without_hit_is_its_beginning():
    parts = snippet("one two " * 10_000, parse("pot").terms, length=20)
    assert shown(parts) == "one two one two one…"


def test_snippet_without_hit_is_the_beginning_with_plain_spaces():
    parts = snippet("one\n two\t\n three " + "four " * 100, parse("pot").terms, length=20)
    assert shown(parts) == "one two three four…"


@given(st.text(), st.text(max_size=20))
def test_highlight_loses_nothing(text, typed):
    terms = parse(typed).terms
    assert "".join(part.text for part in highlight(text, terms)) == text
    squeezed = " ".join(text.split())
    parts = [part for part in snippet(text, terms, length=60) if part.text != ELLIPSIS]
    assert "".join(part.text for part in parts) in squeezed


scripts = st.text(alphabet="aAbB äÄéÉñßſİ-_.,“”’€ 1²\u00ad\u0301жЖйΣς返品🙂Ꭰꭰ\ue000", max_size=40)
TYPED = ["a", "ab", '"a b"', '"a a"', "b*", '"a1"', "é", "ss", "ñ", "i", "ж", "и*", '"ж σ"', "返", "返品", "ꭰ"]


@given(scripts, st.lists(st.sampled_from(TYPED), max_size=3).map(" ".join))
def test_quick_way_shows_the_same(text, typed):
    terms = parse(typed).terms
    quick = highlight(text, terms)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(highlight_module, "_is_met_by", lambda _words, _wanted: True)
        assert quick == highlight(text, terms)
