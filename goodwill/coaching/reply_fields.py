"""What saved replies may name of the answers that were given in scripts: ``{{ script.order_size }}``."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from goodwill.coaching.domain import walking
from goodwill.coaching.domain.running_scripts import tree_of
from goodwill.coaching.models import Run
from goodwill.conversations.models import Conversation

PREFIX = "script."
LISTED = "script.field"
NAME = re.compile(r"script\.[a-z][a-z_]{0,39}")


class _Answers(Mapping[str, tuple[Any, Any]]):
    """Any field of any script: people name them. One stands in the list for all."""

    _one = (gettext_lazy("an answer that was given in a script, by the name of its field"), gettext_lazy("two metres"))

    def __getitem__(self, name: str) -> tuple[Any, Any]:
        if not NAME.fullmatch(name):
            raise KeyError(name)
        return self._one

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and NAME.fullmatch(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter([LISTED])

    def __len__(self) -> int:
        return 1


FIELDS = _Answers()


def values(conversation: Conversation) -> Mapping[str, str]:
    """The answers of all runs here, in words; of several to one field the newest."""
    found: dict[str, str] = {}
    for run in Run.objects.filter(conversation=conversation, is_abandoned=False).select_related("version").order_by("id"):
        for step in walking.asked(tree_of(run), run.path):
            if answer := run.answers.get(step.field, ""):
                found[PREFIX + step.field] = walking.in_words(step, answer)
    return found
