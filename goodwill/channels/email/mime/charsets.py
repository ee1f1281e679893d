"""Bytes to text: the declared charset first, then UTF-8, then Windows-1252, and never an exception."""

import codecs
import re
from functools import lru_cache

import ftfy

LATIN = frozenset({"ascii", "iso8859-1", "cp1252"})

# Browsers and mail programs agree on the supersets (WHATWG Encoding): what says iso-8859-1 is written in Windows-1252.
_ALIASES = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "ansi": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "big5": "big5hkscs",
    "x-big5": "big5hkscs",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "x-unicode-2-0-utf-7": "utf-7",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-ce": "mac-latin2",
    "utf8mb4": "utf-8",
    "unicode": "utf-16",
}

# Not charsets although Python knows them as codecs; some are slow on purpose-made input.
_NOT_CHARSETS = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "unicode-escape", "raw-unicode-escape"}
)

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
_MOJIBAKE = re.compile("[ÃÂâÐÑ][\u0080-\u00bf\u0152-\u0178\u02c6\u2013-\u2122€]")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_MOJIBAKE_LIMIT = 100_000


@lru_cache(maxsize=256)
def codec_for(charset: str) -> str:
    """The Python codec for a charset as named in a message, or "" when there is none to trust."""
    name = charset.strip().strip("\"'").lower()[:40]
    name = name.split("*")[0].replace(" ", "")
    name = _ALIASES.get(name, name)
    name = re.sub(r"^(?:cp|x-cp|x-windows|windows|win|dos|ibm|x-ibm)[-_]?(\d{3,4})$", r"cp\1", name)
    name = re.sub(r"^iso[-_]?8859[-_]?(\d+)$", r"iso8859-\1", name)
    if name in _NOT_CHARSETS or not name.isascii():
        return ""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    if not getattr(found, "_is_text_encoding", True) or found.name in _NOT_CHARSETS:
        return ""
    return "cp1252" if found.name in LATIN else found.name


def decode(data: bytes, charset: str = "") -> str:
    """Decode by the declared charset, else UTF-8, else Windows-1252; the result holds no control characters but tab and newline."""
    return tidy(_decode(data, codec_for(charset) if charset else ""))


def _decode(data: bytes, codec: str) -> str:
    if data.isascii() and codec in {"", "cp1252", "utf-8"}:
        return data.decode("ascii")
    if codec in {"", "cp1252", "utf-8"}:
        return _utf8_or_western(data)
    text = _strictly(data, codec)
    if text is None:
        text = _strictly(data, "utf-8")
    if text is None:
        text = _with_few_losses(data, codec)
    return _western(data) if text is None else text


def _utf8_or_western(data: bytes) -> str:
    """Text that is valid UTF-8 beyond ASCII is UTF-8, whatever Western charset it claims: other text almost never is."""
    text = _strictly(data, "utf-8")
    if text is None:
        text = _with_few_losses(data, "utf-8") if _is_mostly_utf8(data) else _western(data)
    return unmangle(text or "")


def _is_mostly_utf8(data: bytes) -> bool:
    """A long text in UTF-8 that was cut inside a character, or has one damaged place."""
    sequences = len(_UTF8_SEQUENCE.findall(data[:20_000]))
    return sequences >= 3 and len(_HIGH.findall(_UTF8_SEQUENCE.sub(b"", data[:20_000]))) * 2 <= sequences


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError, LookupError, AttributeError):
        return None


def _with_few_losses(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec, "replace")
    except (UnicodeError, ValueError, LookupError, AttributeError):
        return None
    return text if text.count("\ufffd") * 10 <= len(text) else None


def _western(data: bytes) -> str:
    """Windows-1252; its five undefined bytes become what Latin-1 says."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("cp1252", "gw-latin1")


def _latin1_for_undefined(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("gw-latin1", _latin1_for_undefined)


def unmangle(text: str) -> str:
    """Undo UTF-8 that was read as Windows-1252 by someone before us, where two or more places show it."""
    if len(text) > _MOJIBAKE_LIMIT or text.isascii() or len(_MOJIBAKE.findall(text)) < 2:
        return text
    return ftfy.fix_encoding(text)


def tidy(text: str) -> str:
    """Newlines as \\n; no control characters, lone surrogates or byte order marks."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isprintable():
        return text
    return _UNWANTED.sub("", text.replace("\x0c", "\n").replace("\x0b", "\n"))
