"""Writing scripts over HTTP: steps of every kind, what stands against publishing, and the tree."""

import pytest

from goodwill.coaching.domain import writing_scripts
from goodwill.coaching.domain.steps import Kind, Tree
from goodwill.coaching.models import Script
from tests.coaching.making import a_script
from tests.factories.fixtures import posted, world  # noqa: F401


@pytest.fixture
def lead(world, client):  # noqa: F811
    client.force_login(world.lead)
    return client


def tree_of(script):
    return Tree.from_json(writing_scripts.draft_of(script).steps)


def test_a_script_is_written_step_by_step_and_published(lead):
    here = lead.post("/setup/scripts", {"name": "Greeting", "setting": "call"}).headers["Location"]
    script = Script.objects.get()
    steps = f"{here}/steps"
    lead.post(steps, {"kind": "say", "text": "Hello"})
    lead.post(steps, {"kind": "ask", "after": "1", "text": "Large?", "field": "large", "type": "switch", "is_required": "on"})
    lead.post(steps, {"kind": "end", "after": "2"})
    lead.post(steps, {"kind": "say", "after": "3", "text": "It comes by van.", "next": "3"})
    lead.post(steps, {"kind": "branch", "after": "2", "field": "large", "case_0": "yes", "way_0": "4", "next": "3"})
    lead.post(
        steps,
        {"kind": "do", "after": "4", "text": "", "items": "Ask for the floor\nNote it", "action": "tag", "value_tag": "van", "next": "3"},
    )
    text = lead.get(here).content.decode()
    assert "it can be published" in text
    assert [(step.name, step.kind.value, step.next) for step in tree_of(script).steps] == [
        ("1", "say", "2"),
        ("2", "ask", "5"),
        ("5", "branch", "3"),
        ("3", "end", ""),
        ("4", "say", "6"),
        ("6", "do", "3"),
    ]
    assert tree_of(script).by_name["6"].value == "van"
    lead.post(f"{here}/publication")
    script.refresh_from_db()
    assert script.published is not None


def test_what_stands_against_publishing_is_listed_with_its_step(lead):
    here = lead.post("/setup/scripts", {"name": "Greeting", "setting": "any"}).headers["Location"]
    lead.post(f"{here}/steps", {"kind": "say", "text": "Hello"})
    text = lead.get(here).content.decode()
    assert "It leads nowhere: choose what comes next." in text
    assert "There is no end." in text
    answer = lead.post(f"{here}/publication", follow=True)
    assert "The script is not ready" in answer.content.decode()


def test_conditions_of_a_check_are_put_together_and_kept(lead, world):  # noqa: F811
    script = a_script(world.lead)
    here = f"/setup/scripts/{script.pk}/steps"
    text = lead.post(here, {"kind": "check", "after": "1", "text": "A complaint?", "add": "1", "condition": "complaint"}).content.decode()
    assert "A complaint?" in text
    sent = {"kind": "check", "after": "1", "then": "6", "next": "2", "condition-0-name": "words", "condition-0-words": "broken"}
    lead.post(here, sent)
    step = tree_of(script).by_name["7"]
    assert (step.kind, step.then, step.next, step.conditions) == (Kind.CHECK, "6", "2", ({"name": "words", "words": ["broken"]},))
    assert "broken" in lead.get(f"{here}/7").content.decode()


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.END])
def test_every_kind_of_step_has_its_form_and_errors_lose_nothing(lead, world, kind):  # noqa: F811
    script = a_script(world.lead)
    assert lead.get(f"/setup/scripts/{script.pk}/new-step?kind={kind.value}&after=1").status_code == 200
    answer = lead.post(f"/setup/scripts/{script.pk}/steps", {"kind": kind.value, "text": "kept words", "field": "Größe", "next": "99"})
    assert answer.status_code == 422
    assert "kept words" in answer.content.decode() or kind in (Kind.BRANCH, Kind.AGAIN)


def test_a_step_is_changed_removed_and_made_the_first(lead, world):  # noqa: F811
    script = a_script(world.lead)
    here = f"/setup/scripts/{script.pk}"
    for step in tree_of(script).steps:
        assert lead.get(f"{here}/steps/{step.name}").status_code == 200
    lead.post(f"{here}/steps/1", {"text": "Good day.", "next": "2"})
    lead.post(f"{here}/steps/5", {"_method": "DELETE"})
    lead.post(f"{here}/steps/2/first")
    tree = tree_of(script)
    assert [step.name for step in tree.steps] == ["2", "1", "3", "4", "6"]
    assert tree.by_name["1"].text == "Good day."
    assert tree.by_name["4"].next == "6"
    assert "Nothing leads here" in lead.get(here).content.decode()


def test_settings_and_offer_change(lead, world):  # noqa: F811
    script = a_script(world.lead)
    here = f"/setup/scripts/{script.pk}"
    lead.post(f"{here}/settings", {"name": "Broken plants", "setting": "chat"})
    lead.post(f"{here}/offer", {"_method": "DELETE"})
    script.refresh_from_db()
    assert (script.name, script.setting, script.is_active) == ("Broken plants", "chat", False)
    assert "Broken plants" in lead.get("/setup/scripts").content.decode()
    assert lead.get(f"{here}/steps/no-such").status_code == 404
    assert lead.get(f"{here}/new-step?kind=odd").status_code == 404
