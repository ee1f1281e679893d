"""Scripts are refused until every way through them ends; runs go forward and back, and leave what they learned."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.coaching.domain import running_scripts, walking, writing_scripts
from goodwill.coaching.domain.steps import AUTOMATIC, AnswerType, Kind, Step, Tree, picture, problems
from goodwill.coaching.domain.writing_scripts import NotReady
from goodwill.coaching.errors import Refused, UnusableAnswer
from goodwill.coaching.models import Run
from goodwill.conversations.domain import drafting, saving_replies
from goodwill.conversations.models import Draft, Note, Topic
from tests.coaching.making import a_script, small_tree
from tests.factories.conversations import make_conversation

NAMES = [str(number) for number in range(1, 9)]


@st.composite
def trees(draw: Any) -> Tree:
    """Any steps that lead anywhere."""
    names = NAMES[: draw(st.integers(1, 8))]
    to = st.sampled_from([*names, *names, "", "nowhere"])
    steps = []
    for name in names:
        kind = draw(st.sampled_from(list(Kind)))
        steps.append(
            Step(
                name=name,
                kind=kind,
                text="words",
                next=draw(to),
                field=draw(st.sampled_from(["size", "colour"])),
                type=draw(st.sampled_from([AnswerType.TEXT, AnswerType.SWITCH])),
                cases=tuple((value, draw(to)) for value in ("yes", "no")[: draw(st.integers(0, 2))]),
                conditions=({"name": "complaint"},) if draw(st.booleans()) else (),
                then=draw(to),
                to=draw(to),
                most=draw(st.integers(0, 3)),
            )
        )
    return Tree(tuple(steps))


@st.composite
def likely_trees(draw: Any) -> Tree:
    """Steps that lead onward for the most part, so that many can be published."""
    count = draw(st.integers(2, 8))
    names = NAMES[:count]
    steps = []
    for place, name in enumerate(names[:-1]):
        onward = st.sampled_from([names[place + 1], names[place + 1], *names[place + 1 :]])
        kind = draw(st.sampled_from([Kind.SAY, Kind.ASK, Kind.BRANCH, Kind.CHECK, Kind.AGAIN]))
        steps.append(
            Step(
                name=name,
                kind=kind,
                text="words",
                next=draw(onward),
                field="size",
                type=AnswerType.SWITCH,
                cases=(("yes", draw(onward)),),
                conditions=({"name": "complaint"},),
                then=draw(onward),
                to=draw(st.sampled_from(names[: place + 1])),
                most=draw(st.integers(1, 3)),
            )
        )
    return Tree((*steps, Step(names[-1], Kind.END)))


def walk(tree: Tree, choices: Any) -> int:
    """Walk to an end with any answers; return how many steps it took."""
    answers: dict[str, str] = {}
    bound = (sum(step.most for step in tree.steps if step.kind is Kind.AGAIN) + 1) * (len(tree.steps) + 1)
    path = walking.begin(tree, answers, lambda _step: choices())
    while tree.by_name[path[-1]].kind is not Kind.END:
        step = tree.by_name[path[-1]]
        assert step.kind not in AUTOMATIC
        if step.kind is Kind.ASK:
            answers[step.field] = "yes" if choices() else "no"
        before = path
        path = walking.forward(tree, path, answers, lambda _step: choices())
        assert walking.back(tree, path) == before, "one step back is where one came from"
        assert len(path) <= bound, "it does not end"
    return len(path)


@given(st.one_of(trees(), likely_trees()), st.data())
@settings(max_examples=300)
def test_any_tree_is_refused_or_every_walk_through_it_ends(tree, data):
    if not problems(tree):
        walk(tree, lambda: data.draw(st.booleans()))


@given(likely_trees(), st.data())
@settings(max_examples=100)
def test_of_likely_trees_only_the_unreachable_and_unasked_are_refused(tree, data):
    for problem in problems(tree):
        assert "Nothing leads here" in problem.sentence or "no step asks for" in problem.sentence


@given(trees())
def test_steps_come_back_from_json_as_they_were_and_a_picture_shows_each_once(tree):
    assert Tree.from_json(tree.to_json()) == tree

    def shown(branches):
        for branch in branches:
            if branch.step is not None and not branch.is_repeated:
                yield branch.step.name
            yield from shown(branch.following)

    names = list(shown(picture(tree)))
    assert len(names) == len(set(names))
    reached = tree.reachable()
    assert set(names) <= reached


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ((), "There is no step yet."),
        ((Step("1", Kind.SAY, "Hello"),), "It leads nowhere: choose what comes next."),
        ((Step("1", Kind.SAY, "Hello", next="1"), Step("2", Kind.END)), "It goes round in a circle: 1 → 1."),
        ((Step("1", Kind.END), Step("2", Kind.SAY, "Lost", next="1")), "Nothing leads here."),
        ((Step("1", Kind.ASK, "Size?", next="2", field="Größe"), Step("2", Kind.END)), "Its field needs a name"),
        ((Step("1", Kind.ASK, "Size?", next="2", field="size", type=AnswerType.CHOICE), Step("2", Kind.END)), "two choices at least"),
        ((Step("1", Kind.BRANCH, next="2", field="size", cases=(("a", "2"),)), Step("2", Kind.END)), "that no step asks for"),
        ((Step("1", Kind.AGAIN, to="1", next="2", most=50), Step("2", Kind.END)), "1 to 20 times"),
        ((Step("1", Kind.CHECK, next="2", then="2"), Step("2", Kind.END)), "It has no condition."),
    ],
)
def test_what_stands_against_publishing_is_said_in_words(steps, sentence):
    assert any(sentence in problem.sentence for problem in problems(Tree(steps)))


@pytest.mark.parametrize(
    ("type", "posted", "kept"),
    [
        ("number", " 12,50 ", "12.5"),
        ("number", "100", "100"),
        ("date", "2026-02-28", "2026-02-28"),
        ("switch", "yes", "yes"),
        ("choice", "Large", "Large"),
        ("text", " words ", "words"),
    ],
)
def test_answers_are_kept_in_one_form(type, posted, kept):
    step = Step("1", Kind.ASK, "?", type=AnswerType(type), choices=("Small", "Large"))
    assert walking.answer_of(step, posted) == kept


@pytest.mark.parametrize(
    ("type", "posted"),
    [
        ("number", "many"),
        ("number", "NaN"),
        ("number", "1e400"),
        ("date", "2026-02-30"),
        ("switch", "maybe"),
        ("choice", "Huge"),
        ("text", " "),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(type, posted):
    step = Step("1", Kind.ASK, "?", type=AnswerType(type), choices=("Small", "Large"))
    with pytest.raises(UnusableAnswer):
        walking.answer_of(step, posted)


@pytest.mark.django_db
class TestRuns:
    def test_a_run_follows_the_answers_and_leaves_a_note_a_topic_and_reply_fields(self, world):
        topic = Topic.objects.create(name="Damaged")
        script = a_script(world.lead, topic=str(topic.pk))
        conversation = make_conversation(world.support)
        drafting.save(conversation, world.agent, "half a note of mine", is_note=True)
        run = running_scripts.start(script, conversation, by=world.agent)
        assert running_scripts.start(script, conversation, by=world.agent) == run, "one is begun already"
        run = running_scripts.go_on(run, "1", {}, by=world.agent)
        run = running_scripts.go_on(run, "2", {"answer": "yes"}, by=world.agent)
        assert running_scripts.place_of(run).step.name == "4", "the branch needs nobody"
        run = running_scripts.go_on(run, "4", {"answer": "12,5"}, by=world.agent)
        run = running_scripts.act(run, "5", by=world.agent)
        run = running_scripts.go_on(run, "5", {"items": ["1"]}, by=world.agent)
        run = running_scripts.go_on(run, "6", {}, by=world.agent)
        conversation.refresh_from_db()
        assert run.finished_at is not None
        assert (conversation.topic, conversation.tag_names) == (topic, ["damaged"])
        assert Note.objects.get().text == "\n".join(
            ["Script: Damaged plants", "Did the pot break? – Yes", "How tall is it? – 12.5", "☐ Look at the photo", "☑ Say sorry"]
        )
        assert run.note == Note.objects.get()
        assert Draft.objects.get().text == "half a note of mine"
        values = saving_replies.values_for(conversation, world.agent)
        filled = saving_replies.fill("{{ script.height }} cm, {{ script.unknown }}", values)
        assert (filled.text, filled.missing) == ("12.5 cm, {{ script.unknown }}", ("script.unknown",))
        assert saving_replies.unknown_variables("{{ script.anything }} {{ scripts.x }}") == ["scripts.x"]

    def test_back_shows_the_answer_and_another_way_forgets_the_first(self, world):
        script, conversation = a_script(world.lead), make_conversation(world.support)
        run = running_scripts.start(script, conversation, by=world.agent)
        for at, posted in (("1", {}), ("2", {"answer": "yes"}), ("4", {"answer": "30"})):
            run = running_scripts.go_on(run, at, posted, by=world.agent)
        run = running_scripts.go_back(running_scripts.go_back(run))
        place = running_scripts.place_of(run)
        assert (place.step.name, place.answer, place.has_before) == ("2", "yes", True)
        run = running_scripts.go_on(run, "2", {"answer": "no"}, by=world.agent)
        assert running_scripts.place_of(run).step.kind is Kind.END
        assert running_scripts.summary(run) == [("Did the pot break?", "No")]

    def test_a_wrong_answer_or_an_old_page_changes_nothing(self, world):
        run = running_scripts.start(a_script(world.lead), make_conversation(world.support), by=world.agent)
        run = running_scripts.go_on(run, "1", {}, by=world.agent)
        with pytest.raises(UnusableAnswer):
            running_scripts.go_on(run, "2", {"answer": ""}, by=world.agent)
        assert running_scripts.go_on(run, "1", {}, by=world.agent).path == ["1", "2"]

    def test_a_run_survives_a_newer_version(self, world):
        script, conversation = a_script(world.lead), make_conversation(world.support)
        run = running_scripts.start(script, conversation, by=world.agent)
        writing_scripts.put(script, Step("1", Kind.SAY, "Quite another greeting", next="6"), by=world.lead)
        for name in ("2", "3", "4", "5"):
            writing_scripts.remove(script, name, by=world.lead)
        writing_scripts.publish(script, by=world.lead)
        run = running_scripts.go_on(run, "1", {}, by=world.agent)
        assert running_scripts.place_of(run).step.text == "Did the pot break?"
        other = running_scripts.start(script, make_conversation(world.support, sender=("x@post.example", "X")), by=world.agent)
        assert running_scripts.place_of(other).step.text == "Quite another greeting"

    def test_abandoned_runs_leave_nothing(self, world):
        conversation = make_conversation(world.support)
        run = running_scripts.start(a_script(world.lead), conversation, by=world.agent)
        running_scripts.abandon(run, by=world.agent)
        assert Note.objects.count() == 0
        assert running_scripts.unfinished(conversation, world.agent) == []
        assert Run.objects.get().is_abandoned

    def test_a_draft_is_edited_and_only_a_sound_one_published(self, world):
        script = writing_scripts.write({"name": "New"}, by=world.lead)
        with pytest.raises(NotReady):
            writing_scripts.publish(script, by=world.lead)
        writing_scripts.put(script, Step("1", Kind.SAY, "Hello"), by=world.lead)
        writing_scripts.put(script, Step("2", Kind.END), after="1", by=world.lead)
        writing_scripts.put(script, Step("3", Kind.SAY, "In between"), after="1", by=world.lead)
        tree = Tree.from_json(writing_scripts.draft_of(script).steps)
        assert [(step.name, step.next) for step in tree.steps] == [("1", "3"), ("3", "2"), ("2", "")]
        first = writing_scripts.publish(script, by=world.lead)
        with pytest.raises(Refused, match="Nothing was changed"):
            writing_scripts.publish(script, by=world.lead)
        writing_scripts.remove(script, "3", by=world.lead)
        draft = writing_scripts.draft_of(script)
        assert (draft.number, draft.published_at, first.number) == (2, None, 1)
        assert [(step["name"], step.get("next", "")) for step in draft.steps] == [("1", "2"), ("2", "")]
        script.refresh_from_db()
        assert script.published == first

    def test_a_script_that_is_not_offered_is_not_begun(self, world):
        script = a_script(world.lead)
        writing_scripts.set_active(script, False, by=world.lead)
        with pytest.raises(Refused):
            running_scripts.start(script, make_conversation(world.support), by=world.agent)
        assert problems(small_tree()) == []
