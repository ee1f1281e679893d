"""Every key that does something: the one table that the ? sheet shows and the behaviours obey."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Shortcut:
    """``does`` names what a behaviour does, or the element with that ``data-shortcut``, which is then pressed."""

    keys: str
    does: str
    words: str | Promise


SHORTCUTS: tuple[tuple[str | Promise, tuple[Shortcut, ...]], ...] = (
    (
        _("Anywhere"),
        (
            Shortcut("Control+k", "palette", _("Find a command")),
            Shortcut("/", "search", _("Search")),
            Shortcut("?", "help", _("Show the keys")),
            Shortcut("c", "compose", _("Write to a customer")),
            Shortcut("g o", "go-o", _("Go to open conversations")),
            Shortcut("g i", "go-i", _("Go to mine")),
            Shortcut("g u", "go-u", _("Go to unassigned")),
            Shortcut("g d", "go-d", _("Go to what is due")),
            Shortcut("g n", "go-n", _("Go to notices")),
            Shortcut("g p", "go-p", _("Go to pending")),
            Shortcut("g z", "go-z", _("Go to snoozed")),
            Shortcut("g r", "go-r", _("Go to resolved")),
            Shortcut("g m", "go-m", _("Go to mentions")),
            Shortcut("g v", "go-v", _("Go to approvals")),
            Shortcut("g c", "go-c", _("Go to customers")),
            Shortcut("g t", "go-t", _("Go to my day")),
            Shortcut("g b", "go-b", _("Go to the live board")),
            Shortcut("Shift+P", "presence", _("Say whether you are available")),
        ),
    ),
    (
        _("In the list"),
        (
            Shortcut("ArrowDown", "row-next", _("Next row")),
            Shortcut("ArrowUp", "row-previous", _("Previous row")),
            Shortcut("Enter", "row-open", pgettext_lazy("to open", "Open")),
            Shortcut("x", "row-choose", _("Choose for several at once")),
        ),
    ),
    (
        _("In a conversation"),
        (
            Shortcut("j", "open-next", _("Next conversation")),
            Shortcut("k", "open-previous", _("Previous conversation")),
            Shortcut("r", "reply", _("Reply")),
            Shortcut("n", "note", _("Note")),
            Shortcut("e", "resolve", _("Resolve")),
            Shortcut("Shift+E", "reopen", _("Open again")),
            Shortcut("s", "snooze", _("Snooze")),
            Shortcut("a", "assign", _("Assign")),
            Shortcut("i", "take", _("Take it")),
            Shortcut("t", "tag", _("Tag")),
            Shortcut("o", "topic", _("Set the topic")),
            Shortcut("p", "pending", _("Leave it with the customer")),
            Shortcut("u", "unread", _("Mark as unread")),
            Shortcut("Shift+M", "macros", _("Use a macro")),
            Shortcut("m", "more", _("More")),
            Shortcut("Escape", "leave", _("Back to the list")),
        ),
    ),
    (
        _("While writing"),
        (
            Shortcut("Control+Enter", "send", _("Send")),
            Shortcut("Control+/", "saved-replies", _("Saved replies; also ; at the start of a word")),
            Shortcut("Escape", "leave-field", _("Leave the field")),
        ),
    ),
)


def spoken(keys: str) -> list[list[str]]:
    """The caps to draw: "g o" is two presses, "Control+k" one of two keys."""
    names = {"Control": "Ctrl", "ArrowDown": "↓", "ArrowUp": "↑", "Escape": "Esc"}
    return [[names.get(key, key) for key in press.split("+")] for press in keys.split(" ")]
