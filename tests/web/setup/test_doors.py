"""Who gets into which page: every address of signing in and setting up, for every role."""

from datetime import timedelta

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from goodwill.accounts.domain import inviting
from goodwill.accounts.enums import Role
from goodwill.commerce.models import CountryPolicy, HookReceipt, Synchronisation
from goodwill.conversations.models import SavedReply, Tag
from goodwill.core.clock import now
from goodwill.core.models import Job, OutboxEntry
from goodwill.customers.models import BlockedSender
from goodwill.inboxes.models import Inbox, RawMessage, RawState
from goodwill.remedies.domain import drafting_policy, tabling
from goodwill.remedies.models import Budget
from goodwill.web.setup import account_urls, desk_urls
from goodwill.web.shared.middleware import SignedInAgent
from goodwill.workforce.models import AwayReason, RoutingRule, Shift, Skill
from tests.factories.accounts import a_team, an_agent
from tests.factories.stores import a_store, booths

pytestmark = pytest.mark.django_db

OWNERS = {Role.OWNER}
MANAGERS = {Role.OWNER, Role.ADMINISTRATOR}
LEADS = {*MANAGERS, Role.LEAD}
EVERYONE = set(Role)
FOR_LEADS = {
    "overview",
    "saved_replies",
    "new_saved_reply",
    "saved_reply_preview",
    "saved_reply",
    "tags",
    "tag",
    "tag_merge",
    "blocked_senders",
    "blocked_sender",
    "ledger",
    "ledger_file",
    "signals",
    "skills",
    "new_skill",
    "skill",
    "agent_skills",
    "capacity",
    "away_reasons",
    "new_away_reason",
    "away_reason",
    "shifts",
    "shift",
    "shift_copies",
    "shift_table",
    "topics",
    "new_topic",
    "topic",
    "topic_asking",
    "topic_joining",
    "automation_rules",
    "new_automation_rule",
    "automation_rule",
    "automation_rule_position",
    "automation_rule_activity",
    "automation_rule_runs",
    "automation_rule_tests",
    "backtest",
    "macros",
    "new_macro",
    "macro",
    "complaints",
    "complaint_activity",
    "announcements",
    "new_announcement",
    "announcement",
    "announcement_publication",
    "announcement_readers",
    "announcement_readers_file",
    "announcement_reminder",
    "scripts",
    "new_script",
    "script",
    "script_settings",
    "script_publication",
    "script_offer",
    "script_steps",
    "new_script_step",
    "script_step",
    "script_first",
}
# Whoever may look at the policy and the budgets; only owners change them.
CHANGED_BY_OWNERS = {"policy_draft", "policy_activation", "rules", "new_rule", "rule", "rule_position", "budgets", "new_budget", "budget"}
SEEN_BY_MANAGERS = {("GET", "policy_draft"), ("GET", "budgets")}
STORE_PAGES = (
    "store",
    "store_settings",
    "store_activity",
    "store_subscription",
    "store_address",
    "store_history",
    "store_files",
    "store_webhooks",
    "country_policies",
    "new_country_policy",
)
VERBS = ("GET", "POST", "DELETE")


@pytest.fixture(autouse=True)
def shelf():
    with booths() as found:
        yield found


@pytest.fixture
def things() -> dict[str, int | str]:
    """One of everything that an address can name, by the address's name."""
    ada = an_agent(Role.OWNER, "Otto Berg")
    inbox = Inbox.objects.create(kind="email", name="Support", address="support@fernandfable.example")
    raw = RawMessage.objects.create(
        inbox=inbox, body=RawMessage.packed(b"Subject: x\n\n"), size=12, envelope={}, state=RawState.QUARANTINED
    )
    job = Job.objects.create(task="goodwill.nowhere.task", state=Job.State.DEAD)
    outbox = OutboxEntry.objects.create(topic="letter", key="letter:1", state=OutboxEntry.State.FAILED)
    invitation = inviting.invite("teo@fernandfable.example", by=ada)
    reply, tag, sender = (
        SavedReply.objects.create(title="Hello", text="Hello"),
        Tag.objects.create(name="returns"),
        BlockedSender.objects.create(pattern="@spam.example"),
    )
    store = a_store()
    reading = Synchronisation.objects.create(store=store, kind="import", state="stopped")
    country = CountryPolicy.objects.create(store=store, valid_from="2026-01-01")
    draft = drafting_policy.draft(by=ada)
    rule = draft.rules.order_by("position")[0]
    return {
        **dict.fromkeys(STORE_PAGES, store.pk),
        "reading": reading.pk,
        "webhook": HookReceipt.objects.create(store=store, key="k", state="failed").pk,
        "country_policy": country.pk,
        "policy_version": tabling.active().pk,
        "rule": rule.pk,
        "rule_position": rule.pk,
        "budget": Budget.objects.create(name="Late parcels", amount=100, currency="EUR").pk,
        "inbox": inbox.pk,
        "inbox_activity": inbox.pk,
        "guide": "email",
        "agent": ada.pk,
        "agent_activity": ada.pk,
        "agent_sessions": ada.pk,
        "agent_second_factors": ada.pk,
        "invitation": invitation.pk,
        "skill": Skill.objects.create(name="Orchids").pk,
        "agent_skills": ada.pk,
        "away_reason": AwayReason.objects.create(name="Watering").pk,
        "shift": Shift.objects.create(agent=ada, starts_at=now(), ends_at=now() + timedelta(hours=8)).pk,
        "team_routing": a_team("Care").pk,
        "routing_rule": RoutingRule.objects.create(name="Everything").pk,
        "routing_rule_position": RoutingRule.objects.get().pk,
        "team": a_team().pk,
        "saved_reply": reply.pk,
        "tag": tag.pk,
        "tag_merge": tag.pk,
        "blocked_sender": sender.pk,
        "raw_message": raw.pk,
        "raw_source": raw.pk,
        "job": job.pk,
        "unsent": outbox.pk,
    }


def pages(patterns: list[URLPattern | URLResolver] | None = None) -> list[URLPattern]:
    """Every address of setting up, those of included files too."""
    found: list[URLPattern] = []
    for pattern in desk_urls.urlpatterns if patterns is None else patterns:
        found += pages(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern]
    return found


def address(pattern: URLPattern, things: dict[str, int | str]) -> str:
    """Where there is no such thing among ``things``, an address that leads to nothing: the door stands before that."""
    return reverse(f"setup:{pattern.name}", args=[things.get(pattern.name or "", 7_777_777) for _name in pattern.pattern.converters])


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize("verb", VERBS)
def test_setup_page_opens_for_the_roles_of_its_door_alone(client, things, role, verb):
    """Deny by default: a page that is in no list here must be for managers."""
    if role:
        client.force_login(an_agent(role))
    for pattern in pages():
        path = address(pattern, things)
        answer = client.get(path) if verb == "GET" else client.post(path, {"_method": verb} if verb == "DELETE" else {})
        allowed = _allowed(pattern.name or "", verb)
        if role is None:
            assert (answer.status_code, answer.headers.get("Location")) == (302, f"{reverse('account_login')}?next={path}"), path
        elif answer.status_code == 405:
            continue
        elif role in allowed:
            assert answer.status_code in (200, 302, 404, 422), (path, answer.status_code)
        else:
            assert answer.status_code == 403, (path, verb)


def _allowed(name: str, verb: str) -> set[Role]:
    if name in CHANGED_BY_OWNERS and (verb, name) not in SEEN_BY_MANAGERS:
        return OWNERS
    return LEADS if name in FOR_LEADS else MANAGERS


def test_no_visitor_changed_anything_by_knocking(client, things):
    client.force_login(an_agent(Role.READ_ONLY))
    for pattern in pages():
        client.post(address(pattern, things), {"_method": "DELETE"})
        client.post(address(pattern, things), {})
    assert (Tag.objects.count(), SavedReply.objects.count(), BlockedSender.objects.count(), Job.objects.filter(state="dead").count()) == (
        1,
        1,
        1,
        1,
    )
    assert RawMessage.objects.get().state == RawState.QUARANTINED
    assert Inbox.objects.get().is_active
    assert inviting.open_invitations().count() == 1


def test_account_pages_outside_signing_in_ask_for_signing_in(client):
    an_agent(Role.OWNER)
    for pattern in account_urls.urlpatterns:
        if pattern.name in SignedInAgent.SIGNING_IN:
            continue
        path = reverse(pattern.name, args=[1] if pattern.pattern.converters else [])
        assert client.get(path).headers.get("Location") == f"{reverse('account_login')}?next={path}", path


def test_pages_that_nobody_needs_have_no_address(client):
    an_agent(Role.OWNER)
    names = {pattern.name for pattern in account_urls.urlpatterns}
    assert names.isdisjoint(
        {"account_signup", "account_email", "account_confirm_email", "account_email_verification_sent", "account_request_login_code"}
    )
    for path in ("/accounts/signup/", "/account/signup", "/account/signup/", "/account/email"):
        client.force_login(an_agent(name="Kit Reader", email=f"{hash(path)}@example.com"))
        assert client.get(path).status_code == 404, path


def test_every_view_of_setting_up_has_a_door():
    found = pages(get_resolver("goodwill.web.setup.desk_urls").url_patterns)
    assert {getattr(pattern.callback, "door", None) for pattern in found} == {"owners", "managers", "leads"}
