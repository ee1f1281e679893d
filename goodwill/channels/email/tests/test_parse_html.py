"""HTML bodies: nothing that runs, phones home or dresses up as the desk gets through; the words are read well."""

import pytest

from goodwill.channels.email.markup.clean import clean_html
from goodwill.channels.email.markup.document import read_document
from goodwill.channels.email.markup.text import strip_tags, text_of
from goodwill.channels.email.tests.test_parse import understood
from goodwill.channels.email.tests.test_parse_bodies import body


def words_of(html: str) -> str:
    document = read_document(html)
    assert document is not None
    return text_of(document)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<script>alert(1)</script>hi", "hi"),
        ("<p onclick=alert(1) style='color:red' class=message id=x>hi</p>", "<p>hi</p>"),
        ("<a href='javascript:alert(1)'>hi</a>", '<a target="_blank" rel="noopener noreferrer nofollow">hi</a>'),
        ("<a href='data:text/html,x'>hi</a>", '<a target="_blank" rel="noopener noreferrer nofollow">hi</a>'),
        (
            "<a href='https://x.example' target=_top>hi</a>",
            '<a href="https://x.example" target="_blank" rel="noopener noreferrer nofollow">hi</a>',
        ),
        ("<form action=/x><input name=a><button>go</button>hi</form>", "hi"),
        ("<iframe src=https://x.example></iframe><object data=x></object>hi", "hi"),
        ("<svg><script>1</script></svg><math><mtext></mtext></math>hi", "hi"),
        ("<style>p{}</style><link rel=stylesheet href=x><meta http-equiv=refresh>hi", "hi"),
        ("<!-- c --><![CDATA[x]]>hi", "hi"),
        ('<img src="https://x.example/a.png" alt="leaf">', '<img alt="leaf" data-remote-src="https://x.example/a.png">'),
        ('<img src="https://x.example/a.png" width=1 height=1>', ""),
        ('<img src="http://x.example/a.png" height="0">', ""),
        ('<img src="cid:a@b">', '<img src="cid:a@b">'),
        ('<img src="data:image/png;base64,AAAA">', '<img src="data:image/png;base64,AAAA">'),
        ('<img src="data:image/svg+xml;base64,AAAA" alt="x">', '<img alt="x">'),
        ('<img src="data:text/html;base64,AAAA">', ""),
        ('<img src="x.png" srcset="https://x.example/1.png 2x">', ""),
        (
            '<img src="https://x.example/a.png" data-remote-src="javascript:1" alt="<b>">',
            '<img alt="<b>" data-remote-src="https://x.example/a.png">',
        ),
        ("<td background=https://x.example/a.png>hi", "hi"),
        ("<video src=https://x.example/v poster=x></video><audio src=x></audio>hi", "hi"),
        ("<base href=https://x.example/><a href='/x'>hi</a>", '<a href="/x" target="_blank" rel="noopener noreferrer nofollow">hi</a>'),
    ],
)
def test_cleaned_html_holds_only_what_is_allowed(html: str, expected: str) -> None:
    assert clean_html(html).replace("&lt;", "<").replace("&gt;", ">") == expected


def test_hidden_preview_lines_are_dropped_before_styles_are() -> None:
    html = '<div style="display:none;max-height:0">Preview of the newsletter</div><p>Hello</p><span style="font-size:0">x</span>'
    message = understood(body("text/html", html))
    assert (message.text, message.html) == ("Hello", "<p>Hello</p>")


def test_html_that_nobody_wrote_gives_its_text_alone() -> None:
    message = understood(body("text/html", "<div>" * 5_000 + "deep" + "</div>" * 5_000))
    assert (message.html, message.text) == ("", "deep")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree"),
        ("a <b>b</b>\n c", "a b c"),
        ("<ul><li>x</li><li>y</li></ul>", "- x\n- y"),
        ("<table><tr><td>Pot</td><td>2</td></tr><tr><td>Soil</td><td>1</td></tr></table>", "Pot 2\nSoil 1"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("before<blockquote>old<br>words</blockquote>after", "before\n\n> old\n> words\n\nafter"),
        ("a&nbsp;&amp;&lt;b&gt;", "a &<b>"),
        ("<title>x</title><style>y</style><p>z</p>", "z"),
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ('<img alt="leaf" src=x> and', "[leaf] and"),
    ],
)
def test_words_of_html(html: str, expected: str) -> None:
    assert words_of(html) == expected


def test_tags_are_stripped_when_parsing_is_no_use() -> None:
    assert strip_tags("<p>a&amp;b</p><script>x</script><p>c</p>") == "a&b\nc"


def test_text_part_that_is_empty_yields_to_the_html() -> None:
    parts = "--a\nContent-Type: text/plain\n\n \n--a\nContent-Type: text/html\n\n<p>words</p>\n--a--"
    message = understood(body("multipart/alternative; boundary=a", parts))
    assert (message.text, message.new_text) == ("words", "words")


def test_html_sent_as_plain_text_is_read_as_html() -> None:
    message = understood(body("text/plain", "<!DOCTYPE html><html><body><p>words</p></body></html>"))
    assert (message.text, message.html) == ("words", "<p>words</p>")
