"""CSV files as people's programs write them: any usual encoding and separator, decimal points and commas.

Each error names the row as a spreadsheet numbers it, and the column.
"""

import codecs
import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

from django.utils.translation import gettext as _

from goodwill.commerce.contract import Incomprehensible
from goodwill.core.money import InvalidAmount, Money

_LONGEST_CELL = 1_000_000
_CHUNK = 1 << 20
_BLANKS = str.maketrans("", "", " \u00a0\u202f\u2009'’")
_YES = {"yes", "true", "1", "y", "x", "ja", "wahr"}
_NO = {"no", "false", "0", "n", "", "nein", "falsch"}
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})\.(\d{1,2})\.(\d{4})")


@dataclass(frozen=True, slots=True)
class Row:
    """One row; column names are in lower case with ``_`` for blanks. An empty cell is the same as no column."""

    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def required(self, column: str) -> str:
        return self.text(column) or self.fail(column, _("this is empty"))

    def whole(self, column: str, default: int | None = None) -> int:
        text = self.text(column).translate(_BLANKS)
        if not text and default is not None:
            return default
        if not re.fullmatch(r"[-+]?\d{1,12}([.,]0+)?", text):
            self.fail(column, _("%r is not a whole number") % self.text(column))
        return int(re.split("[.,]", text)[0])

    def amount(self, column: str, currency: str) -> Money | None:
        """The amount of a cell, None when it is empty."""
        text = self.text(column)
        if not text:
            return None
        try:
            return Money.parse(plain_amount(text), self.text("currency") or currency)
        except InvalidAmount as problem:
            self.fail(column, str(problem))

    def required_amount(self, column: str, currency: str) -> Money:
        amount = self.amount(column, currency)
        return self.fail(column, _("this is empty")) if amount is None else amount

    def moment(self, column: str, default: datetime | None = None) -> datetime | None:
        """A time; without a zone it is in UTC."""
        text = self.text(column)
        if not text:
            return default
        try:
            moment = datetime.fromisoformat(_iso(text))
        except ValueError:
            self.fail(column, _("%r is not a time such as 2026-01-31 09:30 or 31.01.2026 09:30") % text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)

    def required_moment(self, column: str) -> datetime:
        return self.moment(column) or self.fail(column, _("this is empty"))

    def day(self, column: str) -> date | None:
        moment = self.moment(column)
        return moment.date() if moment else None

    def flag(self, column: str, default: bool = False) -> bool:
        text = self.text(column).lower()
        if not text:
            return default
        if text not in _YES | _NO:
            self.fail(column, _("%r is neither yes nor no") % text)
        return text in _YES

    def words(self, column: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in re.split("[,;|]", self.text(column)) if word.strip())

    def options(self) -> dict[str, str]:
        """The columns ``option:size``, ``option:colour`` … that are filled in."""
        named = ((name.partition(":")[2], self.text(name)) for name in self.cells if name.startswith("option:"))
        return {name: value for name, value in named if value}

    def fail(self, column: str, reason: str) -> NoReturn:
        raise Incomprehensible(_("Row %(row)d, column %(column)s: %(reason)s") % {"row": self.number, "column": column, "reason": reason})


def rows(path: Path, required: tuple[str, ...]) -> Iterator[Row]:
    """Every row that is not empty; raise Incomprehensible for a file without these columns."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        head = file.readline()
        file.seek(0)
        csv.field_size_limit(_LONGEST_CELL)
        reader = csv.reader(file, delimiter=_separator(head), strict=False)
        try:
            names = [re.sub(r"\s+", "_", name.strip().lower()) for name in next(reader, [])]
            _check_header(names, required)
            for number, cells in enumerate(reader, start=2):
                if any(cell.strip() for cell in cells):
                    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
                        raise Incomprehensible(_("Row %d has more cells than the header.") % number)
                    yield Row(number, dict(zip(names, cells, strict=False)))
        except csv.Error as problem:
            raise Incomprehensible(_("Line %(line)d is not CSV: %(problem)s") % {"line": reader.line_num, "problem": problem}) from None


def plain_amount(text: str) -> str:
    """An amount with a decimal point and nothing else; raise InvalidAmount for what could mean two things."""
    bare = re.sub(r"^[€$£¥]|[€$£¥]$", "", text.translate(_BLANKS))
    if not re.fullmatch(r"[-+]?\d[\d.,]*", bare):
        raise InvalidAmount(_("%r is not an amount") % text)
    marks = re.sub(r"[^.,]", "", bare)
    whole, decimals = bare, ""
    # The last mark is the decimal one, unless it stands more than once.
    if marks and marks.count(marks[-1]) == 1:
        whole, _mark, decimals = bare.rpartition(marks[-1])
        # One mark before exactly three digits may be either, and a guess would be wrong by a factor of a thousand.
        if len(marks) == 1 and len(decimals) == 3:
            raise InvalidAmount(_("%r could mean two amounts; write it with two decimals") % text)
        if not decimals:
            raise InvalidAmount(_("%r is not an amount") % text)
    first, *groups = re.split("[.,]", whole)
    between = set(re.sub(r"[^.,]", "", whole))
    if len(between) > 1 or any(len(group) != 3 for group in groups) or (groups and len(first.lstrip("+-")) > 3):
        raise InvalidAmount(_("%r is not an amount") % text)
    return first.lstrip("+") + "".join(groups) + (f".{decimals}" if decimals else "")


def _iso(text: str) -> str:
    """``31.01.2026 9:30`` as ISO 8601; anything else as it is."""
    found = _DAY.match(text)
    if not found or not found[4]:
        return text
    rest = text[found.end() :].strip(" ,T")
    if re.fullmatch(r"\d:\d\d(:\d\d)?", rest):
        rest = f"0{rest}"
    return f"{found[6]}-{int(found[5]):02}-{int(found[4]):02}" + (f"T{rest}" if rest else "")


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            # What spreadsheet programs on Windows write; it has a letter for all but five bytes.
            return "cp1252"
    return "utf-8-sig"


def _separator(head: str) -> str:
    return max(",;\t|", key=head.count)


def _check_header(names: list[str], required: tuple[str, ...]) -> None:
    missing = [name for name in required if name not in names]
    if missing:
        raise Incomprehensible(
            _("The first row must name the columns. Missing: %(missing)s. Found: %(found)s.")
            % {"missing": ", ".join(missing), "found": ", ".join(name for name in names if name)[:300] or _("none")}
        )
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        raise Incomprehensible(_("Two columns have the same name: %s.") % ", ".join(sorted(twice)))
