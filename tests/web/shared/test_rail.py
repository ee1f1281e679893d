"""The marks by which places of the rail are told apart where names do not fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.web.shared.rail import marks


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Care", "Orders", "Returns"], ["CA", "OR", "RE"]),
        (["Fern & Fable", "Fern & Fable Orders", "Fern & Fable Outlet"], ["FF", "FO", "FE"]),
        (["Orders", "Orders", "ß", "☎"], ["OR", "OD", "SS2", "?2"]),
        ([], []),
    ],
)
def test_marks_are_the_letters_that_tell_names_apart(names, expected):
    assert marks(names) == expected


@given(st.lists(st.text(max_size=12), max_size=8))
def test_every_name_has_a_mark_and_few_share_one(names):
    found = marks(names)
    assert len(found) == len(names)
    assert all(0 < len(mark) <= 9 for mark in found)
    assert len(set(found)) == len(found)
