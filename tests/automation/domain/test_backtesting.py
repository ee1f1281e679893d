"""Back-tests: where a rule would have run in the past, as things were then, without doing anything."""

from datetime import UTC, datetime, timedelta

import pytest

from goodwill.accounts.errors import NotAllowed
from goodwill.activity.models import Activity, Notice
from goodwill.automation.domain import backtesting
from goodwill.automation.enums import BackTestState
from goodwill.automation.models import BackTest, Run
from goodwill.conversations.domain import assigning, describing, linking_orders, resolving
from goodwill.conversations.models import Message
from goodwill.core.clock import now, pretending
from goodwill.core.models import OutboxEntry
from goodwill.remedies.models import LedgerEntry, Remedy
from tests.factories.automation import make_rule, says, tag, work_off
from tests.factories.conversations import fresh, make_conversation, make_message, make_reply
from tests.remedies.making import make_order, make_store

TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def days_ago(number: float):
    return pretending(TODAY - number * DAY)


def try_out(rule, **options):
    with days_ago(0):
        return backtesting.backtest(rule, **options)


def test_back_test_finds_where_it_would_have_run_and_counts_by_day(world):
    with days_ago(100):
        make_conversation(world.support, "fern, too old")
    with days_ago(80):
        one = make_conversation(world.support, "fern")
    with days_ago(10):
        two = make_conversation(world.support, "a fern")
        make_conversation(world.support, "hello", subject="hello")
    rule = make_rule(tag("fern"), conditions=[says("fern")], on=False)
    before = (Activity.objects.count(), Message.objects.count(), OutboxEntry.objects.count())
    test = try_out(rule)
    assert (test.state, test.seen, test.matched, test.conversations, test.percent) == (BackTestState.DONE, 3, 2, 2, 100)
    assert test.per_day == {"2026-09-01": [1, 1], "2026-11-10": [2, 1]}
    hits = [(hit.conversation, hit.at, hit.steps["actions"][0]["sentence"]) for hit in test.hits.all()]
    assert hits == [(one, TODAY - 80 * DAY, "Tags it fern."), (two, TODAY - 10 * DAY, "Tags it fern.")]
    assert test.per_action == {"0": 2}
    assert (Activity.objects.count(), Message.objects.count(), OutboxEntry.objects.count()) == before
    assert (Run.objects.count(), Notice.objects.count(), fresh(one).tag_names) == (0, 0, [])


def test_conversation_is_looked_at_as_it_was_then(world):
    with days_ago(10):
        message = make_message(world.support, "fern")
        conversation = message.conversation
        describing.tag(conversation, "early", by=world.agent)
    with days_ago(9):
        make_message(world.support, "fern again", references=[message.external_id])
    with days_ago(8):
        describing.tag(conversation, "late", by=world.agent)
        describing.untag(conversation, "early", by=world.agent)
        describing.prioritise(conversation, 4, by=world.agent)
        assigning.assign(conversation, world.agent, by=world.lead)
        resolving.resolve(conversation, by=world.agent)
    seen = {}
    for name, condition in {
        "early": {"name": "tag", "tags": ["early"]},
        "late": {"name": "tag", "tags": ["late"]},
        "open": {"name": "status", "statuses": ["open"]},
        "urgent": {"name": "priority", "priorities": ["4"]},
        "assigned": {"name": "assigned"},
        "first": {"name": "first_message"},
        "second": {"name": "message_count", "count": 2},
    }.items():
        seen[name] = try_out(make_rule(tag("x"), conditions=[condition], on=False)).matched
    assert seen == {"early": 1, "late": 0, "open": 2, "urgent": 0, "assigned": 0, "first": 1, "second": 1}


def test_facts_that_are_todays_are_named(world):
    with days_ago(1):
        make_conversation(world.support)
    rule = make_rule(tag("x"), conditions=[{"name": "order_count", "count": 0}, says("fern")], on=False)
    assert try_out(rule).unknown == ["account", "order_count"]


def test_remedies_are_judged_and_none_is_given(world, booth):
    with days_ago(1):
        conversation = make_conversation(world.support)
    linking_orders.link(conversation, make_order(make_store()), by=world.agent)
    give = {"name": "remedy", "kind": "credit", "amount": {"minor": 500, "currency": "EUR"}, "reason": "goodwill"}
    much = {**give, "amount": {"minor": 50_000, "currency": "EUR"}}
    steps = try_out(make_rule(give, much, on=False)).hits.get().steps["actions"]
    assert [step["problem"] for step in steps] == [False, True]
    assert "Bot, EUR" in steps[0]["limit"]
    assert (Remedy.objects.count(), LedgerEntry.objects.count()) == (0, 0)


def test_rules_on_time_are_tried_on_the_waits_of_the_past(world):
    with days_ago(20):
        waited = make_conversation(world.support)
        answered = make_conversation(world.support)
    with days_ago(19):
        make_reply(answered, world.agent)
    with days_ago(15):
        make_reply(waited, world.agent)
    with days_ago(1):
        make_conversation(world.support)
    rule = make_rule(tag("late"), trigger="no_answer", trigger_parameters={"hours": 48, "calendar": ""}, on=False)
    test = try_out(rule)
    assert [(hit.conversation, hit.at) for hit in test.hits.all()] == [(waited, TODAY - 18 * DAY)]
    assert (test.state, test.matched) == (BackTestState.DONE, 1)


def test_back_test_runs_as_a_job_in_batches_and_goes_on_after_a_stop(world, monkeypatch):
    monkeypatch.setattr(backtesting, "BATCH", 2)
    with days_ago(5):
        for _number in range(5):
            make_conversation(world.support, "fern")
    rule = make_rule(tag("x"), on=False)
    with days_ago(0):
        test = backtesting.start(rule, by=world.lead)
        assert backtesting.step(test.pk) is True
        test.refresh_from_db()
        assert (test.state, test.seen) == (BackTestState.RUNNING, 2)
        assert 0 < test.percent < 100
    work_off()
    test.refresh_from_db()
    assert (test.state, test.seen, test.matched, test.conversations) == (BackTestState.DONE, 5, 5, 5)


def test_cancelled_back_test_stops_and_a_broken_one_says_so(world, monkeypatch):
    make_conversation(world.support)
    rule = make_rule(tag("x"), on=False)
    test = backtesting.start(rule, by=world.lead)
    backtesting.cancel(test, by=world.lead)
    work_off()
    test.refresh_from_db()
    assert (test.state, test.seen) == (BackTestState.CANCELLED, 0)
    other = backtesting.start(rule, by=world.lead)
    monkeypatch.setattr(backtesting.compiling, "compile_rule", lambda row: 1 / 0)
    work_off()
    other.refresh_from_db()
    assert (other.state, other.problem) == (BackTestState.FAILED, "It failed unexpectedly (ZeroDivisionError).")


def test_only_leads_try_rules(world):
    rule = make_rule(tag("x"), on=False)
    with pytest.raises(NotAllowed):
        backtesting.start(rule, by=world.agent)
    assert not BackTest.objects.exists()


def test_past_is_what_a_rule_that_ran_all_along_would_have_seen(world):
    """The same events live and in the back-test: the same conversations."""
    rule = make_rule(tag("seen"), conditions=[says("fern"), {"name": "tag", "tags": ["seen"], "not": True}])
    for text in ("fern", "pot", "a fern"):
        make_conversation(world.support, text, subject="hello")
        work_off()
    ran = set(Run.objects.filter(outcome="done").values_list("conversation", flat=True))
    test = backtesting.backtest(rule)
    assert set(test.hits.values_list("conversation", flat=True)) == ran
    assert len(ran) == 2
    assert test.until <= now()
