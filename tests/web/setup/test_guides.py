"""Guides: the Markdown that channels use becomes HTML, and nothing in it becomes a script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.inboxes import registry
from goodwill.web.setup.guides import guide_of, render


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Title", "<h2>Title</h2>"),
        ("#### Deep", "<h4>Deep</h4>"),
        ("One\ntwo\n\nThree", "<p>One two</p>\n<p>Three</p>"),
        ("- a\n- b\n  more", "<ul><li>a</li><li>b more</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        (
            "Use `a < b` and **bold `x`** and *this*.",
            "<p>Use <code>a &lt; b</code> and <strong>bold <code>x</code></strong> and <em>this</em>.</p>",
        ),
        ("[words](https://example.com/a)", '<p><a href="https://example.com/a" rel="noreferrer">words</a></p>'),
        ("<https://example.com>", '<p><a href="https://example.com" rel="noreferrer">https://example.com</a></p>'),
        ("[words](javascript:alert(1))", "<p>words)</p>"),
        ("[words](//evil.example)", "<p>words</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("```ini\na = <b>\n```\nafter", '<pre tabindex="0"><code>a = &lt;b&gt;</code></pre>\n<p>after</p>'),
        ("```\nnever closed", '<pre tabindex="0"><code>never closed</code></pre>'),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("", ""),
    ],
)
def test_text_becomes(text, html):
    assert render(text) == html


def test_table_has_heads_and_rows():
    html = render("| You have | Choose |\n|---|:-:|\n| `IMAP` | **yes** |")
    assert '<th scope="col">You have</th><th scope="col">Choose</th>' in html
    assert "<tr><td><code>IMAP</code></td><td><strong>yes</strong></td></tr>" in html


@given(st.text(alphabet="<>&\"'`*#|-[]()! \n1.ajscript:/", max_size=120))
def test_no_text_becomes_markup_of_its_own(text):
    """Only the tags that the renderer writes are in the result, each with the attributes that it writes."""
    import re

    html = render(text)
    tags = set(re.findall(r"<[^>]*>", html))
    allowed = re.compile(
        r'</?(h[2-4]|p|ul|ol|li|code|strong|em|a|thead|tbody|tr|td|pre|table|div)>|<th scope="col">|</th>'
        r'|<pre tabindex="0">|<div class="table-frame" tabindex="0">|<table class="table">'
        r'|<a href="(https?://|/|#)[^"<>]*" rel="noreferrer">'
    )
    assert [tag for tag in tags if not allowed.fullmatch(tag)] == []


def test_every_channel_has_a_guide_that_can_be_shown():
    for channel in registry.channels().values():
        assert guide_of(channel), channel.kind
