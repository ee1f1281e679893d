"""When a message says that it was sent, as an aware time in UTC, or None where that can't be true."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def read_date(text: str, received_at: datetime) -> datetime | None:
    """Read an RFC 5322 or ISO 8601 date. A time ahead of arrival is taken for a wrong clock: the arrival counts instead.

    None where it cannot be read, is before 1980, or is more than two days ahead.
    """
    sent_at = _iso(text) if _ISO.match(text) else _rfc(text[:200])
    if sent_at is None or sent_at < _EARLIEST or sent_at > received_at + _AHEAD:
        return None
    return min(sent_at, received_at)


def _rfc(text: str) -> datetime | None:
    try:
        fields = parsedate_tz(text)
        if fields is None:
            return None
        year, month, day, hour, minute, second = fields[:6]
        offset = timedelta(seconds=fields[9] or 0)
        if abs(offset) >= timedelta(hours=24):
            offset = timedelta()
        return datetime(year, month, day, hour % 24, minute, min(second, 59), tzinfo=UTC) - offset
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text.strip())
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
