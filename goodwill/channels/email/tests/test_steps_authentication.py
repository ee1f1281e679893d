"""SPF, DKIM and DMARC: by the word of a trusted server, or checked by us against a DNS of the test's own."""

import base64
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from goodwill.channels.email.authentication.dmarc import organisation
from goodwill.channels.email.authentication.resolver import Budgeted, LookupFailed
from goodwill.channels.email.authentication.sender_policy import check_spf
from goodwill.channels.email.parse import parse
from goodwill.inboxes.contract import Authentication, ConnectedInbox, Envelope, InboundMessage, Verdict

MESSAGE = (
    b"From: Lena <lena@mail.example.com>\r\nTo: support@fernandfable.example\r\nSubject: Order\r\nMessage-ID: <m@example.com>\r\n"
    b"\r\nMy order, please.\r\n"
)
CHECKING = ConnectedInbox(1, "support@fernandfable.example", "Support", {"check_senders": True})
ENVELOPE = Envelope("smtp", datetime(2026, 11, 22, tzinfo=UTC), "lena@mail.example.com", peer="192.0.2.10", helo="mx.example.com")


@dataclass
class FakeDns:
    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    asked: list[tuple[str, str]] = field(default_factory=list)

    def lookup(self, name: str, kind: str) -> list[str]:
        self.asked.append((name, kind))
        if name in self.broken:
            raise LookupFailed(name)
        return self.records.get((name, kind), [])


@pytest.fixture(scope="module")
def key() -> tuple[bytes, str]:
    private = rsa.generate_private_key(65537, 1024)
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return private.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()), base64.b64encode(public).decode()


def signed(message: bytes, private: bytes, domain: bytes = b"example.com") -> bytes:
    signature: bytes = dkim.sign(message, b"s1", domain, private, canonicalize=(b"relaxed", b"relaxed"))
    return signature + message


def dns_with(public: str, **extra: list[str]) -> FakeDns:
    records = {("s1._domainkey.example.com", "TXT"): [f"v=DKIM1; k=rsa; p={public}"], ("_dmarc.example.com", "TXT"): ["v=DMARC1; p=reject"]}
    return FakeDns({**records, **{(name.replace("__", "."), "TXT"): value for name, value in extra.items()}})


def checked(raw: bytes, dns: FakeDns, envelope: Envelope = ENVELOPE, inbox: ConnectedInbox = CHECKING) -> Authentication:
    result = parse(raw, envelope, inbox, resolver=dns)
    assert isinstance(result, InboundMessage)
    return result.authentication


def test_good_signature_aligned_with_the_visible_domain_passes(key: tuple[bytes, str]) -> None:
    found = checked(signed(MESSAGE, key[0]), dns_with(key[1]))
    assert (found.dkim, found.spf, found.dmarc, found.is_verified) == (Verdict.PASS, Verdict.NONE, Verdict.PASS, True)
    assert "signed by example.com" in found.detail


@pytest.mark.parametrize("damage", [(b"My order", b"My 0rder"), (b"From: Lena", b"From: Max "), (b"Subject: Order", b"Subject: Other")])
def test_tampered_message_fails(key: tuple[bytes, str], damage: tuple[bytes, bytes]) -> None:
    found = checked(signed(MESSAGE, key[0]).replace(*damage), dns_with(key[1]))
    assert (found.dkim, found.dmarc, found.is_verified) == (Verdict.FAIL, Verdict.FAIL, False)


def test_good_signature_of_another_domain_does_not_vouch(key: tuple[bytes, str]) -> None:
    dns = dns_with(key[1])
    dns.records[("s1._domainkey.mailer.example", "TXT")] = dns.records[("s1._domainkey.example.com", "TXT")]
    found = checked(signed(MESSAGE, key[0], b"mailer.example"), dns)
    assert (found.dkim, found.dmarc) == (Verdict.PASS, Verdict.FAIL)


def test_strict_alignment_refuses_the_parent_domain(key: tuple[bytes, str]) -> None:
    dns = dns_with(key[1], _dmarc__mail__example__com=["v=DMARC1; p=none; adkim=s"])
    assert checked(signed(MESSAGE, key[0]), dns).dmarc is Verdict.FAIL


def test_spf_alone_is_enough_for_dmarc() -> None:
    dns = dns_with("", mail__example__com=["v=spf1 ip4:192.0.2.0/24 -all"])
    found = checked(MESSAGE, dns)
    assert (found.spf, found.dkim, found.dmarc) == (Verdict.PASS, Verdict.NONE, Verdict.PASS)


def test_two_visible_authors_are_vouched_for_by_nobody(key: tuple[bytes, str]) -> None:
    raw = MESSAGE.replace(b"From: Lena <lena@mail.example.com>", b"From: lena@mail.example.com, ceo@bank.example")
    assert checked(signed(raw, key[0]), dns_with(key[1])).dmarc is Verdict.PERMERROR


def test_domain_without_a_policy_has_no_verdict(key: tuple[bytes, str]) -> None:
    dns = dns_with(key[1])
    del dns.records[("_dmarc.example.com", "TXT")]
    assert checked(signed(MESSAGE, key[0]), dns).dmarc is Verdict.NONE


def test_silent_dns_is_a_temporary_error(key: tuple[bytes, str]) -> None:
    dns = replace(dns_with(key[1]), broken=frozenset({"s1._domainkey.example.com", "mail.example.com", "_dmarc.mail.example.com"}))
    found = checked(signed(MESSAGE, key[0]), dns)
    assert (found.spf, found.dkim, found.dmarc) == (Verdict.TEMPERROR, Verdict.TEMPERROR, Verdict.TEMPERROR)


def test_nothing_is_looked_up_unless_asked_for(key: tuple[bytes, str]) -> None:
    dns = dns_with(key[1])
    assert checked(signed(MESSAGE, key[0]), dns, replace(ENVELOPE, source="imap")) == Authentication()
    assert checked(signed(MESSAGE, key[0]), dns, inbox=replace(CHECKING, settings={})) == Authentication()
    assert dns.asked == []


TRUSTING = replace(CHECKING, settings={"trusted_authserv": "mx.fernandfable.example"})


def with_results(*values: str, below: str = "") -> bytes:
    fields = "".join(f"Authentication-Results: {value}\r\n" for value in values)
    return fields.encode() + b"Received: from x by mx.fernandfable.example\r\n" + below.encode() + MESSAGE


def test_results_of_the_trusted_server_are_taken() -> None:
    raw = with_results(
        "mx.fernandfable.example; spf=softfail (domain of x) smtp.mailfrom=lena@mail.example.com;\r\n\tdkim=pass header.d=example.com",
        "mx.fernandfable.example 1; dmarc=pass (p=REJECT) header.from=mail.example.com",
    )
    found = checked(raw, FakeDns(), inbox=TRUSTING)
    assert (found.spf, found.dkim, found.dmarc) == (Verdict.SOFTFAIL, Verdict.PASS, Verdict.PASS)


def test_results_that_the_sender_wrote_do_not_count() -> None:
    forged = "Authentication-Results: mx.fernandfable.example; dmarc=pass\r\n"
    raw = with_results("mx.fernandfable.example; dmarc=fail; spf=fail", below=forged)
    assert checked(raw, FakeDns(), inbox=TRUSTING).dmarc is Verdict.FAIL
    assert checked(with_results("mx.evil.example; dmarc=pass"), FakeDns(), inbox=TRUSTING) == Authentication()
    assert checked(with_results("mx.fernandfable.example.evil.example; dmarc=pass"), FakeDns(), inbox=TRUSTING) == Authentication()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('mx.fernandfable.example; spf=pass smtp.mailfrom="x;dmarc=pass"@evil.example; dmarc=fail', Verdict.FAIL),
        ("mx.fernandfable.example; dkim=pass (a (b) ; dmarc=pass) header.d=evil.example; dmarc=fail", Verdict.FAIL),
        ('mx.fernandfable.example; dkim=fail reason="no; dmarc=pass"; dmarc=fail', Verdict.FAIL),
        ("mx.fernandfable.example; spf=pass " + "(" * 5_000 + "; dmarc=pass", Verdict.NONE),
        ("mx.fernandfable.example; dmarc=pass(p=NONE) header.from=x.example;", Verdict.PASS),
        ("mx.fernandfable.example; spf=pass (für x) smtp.mailfrom=x; dmarc=pass", Verdict.PASS),
        ("mx.fernandfable.example; dmarc=bestguesspass header.from=x.example", Verdict.NONE),
    ],
)
def test_words_of_the_sender_inside_the_results_do_not_count(value: str, expected: Verdict) -> None:
    assert checked(with_results(value), FakeDns(), inbox=TRUSTING).dmarc is expected


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("mail.fernandfable.co.uk", "fernandfable.co.uk"),
        ("one.vercel.app", "one.vercel.app"),
        ("deep.shop.unlisted", "shop.unlisted"),
        ("Mail.Example.COM.", "example.com"),
        ("co.uk", "co.uk"),
    ],
)
def test_organisation_is_one_label_below_the_public_suffix(domain: str, expected: str) -> None:
    assert organisation(domain) == expected


ZONE = {
    ("www.example.net", "A"): ["192.0.2.30"],
    ("example.net", "MX"): ["mx.example.net"],
    ("mx.example.net", "A"): ["192.0.2.40"],
    ("other.example.net", "TXT"): ["v=spf1 ip4:192.0.2.50 -all"],
    ("60.2.0.192.lena.list.example.net", "A"): ["127.0.0.2"],
    ("loop.example.net", "TXT"): ["v=spf1 include:loop.example.net -all"],
    ("10.2.0.192.in-addr.arpa", "PTR"): ["host.example.net"],
    ("host.example.net", "A"): ["192.0.2.10"],
}


@pytest.mark.parametrize(
    ("record", "peer", "expected"),
    [
        ("v=spf1 ip4:192.0.2.0/28 -all", "192.0.2.99", Verdict.FAIL),
        ("v=spf1 ip4:192.0.2.0/24 ~all", "198.51.100.1", Verdict.SOFTFAIL),
        ("v=spf1", "198.51.100.1", Verdict.NEUTRAL),
        ("v=spf1 ip6:2001:db8::/32 -all", "IPv6:2001:db8::1", Verdict.PASS),
        ("v=spf1 ip4:192.0.2.0/24 -all", "::ffff:192.0.2.1", Verdict.PASS),
        ("v=spf1 a:www.example.net -all", "192.0.2.30", Verdict.PASS),
        ("v=spf1 mx -all", "[192.0.2.40]", Verdict.PASS),
        ("v=spf1 ptr -all", "192.0.2.10", Verdict.PASS),
        ("v=spf1 include:other.example.net -all", "192.0.2.50", Verdict.PASS),
        ("v=spf1 exists:%{ir}.%{l}.list.example.net -all", "192.0.2.60", Verdict.PASS),
        ("v=spf1 include:loop.example.net -all", "192.0.2.1", Verdict.PERMERROR),
        ("v=spf1 include:slow.example.net -all", "192.0.2.1", Verdict.TEMPERROR),
        ("v=spf1 +all über", "192.0.2.1", Verdict.PERMERROR),
        ("v=spf1 +all", "not an address", Verdict.NONE),
    ],
)
def test_spf_verdict(record: str, peer: str, expected: Verdict) -> None:
    """What each kind of record asks of DNS reaches our resolver; the rules themselves are the library's to test."""
    records = {**ZONE, ("example.net", "TXT"): ["some other record", record]}
    dns = FakeDns(records, broken=frozenset({"slow.example.net"}))
    assert check_spf(dns, peer, "lena@example.net", "mx.example.net") == (expected, "example.net")


@given(st.text(st.characters(max_codepoint=0x17F), max_size=60), st.text(max_size=20))
def test_spf_record_may_be_anything(rest: str, helo: str) -> None:
    dns = FakeDns({("example.net", "TXT"): [f"v=spf1 {rest}"], ("mx.example.net", "A"): ["not an address"]})
    assert check_spf(dns, "192.0.2.1", "lena@example.net", helo)[0] in Verdict


def test_spf_asks_about_helo_for_the_null_return_path() -> None:
    dns = FakeDns({("mx.example.net", "TXT"): ["v=spf1 ip4:192.0.2.1 -all"]})
    assert check_spf(dns, "192.0.2.1", "", "mx.example.net") == (Verdict.PASS, "mx.example.net")


def test_budget_of_time_ends_all_lookups() -> None:
    dns = FakeDns({("example.net", "TXT"): ["x"]})
    assert Budgeted(dns).lookup("example.net", "TXT") == ["x"]
    assert Budgeted(dns).lookup("bad..name", "TXT") == []
    with pytest.raises(LookupFailed):
        Budgeted(dns, seconds=-1).lookup("example.net", "TXT")
