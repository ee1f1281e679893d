"""A rule written, tried on the past, switched on and seen acting; a macro with a refund, tried and then used."""

import pytest

pytestmark = pytest.mark.browser

WORK_OFF = """
    from goodwill.core.jobs.worker import Worker
    result = Worker().work_off()
"""


def test_rule_is_written_tried_on_the_past_switched_on_and_seen_acting(desk, person):
    before = desk.mail("The pot arrived broken.", name="Greta Lind", address="greta@post.example", subject="A pot in pieces")
    desk.mail("When do you open?", name="Kit Reader", address="kit@post.example", subject="Opening hours")
    ada = person("Ada").goes_to("/setup/automation/rules/new")
    ada.page.get_by_label("Name").fill("Broken goods go to Orders")
    choices = ada.page.locator("#parts-all")
    choices.get_by_label("Another condition").select_option("words")
    choices.get_by_role("button", name="Add it").click()
    choices.get_by_label("One of").fill("broken, in pieces")
    for action, label, value in (("tag", "Tags", "broken"), ("assign_team", "Team", None)):
        ada.page.locator("#id_action").select_option(action)
        ada.page.locator("#parts-action").get_by_role("button", name="Add it").click()
        field = ada.page.locator("#parts-action").get_by_label(label, exact=True)
        field.fill(value) if value else field.select_option("Orders")
    ada.finds_no_barrier()
    ada.clicks("Save the rule")
    ada.sees("When a message comes in, and it says broken or in pieces: tag it broken; then hand it to Orders.")
    ada.clicks("What would it have done?", "link")
    ada.clicks("Try it")
    ada.sees("Looking through the past")
    desk.installation.python(WORK_OFF)
    ada.sees("conversation it would have touched")
    ada.sees(f"#{before} A pot in pieces", "#test")
    ada.sees("Tags it broken.", "#test")
    ada.sees_not("Opening hours", "#test")
    ada.finds_no_barrier()
    ada.page.get_by_text("The same as a table").click()
    ada.finds_no_barrier()
    ada.clicks("Switch “Broken goods go to Orders” on")
    ada.sees("is on, for what happens from now on.")
    assert desk.conversation(before)["tags"] == []
    number = desk.mail("My fern arrived broken.", name="Elin Berg", address="elin@post.example", subject="A fern")
    desk.installation.python(WORK_OFF)
    mira = person("Mira").opens(number)
    mira.sees("The rule “Broken goods go to Orders” ran", "#timeline")
    mira.page.locator("#timeline").get_by_role("link", name="The rule “Broken goods go to Orders” ran").click()
    mira.sees("it says broken or in pieces", "#panel")
    mira.sees("Handed to Orders.", "#panel")
    mira.finds_no_barrier()
    assert desk.conversation(number)["tags"] == ["broken"]
    ada.clicks("What it did", "link")
    ada.sees(f"#{number} A fern")


def test_macro_with_a_refund_is_tried_then_used_for_real(desk, person):
    desk.installation.python("""
        from goodwill.accounts.models import Agent
        from goodwill.automation.domain import macros
        from tests.factories.practice import a_practice_store, an_order
        an_order(a_practice_store(), "1001")
        refund = {"name": "remedy", "kind": "refund", "amount": {"minor": 400, "currency": "EUR"}, "reason": "damaged"}
        text = "Dear {{ customer.first_name }}, you get {{ remedy.last.amount }} back."
        columns = {"name": "Broken: money back", "text": text, "actions": [refund, {"name": "tag", "tags": ["refunded"]}]}
        macros.create(columns, by=Agent.objects.get(role="owner"))
        result = None
    """)
    number = desk.mail("One pot of #1001 arrived broken.", name="Greta Lind", address="greta@post.example", subject="Broken pot")
    granted = f"""
        from goodwill.remedies.models import Remedy
        result = [[one.value, one.agent.name, one.conversation_id] for one in Remedy.objects.filter(conversation_id={number})]
    """
    mira = person("Mira").opens(number)
    mira.presses("Shift+M")
    mira.page.get_by_label("Find a macro").fill("money")
    mira.finds_no_barrier()
    mira.presses("Enter")
    for words in ("Refunds €4.00", "Tags it refunded.", "greta@post.example"):
        mira.sees(words, "#panel")
    mira.finds_no_barrier()
    assert desk.installation.python(granted) == []
    mira.page.get_by_role("button", name="Use “Broken: money back”").dblclick()
    mira.sees("Granted: Refund", "#flashes")
    mira.sees("Mira Okafor used the macro “Broken: money back”", "#timeline")
    assert desk.installation.python(granted) == [[400, "Mira Okafor", number]]
    facts = desk.conversation(number)
    assert (facts["tags"], facts["sent"], facts["status"]) == (["refunded"], ["Dear Greta, you get €4.00 back."], "pending")
