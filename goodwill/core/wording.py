"""Lists as sentences show them, in the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def listed(words: Iterable[object]) -> str:
    """``a, b and c``."""
    *before, last = [str(word) for word in words] or [""]
    return _("%(before)s and %(last)s") % {"before": ", ".join(before), "last": last} if before else last


def either(words: Iterable[object]) -> str:
    """``a, b or c``."""
    *before, last = [str(word) for word in words] or [""]
    return _("%(before)s or %(last)s") % {"before": ", ".join(before), "last": last} if before else last
