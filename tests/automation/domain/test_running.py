from goodwill.automation.models import Run
from tests.factories.automation import make_rule, says, tag, work_off
from tests.factories.conversations import fresh, make_conversation


def test_rule_acts_on_a_message_that_fits(world):
    make_rule(tag("fern"), conditions=[says("fern")])
    fits, other = make_conversation(world.support, "Where is my fern?"), make_conversation(world.support, "Hello")
    work_off()
    assert (fresh(fits).tag_names, fresh(other).tag_names) == (["fern"], [])
    run = Run.objects.get()
    assert (run.conversation, run.outcome, run.steps["actions"][0]["sentence"]) == (fits, "done", "Tagged fern.")
