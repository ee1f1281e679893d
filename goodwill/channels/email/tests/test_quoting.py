"""Quotation and signatures: what is folded away, and above all what must never be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.channels.email.markup.document import read_document
from goodwill.channels.email.markup.text import text_of
from goodwill.channels.email.quoting.trim import trim_html, trim_text

ATTRIBUTION = "On Tue, 14 May 2024 at 09:12, Fern & Fable <support@fernandfable.example> wrote:"


def trimmed(html: str, subject: str = "") -> str:
    document = read_document(html)
    assert document is not None
    return trim_html(document, text_of(document), subject)


@pytest.mark.parametrize(
    "text",
    [
        "On Monday my neighbour wrote:\nhe wants the same plant.",
        "I have three questions:\n1. When?\n2. How much?\n3. Where from?",
        "Please note:\nFrom: Berlin\nColour: green",
        "My data:\nName: Lena Hoffmann\nTo pay: 30 €\nDate of order: 12.05.2024",
        "From: Lena\nSubject: broken pot\n\nThis is what I filled into your form.",
        "The label says\n>>> fragile <<<\nbut nobody cared.",
        "2 > 1 and 5 > 4\nthat is all",
        "-- yes --\nno",
        "I sent it on 12.05.2024 at 10:00 to support@fernandfable.example:\nno answer so far.",
        "Sent from my garden: a photo of the plant, which I took this morning before the rain came and which you really should see.",
        "-----\nBroken: stem, leaf\n-----\nMissing: pot",
        "_____________\nabove and below\n_____________",
        "Subject of my mail is the order.\nTo be clear: I want my money back.\nFrom today on I count the days.",
        "> only a quotation\n> and nothing else",
        ATTRIBUTION + "\n\nYour parcel is on its way.",
        "-- \nLena",
        "Sent from my iPhone",
    ],
)
def test_text_without_quotation_is_kept_whole(text: str) -> None:
    assert trim_text(text) == text


def test_answers_between_quoted_questions_are_kept() -> None:
    text = f"{ATTRIBUTION}\n> Which order?\n1042\n\n> Which pot?\nThe blue one.\n\n> Thanks\n> Mira"
    assert trim_text(text) == "1042\n\nThe blue one."


def test_quotation_without_attribution_is_dropped() -> None:
    assert trim_text("Yes.\n\n> Shall we send another?\n> Mira") == "Yes."


def test_attribution_on_the_line_of_the_answer_is_cut() -> None:
    assert trim_text(f"Yes please. {ATTRIBUTION}\n> Shall we?") == "Yes please."


@pytest.mark.parametrize(
    "marker",
    [
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "-------- Weitergeleitete Nachricht --------",
        "---------- Message transféré ----------",
        "-------- Wiadomość przekazana --------",
        "---------- 转发的邮件 ---------",
    ],
)
def test_forwarded_message_is_not_cut(marker: str) -> None:
    fields = "From: Max <max@example.org>\nDate: Tue, 14 May 2024 09:12\nSubject: Offer\nTo: lena@example.org"
    text = f"Is this real?\n\n{marker}\n{fields}\n\nCheap plants!"
    assert trim_text(text) == text


@pytest.mark.parametrize("subject", ["Fwd: Offer", "FW: Offer", "WG: Angebot", "TR: Offre", "Rv: Oferta", "转发: x"])
def test_forward_by_its_subject_is_not_cut(subject: str) -> None:
    fields = "From: Max <max@example.org>\nSent: Tuesday, 14 May 2024 09:12\nTo: lena@example.org\nSubject: Offer"
    text = f"Is this real?\n\n{fields}\n\nCheap plants!"
    assert trim_text(text, subject) == text
    assert trim_text(text, "Re: Offer") == "Is this real?"


def test_forward_inside_a_quotation_goes_with_it() -> None:
    assert trim_text(f"Done.\n\n{ATTRIBUTION}\n> ---------- Forwarded message ---------\n> From: x") == "Done."


@pytest.mark.parametrize("delimiter", ["-- ", "--", "—"])
def test_signature_below_its_delimiter_is_cut(delimiter: str) -> None:
    assert trim_text(f"Yes please.\n\n{delimiter}\nLena Hoffmann\n+49 30 123") == "Yes please."


def test_long_text_below_two_dashes_is_no_signature() -> None:
    text = "First.\n--\n" + "\n".join(f"Line {number}" for number in range(40))
    assert trim_text(text) == text


QUOTED = "<p>Dear Lena,</p><p>here is your invoice.</p>"


@pytest.mark.parametrize(
    "quotation",
    [
        f'<div class="gmail_quote"><div class="gmail_attr">{ATTRIBUTION}</div><blockquote class="gmail_quote">{QUOTED}</blockquote></div>',
        f'<div class="x_gmail_quote">{QUOTED}</div>',
        f'<div class="moz-cite-prefix">Am 14.05.24 schrieb Fern:<br></div><blockquote type="cite">{QUOTED}</blockquote>',
        f'<blockquote type="cite"><div>On 14 May 2024, at 09:12, Fern wrote:</div>{QUOTED}</blockquote>',
        f'<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Von:</b> Fern</div>{QUOTED}',
        f'<hr tabindex="-1"><div id="x_divRplyFwdMsg" dir="ltr"><b>From:</b> Fern</div><div>{QUOTED}</div>',
        f'<div id="mail-editor-reference-message-container">{QUOTED}</div>',
        f'<div class="yahoo_quoted" id="yahoo_quoted_123"><div>On Tuesday Fern wrote:</div>{QUOTED}</div>',
        f'<div class="protonmail_quote">{QUOTED}</div>',
        f'<div class="zmail_extra">{QUOTED}</div>',
        f'<div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt"><p>From: a@b.example<br>Sent: x<br>To: c</p></div>{QUOTED}',
        f"<div>{ATTRIBUTION.replace('<', '&lt;').replace('>', '&gt;')}</div><blockquote>{QUOTED}</blockquote>",
        f"<div>-----Original Message-----</div>{QUOTED}",
        f"<p><b>From:</b> Fern &lt;support@fernandfable.example&gt;</p><p><b>Sent:</b> 14 May 2024 09:12</p><p><b>To:</b> Lena</p>{QUOTED}",
    ],
)
def test_quoting_element_is_cut(quotation: str) -> None:
    assert trimmed(f"<html><body><div>Yes <b>please</b>.</div><br>{quotation}</body></html>") == "Yes please."


def test_answer_below_a_quoting_element_is_kept() -> None:
    assert trimmed(f'<blockquote type="cite">{QUOTED}</blockquote><p>Yes please.</p>') == "Yes please."


def test_blockquote_of_the_writer_is_kept() -> None:
    html = "<p>Your page says:</p><blockquote>Free returns</blockquote><p>Is that so?</p>"
    assert trimmed(html) == "Your page says:\n\nFree returns\n\nIs that so?"


def test_gmail_forward_is_kept() -> None:
    head = '<div class="gmail_attr">---------- Forwarded message ---------<br>From: Max</div>'
    html = f'<p>See below</p><div class="gmail_quote">{head}{QUOTED}</div>'
    assert trimmed(html).endswith("here is your invoice.")


def test_html_of_nothing_but_quotation_is_kept() -> None:
    assert trimmed(f'<div class="gmail_quote">{QUOTED}</div>') == "Dear Lena,\n\nhere is your invoice."


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"ab:>-_.@<1/ \n\t", "On ", " wrote:", "From: ", "To: ", "\n> ", "\n", "a@b.example", "10:00"]), max_size=120
    ).map("".join)
)
def test_something_is_always_left(text: str) -> None:
    kept = trim_text(text)
    assert bool(kept.strip()) == bool(text.strip())
    assert all(line.strip() in text for line in kept.split("\n"))


@pytest.mark.parametrize("answer", ["A new one, please.", "2.52. My brother-in-law measured it.", "On Monday I'm not in"])
def test_answer_above_a_blank_line_is_no_part_of_the_attribution(answer):
    quoted = "On 31.08.2026 at 11:38, Mira <mira@shop.example> wrote:\n> Which one?\n> Red or green?"
    assert trim_text(f"{answer}\n\n{quoted}") == answer
