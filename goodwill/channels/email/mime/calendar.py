"""A calendar invitation in one line: what, when, where, from whom (RFC 5545)."""

import re
from datetime import datetime

MAX_CALENDAR = 200_000
_FOLD = re.compile(r"\n[ \t]")
_LINE = re.compile(r"^([A-Za-z-]+)((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(.*)$")
_PARAMETER = re.compile(r';([A-Za-z-]+)=(?:"([^"]*)"|([^;]*))')
_ESCAPED = re.compile(r"\\([nN,;\\])")
_EVENTS = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_STATES = {"REQUEST": "Invitation", "CANCEL": "Cancelled", "REPLY": "Answer", "COUNTER": "Other time proposed", "PUBLISH": "Event"}
Fields = dict[str, tuple[dict[str, str], str]]


def summarise_calendar(text: str) -> str:
    """The first event of a calendar file in one line, "" when there is none."""
    method, event = _first_event(text[:MAX_CALENDAR])
    if event is None:
        return ""
    pieces = [
        _value(event, "SUMMARY"),
        _when(event),
        _value(event, "LOCATION"),
        _organiser(event),
        _answers(event) if method == "REPLY" else "",
    ]
    said = " · ".join(piece for piece in pieces if piece)
    return f"{_STATES.get(method, 'Event')}: {said}"[:1_000] if said else ""


def _first_event(text: str) -> tuple[str, Fields | None]:
    method, opened = "", 0
    event: Fields | None = None
    for line in _FOLD.sub("", text.replace("\r\n", "\n")).split("\n"):
        found = _LINE.match(line)
        if not found:
            continue
        name, parameters, value = found[1].upper(), found[2], found[3].strip()
        if name == "BEGIN" and value.upper() in _EVENTS and event is None:
            event, opened = {}, 1
        elif name == "BEGIN" and opened:
            opened += 1
        elif name == "END" and opened:
            opened -= 1
            if not opened:
                return method, event
        elif name == "METHOD":
            method = value.upper()
        elif opened == 1 and event is not None:
            event.setdefault(name, ({key.upper(): quoted or plain for key, quoted, plain in _PARAMETER.findall(parameters)}, value))
    return method, event


def _value(event: Fields, name: str) -> str:
    value = event.get(name, ({}, ""))[1]
    return " ".join(_ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value).split())[:300]


def _when(event: Fields) -> str:
    parameters, value = event.get("DTSTART", ({}, ""))
    begin = _moment(value)
    if not begin:
        return ""
    zone = "UTC" if value.endswith("Z") else parameters.get("TZID", "")
    end = _moment(event.get("DTEND", ({}, ""))[1])
    until = ""
    if end and end != begin and " " in begin:
        until = f"–{end[11:]}" if end[:10] == begin[:10] else f" – {end}"
    return f"{begin}{until}{f' ({zone})' if zone else ''}"


def _moment(value: str) -> str:
    for form, shown in (("%Y%m%dT%H%M%S", "%Y-%m-%d %H:%M"), ("%Y%m%dT%H%M", "%Y-%m-%d %H:%M"), ("%Y%m%d", "%Y-%m-%d")):
        try:
            return datetime.strptime(value.rstrip("Z"), form).strftime(shown)
        except ValueError:
            continue
    return ""


def _organiser(event: Fields) -> str:
    parameters, value = event.get("ORGANIZER", ({}, ""))
    address = value[7:] if value.lower().startswith("mailto:") else value
    name = parameters.get("CN", "")
    return f"{name} <{address}>" if name and name != address else address


def _answers(event: Fields) -> str:
    parameters, value = event.get("ATTENDEE", ({}, ""))
    who = parameters.get("CN") or (value[7:] if value.lower().startswith("mailto:") else value)
    return f"{who}: {parameters.get('PARTSTAT', '').lower()}" if who else ""
