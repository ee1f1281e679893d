"""One set of icons (Lucide), served as one sprite and drawn by reference; a name that is not listed here fails at once."""

from xml.etree.ElementTree import tostring

import lucide
from django.utils.html import escape
from markupsafe import Markup

NAMES = (
    "activity",
    "alarm-clock",
    "alarm-clock-off",
    "arrow-down",
    "arrow-left",
    "arrow-left-right",
    "arrow-right",
    "arrow-up",
    "at-sign",
    "badge-check",
    "ban",
    "banknote",
    "bell",
    "book-open",
    "bookmark",
    "building-2",
    "calendar",
    "calendar-clock",
    "calendar-plus",
    "check",
    "check-check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevrons-up",
    "circle",
    "circle-alert",
    "circle-check",
    "circle-check-big",
    "circle-dot",
    "circle-question-mark",
    "circle-user-round",
    "circle-x",
    "clock",
    "code",
    "command",
    "copy",
    "corner-down-left",
    "corner-up-left",
    "credit-card",
    "download",
    "ellipsis",
    "external-link",
    "eye",
    "eye-off",
    "file",
    "file-text",
    "fingerprint-pattern",
    "flag",
    "folder",
    "forward",
    "gift",
    "git-merge",
    "globe",
    "graduation-cap",
    "hand-heart",
    "hash",
    "history",
    "hourglass",
    "house",
    "image",
    "inbox",
    "info",
    "key-round",
    "keyboard",
    "landmark",
    "layers",
    "link",
    "list",
    "list-checks",
    "list-filter",
    "lock",
    "log-in",
    "log-out",
    "mail",
    "mail-check",
    "mail-open",
    "mail-plus",
    "mail-warning",
    "mail-x",
    "map-pin",
    "megaphone",
    "menu",
    "message-circle",
    "message-circle-plus",
    "message-square",
    "message-square-reply",
    "message-square-text",
    "monitor",
    "moon",
    "package",
    "package-plus",
    "palette",
    "panel-right",
    "paperclip",
    "pause",
    "pen-line",
    "pencil",
    "phone",
    "piggy-bank",
    "play",
    "plug",
    "plus",
    "receipt-text",
    "refresh-cw",
    "reply",
    "rocket",
    "rotate-ccw",
    "rotate-cw",
    "route",
    "save",
    "scale",
    "scroll-text",
    "search",
    "send",
    "server",
    "settings",
    "shapes",
    "shield",
    "shield-alert",
    "shield-check",
    "shopping-bag",
    "shopping-cart",
    "sliders-horizontal",
    "smartphone",
    "split",
    "star",
    "sticky-note",
    "store",
    "sun",
    "sun-moon",
    "tag",
    "tags",
    "ticket-percent",
    "timer",
    "trash-2",
    "triangle-alert",
    "truck",
    "undo-2",
    "unlink",
    "upload",
    "user",
    "user-check",
    "user-plus",
    "user-round",
    "user-x",
    "users",
    "wallet-cards",
    "webhook",
    "wifi-off",
    "x",
    "zap",
)
_KNOWN = frozenset(NAMES)


def sprite() -> str:
    """All icons as one SVG file of symbols."""
    symbols = []
    for name in NAMES:
        svg = lucide._load_icon(name)
        drawing = "".join(tostring(node, encoding="unicode") for node in svg)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawing.replace(_XMLNS, "")}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


_XMLNS = ' xmlns="http://www.w3.org/2000/svg"'


def drawing(href: str, name: str, size: int = 16, label: str = "") -> Markup:
    """An icon of 16 or 20 px. It is hidden from screen readers unless it has a label, which is then its name."""
    if name not in _KNOWN:
        raise LookupError(f"No icon {name!r}: add it to goodwill/web/shared/icons.py")
    variant = " icon--20" if size == 20 else ""
    if label:
        words = escape(label)
        return Markup(  # noqa: S704 - the name is one of ours and the label is escaped
            f'<svg class="icon{variant}" role="img" aria-label="{words}"><title>{words}</title><use href="{href}#{name}"/></svg>'
        )
    return Markup(f'<svg class="icon{variant}" aria-hidden="true"><use href="{href}#{name}"/></svg>')  # noqa: S704
