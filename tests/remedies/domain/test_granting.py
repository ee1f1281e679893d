"""What is asked for is weighed, and granted, put up for approval, or denied; once."""

import pytest

from goodwill.activity.models import Activity
from goodwill.commerce.contract import Outcome, Performed, RefundOrder
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import OutboxEntry
from goodwill.remedies.contract import Grantee, Incomplete
from goodwill.remedies.domain import granting
from goodwill.remedies.enums import Effect, RemedyState
from goodwill.remedies.errors import Denied, NeedsSecondFactor
from goodwill.remedies.models import Remedy
from tests.factories.conversations import make_conversation
from tests.factories.stores import euro
from tests.remedies.making import ask, entries, fresh_order, make_order, make_policy, refund, refunded, reserved, tell

pytestmark = pytest.mark.django_db


def test_default_policy_lets_an_agent_give_back_twenty_five_euros(order, world):
    seen = granting.preview(refund(order, "25.00"), Grantee.of(world.agent))

    assert (seen.outcome, seen.rule, seen.problems) == (Effect.ALLOW, "Agents, EUR", ())
    assert seen.sentences == ("Refunds €25.00 to Visa ending in 4242.", "The customer is told by the store.")


def test_granted_refund_is_carried_out_once_and_confirmed_by_the_webhook(order, world, shelf):
    remedy = granting.grant(refund(order, "25.00"), Grantee.of(world.agent))
    assert (remedy.state, entries(remedy), reserved(remedy)) == (RemedyState.SENT, ["granted"], 2500)

    shelf.performed.append(Performed(Outcome.DONE, "Done.", "r1"))
    Worker(name="test").work_off()
    remedy.refresh_from_db()
    assert (remedy.state, remedy.external_id) == (RemedyState.DONE, "r1")
    [(_what, action, key)] = shelf.asked
    assert (type(action), action.amount, key) == (RefundOrder, euro("25.00"), remedy.key)

    for _twice in range(2):
        tell(order.store, refunded("1001", "25.00"))
    remedy.refresh_from_db()
    assert (remedy.state, entries(remedy), reserved(remedy)) == (RemedyState.CONFIRMED, ["granted", "done", "confirmed"], 2500)
    assert len(shelf.asked) == 1


def test_over_the_limit_waits_for_a_lead(order, world):
    seen = granting.preview(refund(order, "25.01"), Grantee.of(world.agent))

    assert (seen.outcome, seen.rule) == (Effect.APPROVE, "Over the limit")
    assert [agent.name for agent in seen.approvers] == ["Ada Lindqvist", "Jonas Weber"]
    why = {passed.row: passed.why for passed in seen.passed_over}["Agents, EUR"]
    assert why == "€25.01 is over its limit: €25.00 is left per order"
    remedy = granting.grant(refund(order, "25.01"), Grantee.of(world.agent))
    assert (remedy.state, entries(remedy), OutboxEntry.objects.filter(topic="remedy").count()) == (RemedyState.ASKED, ["asked"], 0)


def test_limits_count_what_is_under_way(order, world):
    granting.grant(refund(order, "20.00"), Grantee.of(world.agent))

    assert granting.preview(refund(order, "5.00"), Grantee.of(world.agent)).outcome == Effect.ALLOW
    assert granting.preview(refund(order, "5.01"), Grantee.of(world.agent)).outcome == Effect.APPROVE
    second = make_order(order.store, "1002")
    assert granting.preview(refund(second, "25.00"), Grantee.of(world.agent)).outcome == Effect.ALLOW


@pytest.mark.parametrize(
    ("parameters", "problem"),
    [
        ({"amount": {"minor": 100, "currency": "USD"}}, "The order is in EUR, not in USD."),
        ({"amount": {"minor": 10501, "currency": "EUR"}}, "€105.01 is more than the €105.00 that are left of what was paid."),
        ({"lines": {"l9": 1}}, "The order has no line l9."),
        ({"lines": {"l1": 3}}, "Of Fern, 2 are left, not 3."),
        ({"shipping": {"minor": 501, "currency": "EUR"}}, "Shipping was €5.00."),
        ({"lines": {"l1": 1}, "to": "method", "method": "nobody's"}, "The customer has no payment method nobody's."),
    ],
)
def test_impossible_refund_is_denied_with_its_reason_and_kept(order, world, parameters, problem):
    with pytest.raises(Denied) as denied:
        granting.grant(refund(order, parameters=parameters), Grantee.of(world.owner))

    assert denied.value.sentence == problem
    remedy = Remedy.objects.get()
    assert (remedy.state, entries(remedy), remedy.sentence) == (RemedyState.DENIED, ["denied"], problem)


@pytest.mark.parametrize(
    "parameters",
    [{"amount": {"minor": -5, "currency": "EUR"}}, {"amount": "12"}, {"lines": {"l1": "many"}}, {"lines": {"l1": -1}}, {"lines": "l1"}],
)
def test_nonsense_is_incomplete_and_leaves_no_trace(order, world, parameters):
    with pytest.raises(Incomplete):
        granting.grant(refund(order, parameters=parameters), Grantee.of(world.owner))

    assert Remedy.objects.count() == 0


def test_refunds_under_way_are_not_given_back_twice(order, world):
    granting.grant(refund(order, "100.00"), Grantee.of(world.owner))

    seen = granting.preview(refund(order, "5.01"), Grantee.of(world.owner))

    assert seen.problems == ("€5.01 is more than the €5.00 that are left of what was paid.",)


def test_confirmed_refund_is_counted_once(order, world, shelf):
    remedy = granting.grant(refund(order, "100.00"), Grantee.of(world.owner))
    tell(order.store, refunded("1001", "100.00", key=remedy.key))
    remedy.refresh_from_db()

    assert (remedy.state, remedy.external_id) == (RemedyState.CONFIRMED, "r1")
    assert granting.preview(refund(fresh_order(order.store), "5.00"), Grantee.of(world.owner)).problems == ()
    Worker(name="test").work_off()
    assert shelf.asked == []


def test_same_form_sent_twice_asks_once(order, world):
    first = granting.grant(refund(order, "5.00", key="form-12345"), Grantee.of(world.agent))
    second = granting.grant(refund(order, "5.00", key="form-12345"), Grantee.of(world.agent))

    assert (first.pk, Remedy.objects.count(), OutboxEntry.objects.filter(topic="remedy").count()) == (second.pk, 1, 1)
    with pytest.raises(Denied):
        granting.grant(refund(order, "5.00", key="form-12345"), Grantee.of(world.owner))


def test_large_amount_takes_a_second_factor(order, world):
    with pytest.raises(NeedsSecondFactor):
        granting.grant(refund(order, "100.01"), Grantee.of(world.lead))
    assert Remedy.objects.count() == 0

    assert granting.grant(refund(order, "100.01"), Grantee.of(world.lead), is_stepped_up=True).state == RemedyState.SENT


def test_reason_is_asked_for_where_the_rule_wants_one(order, world):
    assert granting.preview(refund(order, "5.00", reason=""), Grantee.of(world.agent)).lacks_reason
    with pytest.raises(Incomplete) as error:
        granting.grant(refund(order, "5.00", reason=""), Grantee.of(world.agent))
    assert error.value.field == "reason"


def test_reader_grants_nothing(order, world):
    with pytest.raises(Denied, match="You may only read"):
        granting.grant(refund(order, "5.00"), Grantee.of(world.reader))


def test_bot_and_customer_stay_within_their_rows(order, world):
    assert granting.preview(refund(order, "10.00"), Grantee.bot()).rule == "Bot, EUR"
    assert granting.preview(refund(order, "10.01"), Grantee.bot()).outcome == Effect.DENY
    assert granting.preview(refund(order, "10.00", reason="damaged"), Grantee.customer()).rule == "Self-service, EUR"
    denied = granting.preview(refund(order, "10.00", reason="goodwill"), Grantee.customer())
    assert denied.sentence == (
        "No rule of the policy allows this. Nearest is “Self-service, EUR”, "
        "but it accepts only these reasons: Arrived broken and Wrong article."
    )


def test_legal_withdrawal_needs_no_generosity(order, world):
    from goodwill.commerce.models import CountryPolicy

    CountryPolicy.objects.create(store=order.store, country="SE", valid_from="2020-01-01", withdrawal_days=14)
    granting.grant(refund(order, "25.00"), Grantee.of(world.agent))

    seen = granting.preview(refund(order, "80.00", reason="withdrawal"), Grantee.of(world.agent))
    assert (seen.outcome, seen.rule) == (Effect.ALLOW, "Right of withdrawal: refund")
    granting.grant(refund(order, "20.00", reason="withdrawal"), Grantee.of(world.agent))
    other = make_order(order.store, "1002")
    assert granting.preview(refund(other, "25.00"), Grantee.of(world.agent)).rule == "Agents, EUR"


def test_grant_shows_on_the_conversation_and_on_the_order(order, world):
    conversation = make_conversation(world.support)
    remedy = granting.grant(refund(order, "5.00", conversation=conversation), Grantee.of(world.agent))

    kinds = ["remedy.granted"]
    assert list(Activity.objects.filter(subject_kind="conversation", kind__startswith="remedy").values_list("kind", flat=True)) == kinds
    told = Activity.objects.get(subject_kind="order", kind__startswith="remedy")
    assert (told.subject_id, told.agent, told.data["remedy"], told.data["value"]) == (
        order.pk,
        world.agent,
        remedy.pk,
        {"minor": 500, "currency": "EUR"},
    )
    assert remedy.customer_id == conversation.customer_id


def test_deny_row_names_itself(order, world):
    make_policy({"name": "No gifts in March", "effect": "deny", "kinds": ["gift"]}, {"name": "All"})
    home = {"line1": "Oak Lane 3", "city": "Lund", "country": "SE"}
    gift = ask("gift", order, {"items": [{"variant": "pot", "quantity": 1}], "address": home})
    with pytest.raises(Denied) as denied:
        granting.grant(gift, Grantee.of(world.owner))

    assert (denied.value.rule, denied.value.sentence) == ("No gifts in March", "The rule “No gifts in March” does not allow this.")
