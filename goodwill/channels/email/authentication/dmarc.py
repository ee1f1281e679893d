"""Whether the domain of the visible sender vouches for the message (RFC 7489)."""

from functools import lru_cache

from publicsuffixlist import PublicSuffixList

from goodwill.channels.email.authentication.resolver import LookupFailed, Resolver
from goodwill.channels.email.mime.parameters import read_parameters
from goodwill.inboxes.contract import Verdict


def check_dmarc(resolver: Resolver, domain: str, spf: tuple[Verdict, str], signed_by: tuple[str, ...]) -> Verdict:
    """PASS when SPF or a signature is good for the visible domain; NONE where that domain publishes no policy."""
    try:
        policy = _policy(resolver, domain)
    except LookupFailed:
        return Verdict.TEMPERROR
    if policy is None:
        return Verdict.NONE
    by_spf = spf[0] is Verdict.PASS and _is_aligned(spf[1], domain, policy.get("aspf", "r"))
    by_dkim = any(_is_aligned(signer, domain, policy.get("adkim", "r")) for signer in signed_by)
    return Verdict.PASS if by_spf or by_dkim else Verdict.FAIL


def _policy(resolver: Resolver, domain: str) -> dict[str, str] | None:
    names = dict.fromkeys((domain, organisation(domain)))
    for name in names:
        found = [text for text in resolver.lookup(f"_dmarc.{name}", "TXT") if text.lower().replace(" ", "").startswith("v=dmarc1")]
        if len(found) == 1:
            tags = {key: value.strip().lower() for key, value in read_parameters(b"x;" + found[0].encode())[1].items()}
            return tags if tags.get("p") in {"none", "quarantine", "reject"} or "rua" in tags else None
    return None


def _is_aligned(checked: str, visible: str, mode: str) -> bool:
    if mode == "s":
        return checked == visible
    return organisation(checked) == organisation(visible)


def organisation(domain: str) -> str:
    """The registered domain: ``fernandfable.example`` for ``mail.fernandfable.example``."""
    return _suffixes().privatesuffix(domain.lower().rstrip(".")) or domain


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
