"""What can stand against a change of service levels, as exceptions whose sentences are for people."""


class UnusableCalendar(ValueError):
    """The calendar, or a part of it, would make no sense; the sentence says why."""


class CalendarInUse(Exception):
    """The calendar can't go while something depends on it; the sentence names it."""


class FeedUnreadable(Exception):
    """The address or the file did not give a calendar; the sentence says why."""


class UnusablePolicy(ValueError):
    """The policy would promise nothing, or nothing sensible; the sentence says why."""
