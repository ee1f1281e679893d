"""Templates escape as markupsafe does, and call by name what is always there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from goodwill.web.shared.environment import environment
from goodwill.web.shared.generator import quoted

MADE = environment(autoescape=True)


@given(st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.text().map(Markup)))
def test_quoted_says_what_escape_says(value):
    assert str(quoted(value)) == str(escape(value))
    assert MADE.from_string("[{{ value }}]").render(value=value) == f"[{escape(value)}]"


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ('{{ _("<b>") }}', "&lt;b&gt;"),
        ('{{ initials(name) ~ "&" }}', "AB&amp;"),
        ("{{ initials(name=name) }}", "AB"),
        ("{{ initials(*[name]) }}", "AB"),
        ("{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{{ twice(name[:1]) }}{{ initials(name) }}", "AAAB"),
    ],
)
def test_what_is_called_directly_is_escaped_like_anything_else(source, drawn):
    assert MADE.from_string(source).render(name="Ada Byron") == drawn
