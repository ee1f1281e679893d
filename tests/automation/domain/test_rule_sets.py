"""Whatever rules somebody puts together: they come to rest, and run in one order."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.automation.domain import guarding
from goodwill.automation.models import Rule, Run
from goodwill.conversations.domain import describing, resolving
from goodwill.conversations.models import Conversation
from tests.factories.automation import make_rule, work_off
from tests.factories.conversations import assert_derived_right, fresh, make_conversation

WORDS = ("a", "b")
STATUSES = ("open", "pending", "resolved")
actions = st.one_of(
    st.builds(lambda word: {"name": "tag", "tags": [word]}, st.sampled_from(WORDS)),
    st.builds(lambda word: {"name": "untag", "tags": [word]}, st.sampled_from(WORDS)),
    st.builds(lambda status: {"name": "set_status", "status": status}, st.sampled_from(STATUSES)),
    st.builds(lambda value: {"name": "set_priority", "priority": value}, st.sampled_from("1234")),
    st.just({"name": "add_note", "text": "noted"}),
)
triggers = st.one_of(
    st.just(("any_activity", {"kinds": []})),
    st.just(("tagged", {"tags": []})),
    st.just(("status_changed", {"statuses": []})),
    st.just(("note_added", {})),
    st.just(("message_received", {})),
)
conditions = st.one_of(
    st.builds(lambda word, no: {"name": "tag", "tags": [word], "not": no}, st.sampled_from(WORDS), st.booleans()),
    st.builds(lambda status: {"name": "status", "statuses": [status]}, st.sampled_from(STATUSES)),
)
rule_sets = st.lists(
    st.fixed_dictionaries(
        {
            "trigger": triggers,
            "actions": st.lists(actions, min_size=1, max_size=3),
            "conditions": st.lists(conditions, max_size=1),
            "follows_rules": st.booleans(),
            "stops": st.booleans(),
        }
    ),
    min_size=1,
    max_size=4,
)
deeds = st.lists(st.sampled_from(["tag", "resolve", "reopen"]), min_size=1, max_size=2)


def run_all(world, rules, done) -> tuple[list[tuple[str, str, int]], Conversation]:
    for number, rule in enumerate(rules):
        trigger, parameters = rule["trigger"]
        columns = {name: rule[name] for name in ("conditions", "follows_rules", "stops")}
        make_rule(*rule["actions"], trigger=trigger, trigger_parameters=parameters, name=f"R{number}", **columns)
    conversation = make_conversation(world.support)
    for deed in done:
        current = fresh(conversation)
        try:
            match deed:
                case "tag":
                    describing.tag(current, "a", by=world.agent)
                case "resolve":
                    resolving.resolve(current, by=world.agent)
                case "reopen":
                    resolving.reopen(current, by=world.agent)
        except resolving.AlreadySo:
            pass
        rounds = 0
        while work_off():
            rounds += 1
            assert rounds <= 2 * guarding.DEEPEST + 2, "the rules go round and round"
    runs = list(Run.objects.order_by("id").values_list("rule_name", "outcome", "depth"))
    return runs, fresh(conversation)


def forget() -> None:
    Run.objects.all().delete()
    Rule.objects.all().delete()


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rules=rule_sets, done=deeds)
def test_every_set_of_rules_comes_to_rest_and_runs_in_one_order(world, rules, done):
    forget()
    first, one = run_all(world, rules, done)
    by_rule = {name: sum(run[0] == name and run[1] in ("done", "partly") for run in first) for name, *_rest in first}
    assert all(count <= 3 for count in by_rule.values())
    assert all(depth <= guarding.DEEPEST + 1 for _name, _outcome, depth in first)
    forget()
    second, other = run_all(world, rules, done)
    assert second == first
    assert (one.tag_names, one.status, one.priority) == (other.tag_names, other.status, other.priority)
    assert_derived_right()
