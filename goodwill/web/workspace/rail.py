"""The workspace's places in the rail, with how many conversations wait in each."""

from collections.abc import Mapping, Sequence

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from markupsafe import Markup

from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_answer, may_lead
from goodwill.activity.models import Notice
from goodwill.conversations import listing
from goodwill.conversations.models import Mention
from goodwill.core.rows import Prepared
from goodwill.remedies.models import Approval
from goodwill.web.shared.rail import Group, Place, marks
from goodwill.web.workspace.presenting import presence
from goodwill.web.workspace.showing import known

MOST_MENTIONS = 99


def groups(request: HttpRequest, agent: Agent) -> list[Group]:
    here = known(request)
    counts = listing.counts(agent, here.scope)
    path, view = request.path, request.GET.get("view") or "open"
    in_list = path.startswith("/conversations/")

    def listed(
        key: str, label: str, icon: str, count: int | None = None, go: str = "", *, is_wide_only: bool = False, mark: str = ""
    ) -> Place:
        return Place(label, f"/conversations/?view={key}", icon, "", go, is_wide_only, count, in_list and view == key, mark)

    def each(kind: str, icon: str, named: Sequence[tuple[int, str]], counted: Mapping[int, int]) -> tuple[Place, ...]:
        numbered = zip(named, marks([name for _pk, name in named]), strict=True)
        return tuple(listed(f"{kind}-{pk}", name, icon, counted.get(pk), is_wide_only=True, mark=mark) for (pk, name), mark in numbered)

    def page(label: str, href: str, icon: str, go: str = "", *, is_wide_only: bool = False, count: int | None = None) -> Place:
        return Place(label, href, icon, href, go, is_wide_only, count, path.startswith(href))

    (mentions, notices), questions = _UNSEEN.first(agent.pk), _questions(agent)
    found = [
        Group(
            (
                page(_("My day"), "/day", "sun", "t", is_wide_only=True),
                *([page(_("Live board"), "/board", "monitor", "b", is_wide_only=True)] if may_lead(agent) else []),
                page(_("Search"), "/search", "search", "s"),
                page(_("Notices"), "/notices/", "bell", "n", count=notices),
                page(_("Mentions"), "/mentions", "at-sign", "m", is_wide_only=True, count=mentions),
                page(_("Announcements"), "/announcements/", "megaphone", is_wide_only=True),
                page(_("Articles"), "/articles/", "book-open", is_wide_only=True),
                *([page(_("Approvals"), "/approvals/", "shield-check", "v", count=questions)] if may_answer(agent) else []),
            ),
            order=5,
        ),
        Group(
            (
                listed("open", _("Open"), "inbox", counts.by_status["open"], "o"),
                listed("mine", _("Mine"), "user-round", counts.mine, "i"),
                listed("due", _("Due"), "timer", None, "d", is_wide_only=True),
                listed("unassigned", _("Unassigned"), "circle", counts.unassigned, "u", is_wide_only=True),
                listed("pending", _("Pending"), "clock", counts.by_status["pending"], "p", is_wide_only=True),
                listed("snoozed", _("Snoozed"), "alarm-clock", counts.by_status["snoozed"], "z", is_wide_only=True),
                listed("resolved", _("Resolved"), "circle-check", None, "r", is_wide_only=True),
                listed("closed", _("Closed"), "lock", None, "", is_wide_only=True),
            ),
            _("Conversations"),
            order=10,
        ),
    ]
    if len(here.inboxes) > 1:
        found.append(Group(each("inbox", "mail", here.inboxes, counts.by_inbox), _("Inboxes"), order=20))
    if here.people.teams:
        found.append(Group(each("team", "users", here.people.teams, counts.by_team), _("Teams"), order=30))
    found.append(Group((page(_("Customers"), "/customers/", "circle-user-round", "c"),), order=40))
    return found


def foot(request: HttpRequest, agent: Agent) -> Markup:
    """The switch of one's own presence, for those who answer customers."""
    if not may_answer(agent):
        return Markup()
    context = {"presence": presence.of_agent(agent)}
    return Markup(render_to_string("workspace/presence/_foot.html", context, request))  # noqa: S704 - drawn by an escaping template of ours


def _questions(agent: Agent) -> int:
    """How many open questions wait for this agent's answer."""
    rows = [row for row in _OPEN.all() if row[2] != agent.pk] if may_answer(agent) else []
    if all(agent.role in roles for roles, _teams, _asker in rows):
        return len(rows)
    teams = set(agent.teams.values_list("pk", flat=True))
    return sum(agent.role in roles or not teams.isdisjoint(asked) for roles, asked, _asker in rows)


def _unseen(model: type[Mention | Notice]) -> Coalesce:
    """How many of these the agent has not seen; an index has those alone."""
    rows = model.objects.filter(agent_id=OuterRef("pk"), seen_at=None).order_by().values("agent_id")
    return Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), 0)


_UNSEEN = Prepared(lambda agent: Agent.objects.filter(pk=agent).values_list(_unseen(Mention), _unseen(Notice)), int)
_OPEN = Prepared(
    lambda: Approval.objects.filter(is_open=True).order_by("expires_at").values_list("roles", "teams", "remedy__agent_id")[:MOST_MENTIONS]
)
