"""Finding where a quotation begins: attribution lines, header blocks, separators, and lines with a quotation mark."""

import re
from enum import Enum

from goodwill.channels.email.quoting import phrases

_LABEL_END = r"\s?\*?\s*[:：]\s?\*?"
_FLAGS = re.IGNORECASE

QUOTED = re.compile(r"^[ \t]{0,3}(?:>|&gt;|\|(?= ))")
_WROTE_END = re.compile(
    rf"(?:^|[\s>)\]*,;\"'’”」])(?:{phrases.WROTE})\b.{{0,60}}[:：]\s*\**\s*$|(?:写道|寫道|のメール|作成|작성|写了|書きました)\s*[:：]\s*$",
    _FLAGS,
)
_WROTE_LATER = re.compile(rf"(?:^|[\s>)\]])(?:{phrases.WROTE})\b", _FLAGS)
_LEAD = re.compile(rf"^[\s*]{{0,10}}(?:{phrases.LEADS})\b|^\s*\d{{1,4}}[-./年]", _FLAGS)
_EMAIL = re.compile(r"[\w.+=-]+@[\w-]+(?:\.[\w-]+)+")
_DATE = re.compile(
    r"\d{1,4}[-./]\s?\d{1,2}[-./]\s?\d{1,4}|\d{1,2}[:.hH]\d{2}|\b(?:19|20)\d\d\b|\d{1,2}\.?\s+\w{3,}|\w{3,}\s+\d{1,2}\b|\d+年"
)
_TIME = re.compile(r"\b\d{1,2}[:.]\d{2}(?::\d{2})?\b")
_DATE_FIRST = re.compile(r"^\s*(?:\w{2,4}[,.]? )?\d{1,4}[-./年]\s?\d{1,2}[-./月]\s?\d{1,4}")
_IN_ANGLES = re.compile(r"<[^\s<>@]+@[^\s<>@]+>")
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ADDRESS_LAST = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?\s*[:：]\s*$")
_SHARED_LINE = re.compile(
    r"(?<=\S)[ \t]*(?:-{2,}\s*)?\b"
    r"(On (?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? |\d{1,2}[ /.-]|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d))"
)
_ORIGINAL = re.compile(
    rf"^[\s>*]{{0,10}}[-_=*]{{1,60}}\s{{0,5}}(?:{phrases.ORIGINAL})\b[^\n]{{0,60}}$|"
    rf"^[\s>*]{{0,10}}(?:{phrases.ORIGINAL})\s*[:：]?\s*[-_=]{{2,}}\s*$",
    _FLAGS,
)
_FORWARDED = re.compile(rf"^[\s*]{{0,10}}[-_=*]{{0,60}}\s{{0,5}}(?:{phrases.FORWARDED})(?!\w)[^\n]{{0,80}}$", _FLAGS)
_RULE = re.compile(r"^\s*(?:[_-]{5,}|[*=]{10,}|—{5,})\s*$")
_LABELS = {
    "from": phrases.FROM,
    "sent": phrases.SENT,
    "to": phrases.TO,
    "subject": phrases.SUBJECT,
    "copy": phrases.COPY,
}
_LABEL = re.compile(
    "^[\\s>*|]{0,12}(?:" + "|".join(f"(?P<{role}>{words})" for role, words in _LABELS.items()) + f"){_LABEL_END}(?P<value>.*)$", _FLAGS
)
_HEADERS_ON_ONE_LINE = re.compile(
    rf"^[\s*]{{0,10}}(?:{phrases.FROM}){_LABEL_END}.{{3,200}}?\s\*?(?:{phrases.SENT}|{phrases.TO}){_LABEL_END}\s*\S", _FLAGS
)
_BETWEEN_DASHES = re.compile(rf"^\s*-{{2,}}\s*\S.{{2,150}}\b(?:{phrases.WROTE})\s*[:：]?\s*-{{2,}}\s*$", _FLAGS)
_CLOSING_ANGLE = re.compile(rf"^>\s*(?:{phrases.WROTE})?\b.{{0,40}}[:：]$", _FLAGS)
_LONGEST_ATTRIBUTION = 400
_MOST_LINES = 6


class Mark(Enum):
    """What begins at a line."""

    ATTRIBUTION = "attribution"
    HEADERS = "headers"
    ORIGINAL = "original"
    FORWARDED = "forwarded"


def is_quoted(line: str) -> bool:
    return bool(QUOTED.match(line))


def split_shared_lines(text: str) -> str:
    """Give an attribution that shares the line with the answer a line of its own."""
    if " wrote:" not in text and "\nwrote:" not in text and "wrote:\n" not in text:
        return text
    lines = []
    for line in text.split("\n"):
        found = _SHARED_LINE.search(line) if not is_quoted(line) and len(line) < 2_000 else None
        if found and ("wrote" in line[found.start() :] or _EMAIL.search(line[found.start() :])):
            lines += [line[: found.start()].rstrip(), line[found.start(1) :]]
        else:
            lines.append(line)
    return "\n".join(lines)


def mark_at(lines: list[str], index: int) -> tuple[Mark, int] | None:
    """What begins at this line, and the index of the first line after it."""
    line = lines[index]
    if not line.strip() or len(line) > 1_000:
        return None
    if _FORWARDED.match(line):
        return Mark.FORWARDED, index + 1
    if _ORIGINAL.match(line):
        return Mark.ORIGINAL, index + 1
    end = _header_block(lines, index)
    if end:
        return Mark.HEADERS, end
    if is_quoted(line):
        return None
    end = _attribution(lines, index)
    return (Mark.ATTRIBUTION, end) if end else None


def is_rule(line: str) -> bool:
    return bool(_RULE.match(line))


def _attribution(lines: list[str], index: int) -> int:
    """The end of an attribution of up to six lines that begins here, 0 when there is none."""
    if _BETWEEN_DASHES.match(lines[index]) or _is_followed_by_quotation(lines, index):
        return index + 1
    joined, blanks = "", 0
    may_go_on = _may_begin_attribution(lines[index])
    for end in range(index, min(len(lines), index + _MOST_LINES)):
        piece = _DIRECTION.sub("", lines[end]).strip()
        blanks += not piece
        if blanks > 1 or (end > index and is_quoted(lines[end]) and not _CLOSING_ANGLE.match(piece)):
            break
        joined = f"{joined} {piece}".strip()
        if len(joined) > _LONGEST_ATTRIBUTION:
            break
        if _is_attribution(joined):
            return 0 if blanks and _stands_below_a_blank(lines[index : end + 1]) else end + 1
        if not may_go_on:
            break
        if end > index and piece.endswith((":", "：")) and not piece.lower().startswith("mailto:"):
            break
    return 0


def _stands_below_a_blank(lines: list[str]) -> bool:
    """What comes after the blank line is an attribution with a date by itself: what stands above is the answer."""
    pieces = [_DIRECTION.sub("", line).strip() for line in lines]
    below = " ".join(pieces[pieces.index("") + 1 :])
    return bool(_DATE.search(below)) and _is_attribution(below)


def _is_followed_by_quotation(lines: list[str], index: int) -> bool:
    """Some programs write only a date and an address, without a verb or a colon, above the quoted lines."""
    if not (_DATE_FIRST.match(lines[index]) and _EMAIL.search(lines[index]) and len(lines[index]) < 200):
        return False
    following = next((line for line in lines[index + 1 : index + 4] if line.strip()), "")
    return is_quoted(following)


def _may_begin_attribution(line: str) -> bool:
    """Only a line that begins like one may be joined with the next, or the answer above would be taken along."""
    return bool(_LEAD.match(line) or _DATE_FIRST.match(line) or (_EMAIL.search(line) and len(line) < 120))


def _is_attribution(text: str) -> bool:
    if not text.endswith((":", "：", ":*")):
        return False
    has_address, has_date = bool(_EMAIL.search(text)), bool(_DATE.search(text))
    if _WROTE_END.search(text):
        return has_date or has_address
    if _DATE_FIRST.match(text) and _ADDRESS_LAST.search(text):
        return True
    is_complete = has_address and has_date and bool(_TIME.search(text))
    return is_complete and bool(_WROTE_LATER.search(text) or _ADDRESS_LAST.search(text) or _IN_ANGLES.search(text))


def _header_block(lines: list[str], index: int) -> int:
    """The end of a block of header lines (From, Sent, To, Subject in any language), 0 when this is none."""
    if not _LABEL.match(lines[index]):
        return 0
    if _HEADERS_ON_ONE_LINE.match(lines[index]) and _EMAIL.search(lines[index]):
        return index + 1
    roles: set[str] = set()
    has_address = has_time = False
    end, wrapped = index, 0
    for position in range(index, min(len(lines), index + 14)):
        found = _LABEL.match(lines[position])
        if found:
            roles.add(next(role for role in _LABELS if found[role]))
            wrapped = 0
            end = position + 1
        elif not lines[position].strip() or wrapped >= 2:
            if wrapped or position - end >= 1 or not _continues(lines, position):
                break
        else:
            wrapped += 1
        has_address = has_address or bool(_EMAIL.search(lines[position]))
        has_time = has_time or bool(_TIME.search(lines[position]))
    roles.discard("copy")
    is_enough = len(roles) >= 3 or (len(roles) == 2 and has_address and has_time) or (roles == {"from", "sent"} and has_time)
    return end if is_enough else 0


def _continues(lines: list[str], position: int) -> bool:
    """An HTML mail turned to text has an empty line after each header line."""
    return position + 1 < len(lines) and bool(_LABEL.match(lines[position + 1]))
