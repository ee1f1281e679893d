"""Decompressing the RTF body of Outlook messages (MS-OXRTFCP), with a cap on what it may grow to."""

import struct

MAX_RTF = 8_000_000
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArial"
    b"Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_COMPRESSED, _UNCOMPRESSED = 0x75465A4C, 0x414C454D
_WINDOW = 4096


def decompress(data: bytes) -> bytes:
    """The RTF, cut at 8 MB; b"" for what is no compressed RTF. A wrong checksum is no reason to hide the words."""
    if len(data) < 16:
        return b""
    _size, raw_size, kind, _checksum = struct.unpack_from("<IIII", data)
    if kind == _UNCOMPRESSED:
        return data[16 : 16 + min(raw_size, MAX_RTF)]
    return _expand(data, min(raw_size, MAX_RTF)) if kind == _COMPRESSED else b""


def _expand(data: bytes, wanted: int) -> bytes:
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\0"))
    at = len(_DICTIONARY)
    out = bytearray()
    position = 16
    while position < len(data) and len(out) < wanted:
        control = data[position]
        position += 1
        for bit in range(8):
            size = 2 if control & (1 << bit) else 1
            if position + size > len(data):
                return bytes(out[:wanted])
            if size == 1:
                run = [data[position]]
            else:
                word = (data[position] << 8) | data[position + 1]
                offset, length = word >> 4, (word & 0xF) + 2
                if offset == at:
                    return bytes(out[:wanted])
                run = _copied(window, offset, length, at)
            position += size
            for byte in run:
                window[at] = byte
                at = (at + 1) % _WINDOW
            out += bytes(run)
    return bytes(out[:wanted])


def _copied(window: bytearray, offset: int, length: int, at: int) -> list[int]:
    """A run may reach into the bytes that it writes itself."""
    distance = (at - offset) % _WINDOW
    return [window[(offset + step % distance) % _WINDOW] for step in range(length)]
