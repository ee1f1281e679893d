"""Which parts of a message are its words and which are files (after RFC 8621, section 4.1.4)."""

from dataclasses import dataclass, field

from goodwill.channels.email.mime.tree import Part

_TEXTS = frozenset({"text/plain", "text/html"})
_INLINE_MEDIA = ("image/", "audio/", "video/")


@dataclass(slots=True)
class Bodies:
    """Parts in reading order. ``texts`` and ``htmls`` are two versions of the same words; either may hold both types."""

    texts: list[Part] = field(default_factory=list)
    htmls: list[Part] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)
    containers: set[str] = field(default_factory=set)


def choose_bodies(root: Part) -> Bodies:
    """Sort the leaves of the tree; ``containers`` names the multipart types that were met."""
    bodies = Bodies()
    if root.content_type.startswith("multipart/") and not root.children:
        _take_leaf(bodies, root, 0, "mixed", None)
    else:
        _walk(bodies, [root], "mixed", None)
    return bodies


def _walk(bodies: Bodies, parts: list[Part], kind: str, wanted: str | None) -> None:
    """``wanted`` is the one type of words still to be taken inside an alternative ("" both, None: not in one)."""
    for index, part in enumerate(parts):
        if part.content_type.startswith("multipart/") and part.children:
            bodies.containers.add(part.content_type)
            _descend(bodies, part, wanted)
        else:
            _take_leaf(bodies, part, index, kind, wanted)


def _descend(bodies: Bodies, part: Part, wanted: str | None) -> None:
    kind = part.content_type.partition("/")[2]
    if kind != "alternative":
        _walk(bodies, part.children, kind, wanted)
        return
    texts, htmls = len(bodies.texts), len(bodies.htmls)
    _walk(bodies, part.children, kind, "")
    if len(bodies.texts) == texts:
        bodies.texts += [found for found in bodies.htmls[htmls:] if found.content_type in _TEXTS]
    elif len(bodies.htmls) == htmls:
        bodies.htmls += [found for found in bodies.texts[texts:] if found.content_type in _TEXTS]


def _take_leaf(bodies: Bodies, part: Part, index: int, kind: str, wanted: str | None) -> None:
    if not _is_words(part, index, kind):
        bodies.files.append(part)
    elif kind == "alternative" or wanted is not None:
        (bodies.htmls if part.content_type == "text/html" else bodies.texts).append(part)
    else:
        bodies.texts.append(part)
        bodies.htmls.append(part)


def _is_words(part: Part, index: int, kind: str) -> bool:
    if part.content_type.startswith("multipart/"):
        return True
    if part.content_type not in _TEXTS or part.disposition == "attachment":
        return False
    if index == 0:
        return True
    return kind != "related" and not has_name(part)


def has_name(part: Part) -> bool:
    return bool(part.disposition_parameters.get("filename") or part.parameters.get("name"))
