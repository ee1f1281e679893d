"""Whether a message is signed or encrypted (S/MIME, PGP), told from its containers alone; nothing is decrypted."""

import re
from collections.abc import Iterable

from goodwill.channels.email.mime.tree import Part

_PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_PGP_SIGNED = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z-]+: [^\n]*\n)*\n?(.*?)\n"
    r"-----BEGIN PGP SIGNATURE-----.*?(?:-----END PGP SIGNATURE-----|\Z)",
    re.DOTALL,
)
_DASHED = re.compile(r"^- (?=-)", re.MULTILINE)


def protections(containers: Iterable[str], files: Iterable[Part], text: str) -> list[str]:
    """The notices ``encrypted`` and ``signed`` that apply."""
    containers, files = set(containers), list(files)
    signed = "multipart/signed" in containers or any(part.content_type in _SIGNATURES for part in files)
    encrypted = "multipart/encrypted" in containers or any(part.content_type == "application/pgp-encrypted" for part in files)
    for part in files:
        if part.content_type in _PKCS7:
            is_signed = part.parameters.get("smime-type", "").lower() == "signed-data" or _SIGNED_DATA in part.content(limit=200)[:60]
            signed, encrypted = signed or is_signed, encrypted or not is_signed
    if "-----BEGIN PGP " in text:
        encrypted = encrypted or "-----BEGIN PGP MESSAGE-----" in text
        signed = signed or "-----BEGIN PGP SIGNED MESSAGE-----" in text
    return [notice for notice, holds in (("encrypted", encrypted), ("signed", signed)) if holds]


def without_armour(text: str) -> str:
    """The words inside a clear-signed PGP message (RFC 9580, 7)."""
    if "-----BEGIN PGP SIGNED MESSAGE-----" not in text:
        return text
    return _PGP_SIGNED.sub(lambda found: _DASHED.sub("", found[1]), text)
