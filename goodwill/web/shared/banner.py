"""What stands above every page of the desk until it is dealt with: each face names its own in ``banner.py``, found by name."""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest
from markupsafe import Markup

from goodwill.accounts.models import Agent
from goodwill.core.found import modules

Banner = Callable[[HttpRequest, Agent], Markup]


@cache
def _faces() -> tuple[Banner, ...]:
    faces = modules("banner", within="goodwill.web").values()
    return tuple(face.banner for face in faces if face.__name__ != __name__)


def banner(request: HttpRequest, agent: Agent) -> Markup:
    return Markup().join(face(request, agent) for face in _faces())
