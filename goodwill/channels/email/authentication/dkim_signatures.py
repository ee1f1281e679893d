"""Which domains have signed the message as it stands (RFC 6376)."""

import logging
from collections.abc import Callable

import dkim

from goodwill.channels.email.authentication.resolver import LookupFailed, Resolver
from goodwill.channels.email.mime.headers import Headers
from goodwill.channels.email.mime.parameters import read_parameters
from goodwill.inboxes.contract import Verdict

logger = logging.getLogger(__name__)
MAX_SIGNATURES = 5


def check_dkim(raw: bytes, headers: Headers, resolver: Resolver) -> tuple[Verdict, tuple[str, ...]]:
    """The best verdict of the first five signatures, and the domains whose signature is good."""
    signatures = headers.all("dkim-signature")[:MAX_SIGNATURES]
    if not signatures:
        return Verdict.NONE, ()
    message = raw if b"\r\n" in raw[:2_000] else raw.replace(b"\n", b"\r\n")
    good: list[str] = []
    verdicts: list[Verdict] = []
    for index, signature in enumerate(signatures):
        verdict = _verify(message, index, resolver)
        verdicts.append(verdict)
        if verdict is Verdict.PASS:
            good.append(read_parameters(b"x;" + signature)[1].get("d", "").lower())
    if good:
        return Verdict.PASS, tuple(good)
    return (Verdict.TEMPERROR if Verdict.TEMPERROR in verdicts else verdicts[0]), ()


def _verify(message: bytes, index: int, resolver: Resolver) -> Verdict:
    try:
        is_good = dkim.DKIM(message, minkey=1024, timeout=2).verify(idx=index, dnsfunc=_key_finder(resolver))
    except LookupFailed:
        return Verdict.TEMPERROR
    except dkim.ValidationError:
        return Verdict.FAIL
    except dkim.DKIMException:
        return Verdict.PERMERROR
    except Exception as error:  # noqa: BLE001 - the library meets hostile headers; what it stumbles over is no valid signature
        logger.info("Checking a DKIM signature failed: %r", error)
        return Verdict.PERMERROR
    return Verdict.PASS if is_good else Verdict.FAIL


def _key_finder(resolver: Resolver) -> Callable[..., bytes | None]:
    def find(name: bytes | str, timeout: int = 2) -> bytes | None:
        found = resolver.lookup((name.decode("ascii", "replace") if isinstance(name, bytes) else name).rstrip("."), "TXT")
        return found[0].encode() if found else None

    return find
