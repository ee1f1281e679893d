"""Writes a customer's letter as the mail program in question would: RFC 5322 with text, HTML, quotation and files."""

import html
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from goodwill.demo.hours import ZONE
from goodwill.demo.people import Person

HOST = "mx.fernandfable.example"
VERIFIED, UNKNOWN, SPOOFED = "verified", "unknown", "spoofed"
WROTE = {
    "en": "On {day} at {time}, {who} wrote:",
    "de": "Am {day} um {time} schrieb {who}:",
    "fr": "Le {day} à {time}, {who} a écrit :",
    "es": "El {day} a las {time}, {who} escribió:",
    "nl": "Op {day} om {time} schreef {who}:",
    "pl": "W dniu {day} o {time} {who} pisze:",
}


@dataclass(frozen=True)
class File:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Quoted:
    """The message that is answered: its signed id, the ids before it, and its words."""

    external_id: str
    references: tuple[str, ...]
    who: str
    address: str
    at: datetime
    text: str
    subject: str


@dataclass(frozen=True)
class Letter:
    """One message of a customer. ``html`` replaces the body that the program would make of ``text``."""

    number: str
    writer: Person
    to: str
    subject: str
    text: str
    at: datetime
    answered: Quoted | None = None
    files: tuple[File, ...] = ()
    inline: File | None = None
    html: str = ""
    cc: tuple[str, ...] = ()
    verdict: str = VERIFIED
    headers: tuple[tuple[str, str], ...] = ()


def written(letter: Letter) -> bytes:
    """The bytes on the wire; the same letter gives the same bytes."""
    mail = EmailMessage(policy=SMTP)
    for name, value in _headers(letter):
        mail[name] = value
    mail.set_content(_plain(letter), cte="quoted-printable")
    body = letter.html or ("" if letter.writer.program == "plain" and not letter.inline else _html(letter))
    if body:
        mail.add_alternative(body, subtype="html", cte="quoted-printable")
        if letter.inline:
            picture = mail.get_payload()[-1]  # type: ignore[index]
            picture.add_related(  # type: ignore[union-attr]
                letter.inline.content,
                "image",
                "png",
                cid=f"<{letter.inline.name}@{letter.number}>",
                filename=letter.inline.name,
                disposition="inline",
            )
    for file in letter.files:
        main, sub = file.content_type.split("/")
        mail.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    for place, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{letter.number}.{place}")
    return mail.as_bytes()


def _headers(letter: Letter) -> list[tuple[str, str]]:
    domain = letter.writer.address.partition("@")[2]
    found = [
        ("Authentication-Results", _results(letter.verdict, domain)),
        ("Date", format_datetime(letter.at.astimezone(ZONE))),
        ("From", formataddr((letter.writer.name, letter.writer.address), "utf-8")),
        ("To", letter.to),
        ("Subject", letter.subject),
        ("Message-ID", f"<{letter.number}@{domain}>"),
    ]
    if letter.cc:
        found.append(("Cc", ", ".join(letter.cc)))
    if letter.answered:
        ids = [*letter.answered.references[-8:], letter.answered.external_id]
        found += [("In-Reply-To", f"<{ids[-1]}>"), ("References", " ".join(f"<{external_id}>" for external_id in ids))]
    return [*found, *letter.headers]


def _results(verdict: str, domain: str) -> str:
    """What the shop's mail server found out about the sender (RFC 8601)."""
    if verdict == SPOOFED:
        return f"{HOST}; spf=softfail smtp.mailfrom=bulk.invalid; dkim=none; dmarc=fail header.from={domain}"
    if verdict == UNKNOWN:
        return f"{HOST}; spf=pass smtp.mailfrom={domain}; dkim=none; dmarc=none header.from={domain}"
    return f"{HOST}; spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"


def _wrote(letter: Letter, quoted: Quoted) -> str:
    local = quoted.at.astimezone(ZONE)
    pattern = WROTE.get(letter.writer.language, WROTE["en"])
    return pattern.format(day=f"{local:%d.%m.%Y}", time=f"{local:%H:%M}", who=f"{quoted.who} <{quoted.address}>")


def _plain(letter: Letter) -> str:
    if not letter.answered:
        return letter.text
    lines = [f"> {line}".rstrip() for line in letter.answered.text.splitlines()]
    return "\n".join([letter.text, "", _wrote(letter, letter.answered), *lines])


def _html(letter: Letter) -> str:
    said = _paragraphs(letter.text)
    if letter.inline:
        said.insert(1, f'<img src="cid:{letter.inline.name}@{letter.number}" width="320" height="240" alt="">')
    match letter.writer.program:
        case "outlook":
            return _outlook(letter, said)
        case "apple":
            return _apple(letter, said)
        case _:
            return _webmail(letter, said)


def _paragraphs(text: str) -> list[str]:
    return [html.escape(paragraph).replace("\n", "<br>") for paragraph in text.split("\n\n")]


def _webmail(letter: Letter, said: list[str]) -> str:
    body = f'<div dir="ltr"><div>{"</div><div><br></div><div>".join(said)}</div></div>'
    if not letter.answered:
        return body
    before = "<br><br>".join(_paragraphs(letter.answered.text))
    return (
        f'{body}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{html.escape(_wrote(letter, letter.answered))}<br></div>'
        f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">{before}</blockquote></div>'
    )


def _apple(letter: Letter, said: list[str]) -> str:
    body = "<br><br>".join(said)
    quotation = ""
    if letter.answered:
        before = "<br><br>".join(_paragraphs(letter.answered.text))
        wrote = html.escape(_wrote(letter, letter.answered))
        quotation = f'<div><br><blockquote type="cite"><div>{wrote}</div><br><div>{before}</div></blockquote></div>'
    return f'<html><body dir="auto">{body}{quotation}</body></html>'


def _outlook(letter: Letter, said: list[str]) -> str:
    body = "".join(f'<p class="MsoNormal">{paragraph}</p><p class="MsoNormal">&nbsp;</p>' for paragraph in said)
    quotation = ""
    if letter.answered:
        quoted = letter.answered
        local = quoted.at.astimezone(ZONE)
        before = "".join(f'<p class="MsoNormal">{paragraph}</p>' for paragraph in _paragraphs(quoted.text))
        quotation = (
            '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
            f"<b>From:</b> {html.escape(quoted.who)} &lt;{quoted.address}&gt;<br><b>Sent:</b> {local:%d %B %Y %H:%M}<br>"
            f"<b>To:</b> {html.escape(letter.writer.name)}<br><b>Subject:</b> {html.escape(quoted.subject)}</p></div>{before}"
        )
    return f'<html><body lang="EN-GB"><div class="WordSection1">{body}{quotation}</div></body></html>'
