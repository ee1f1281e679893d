"""Draws the pictures that customers send: small PNG files of plants, pots and parcels, made of plain shapes."""

import struct
import zlib
from collections.abc import Callable
from functools import cache

WIDTH, HEIGHT = 320, 240
Colour = tuple[int, int, int]
TABLE, WALL, LEAF, DARK_LEAF, YELLOW = (196, 160, 122), (236, 230, 220), (84, 140, 82), (48, 98, 58), (214, 184, 72)
CLAY, DARK_CLAY, EARTH, CARD, TAPE, WHITE, INK = (
    (196, 104, 70),
    (150, 74, 50),
    (84, 60, 46),
    (182, 140, 92),
    (226, 206, 160),
    (250, 249, 246),
    (60, 56, 52),
)


class Canvas:
    """Rows of RGB pixels; coordinates in pixels from the top left."""

    def __init__(self, top: Colour, bottom: Colour) -> None:
        horizon = HEIGHT * 2 // 3
        self.rows = [bytearray(bytes(top if y < horizon else bottom) * WIDTH) for y in range(HEIGHT)]

    def span(self, y: int, left: float, right: float, colour: Colour) -> None:
        start, end = max(0, int(left)), min(WIDTH, int(right))
        if 0 <= y < HEIGHT and start < end:
            self.rows[y][start * 3 : end * 3] = bytes(colour) * (end - start)

    def box(self, x: int, y: int, width: int, height: int, colour: Colour) -> None:
        for line in range(y, y + height):
            self.span(line, x, x + width, colour)

    def pot(self, x: int, y: int, width: int, height: int, colour: Colour = CLAY) -> None:
        """A pot that grows narrower downwards, with its rim."""
        for line in range(height):
            inset = width * 0.18 * line / height
            self.span(y + line, x + inset, x + width - inset, colour)
        self.box(x - 6, y - 12, width + 12, 16, DARK_CLAY if colour == CLAY else INK)

    def leaf(self, x: float, y: float, width: float, height: float, colour: Colour, lean: float = 0) -> None:
        """An ellipse around a middle; ``lean`` shifts its top sideways."""
        for line in range(int(-height), int(height) + 1):
            half = width * (1 - (line / height) ** 2) ** 0.5
            middle = x - lean * line / height
            self.span(int(y) + line, middle - half, middle + half, colour)

    def crack(self, x: int, y: int, length: int, colour: Colour) -> None:
        for step in range(length):
            self.box(x + step // 2 + (6 if step // 9 % 2 else 0), y + step, 4, 1, colour)

    def png(self) -> bytes:
        """As in the PNG specification (W3C): signature, header, deflated rows without filters, end."""
        raw = b"".join(b"\0" + bytes(row) for row in self.rows)
        header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
        chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(raw, 9)) + _chunk(b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _broken_pot() -> Canvas:
    canvas = Canvas(WALL, TABLE)
    canvas.pot(100, 110, 120, 96)
    canvas.crack(140, 112, 92, INK)
    canvas.crack(184, 100, 70, INK)
    canvas.leaf(60, 206, 24, 9, DARK_CLAY)
    canvas.leaf(248, 212, 30, 10, CLAY)
    canvas.leaf(205, 214, 52, 7, EARTH)
    return canvas


def _plant(spots: Colour | None, leaf: Colour = LEAF) -> Canvas:
    canvas = Canvas(WALL, TABLE)
    for x, y, lean in ((120, 84, -26), (200, 80, 26), (160, 56, 0), (96, 116, -40), (226, 114, 40)):
        canvas.leaf(x, y, 26, 46, DARK_LEAF, lean)
        canvas.leaf(x + 2, y - 2, 20, 40, leaf, lean)
        if spots:
            canvas.leaf(x + 6, y - 8, 8, 10, spots)
            canvas.leaf(x - 8, y + 14, 5, 7, spots)
    canvas.pot(112, 150, 96, 66)
    return canvas


def _wrong_plant() -> Canvas:
    canvas = Canvas(WALL, TABLE)
    for x, lean in ((130, -10), (150, -4), (170, 4), (190, 10)):
        canvas.leaf(x, 90, 9, 70, DARK_LEAF, lean)
        canvas.leaf(x, 90, 4, 66, YELLOW, lean)
    canvas.pot(112, 150, 96, 66, WHITE)
    return canvas


def _parcel() -> Canvas:
    canvas = Canvas(WALL, TABLE)
    canvas.box(70, 80, 180, 120, CARD)
    canvas.box(148, 80, 24, 120, TAPE)
    canvas.box(186, 140, 52, 40, WHITE)
    canvas.crack(84, 84, 60, INK)
    canvas.box(70, 176, 46, 24, EARTH)
    return canvas


def _book() -> Canvas:
    canvas = Canvas(WALL, TABLE)
    canvas.box(96, 50, 128, 164, DARK_LEAF)
    canvas.box(104, 50, 8, 164, LEAF)
    canvas.box(128, 74, 80, 26, WHITE)
    canvas.leaf(168, 148, 18, 36, YELLOW, 8)
    canvas.crack(206, 176, 38, WHITE)
    canvas.leaf(216, 206, 22, 14, TABLE)
    return canvas


def _logo() -> Canvas:
    canvas = Canvas(WHITE, WHITE)
    canvas.leaf(130, 110, 24, 62, LEAF, -18)
    canvas.leaf(190, 110, 24, 62, DARK_LEAF, 18)
    canvas.box(157, 110, 6, 90, EARTH)
    return canvas


DRAWN: dict[str, Callable[[], Canvas]] = {
    "broken-pot.png": _broken_pot,
    "yellow-leaves.png": lambda: _plant(YELLOW),
    "healthy-plant.png": lambda: _plant(None),
    "pale-leaves.png": lambda: _plant((176, 168, 130), (122, 158, 96)),
    "pests.png": lambda: _plant(WHITE),
    "wrong-plant.png": _wrong_plant,
    "crushed-parcel.png": _parcel,
    "torn-book.png": _book,
    "logo.png": _logo,
}


@cache
def picture(name: str) -> bytes:
    """The PNG file with this name."""
    return DRAWN[name]().png()
