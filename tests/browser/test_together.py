"""Two people at the same desk: they see each other, and nobody talks past a newer message."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_new_mail_appears_in_the_list_by_itself(desk, person):
    mira = person("Mira").goes_to("/conversations/?view=open")
    number = desk.mail("Out of nowhere", name="Surprise Guest", address="surprise@post.example")
    expect(mira.row(number)).to_be_visible()
    mira.sees("Surprise Guest", f"#row-{number}")


def test_each_sees_that_the_other_is_here_and_types(desk, person):
    number = desk.mail("Shared", name="Shared Customer", address="shared@post.example")
    mira = person("Mira").opens(number)
    jonas = person("Jonas").opens(number)
    mira.sees("Jonas Weber is here", "#presence")
    jonas.sees("Mira Okafor is here", "#presence")
    jonas.page.get_by_label("Your reply").press_sequentially("I am")
    mira.sees("Jonas Weber is typing…", "#presence")
    jonas.goes_to("/preferences")
    mira.sees_not("Jonas", "#presence")


def test_colleagues_answer_appears_without_losing_what_one_types(desk, person):
    number = desk.mail("Anybody?", name="Both Answer", address="both@post.example")
    mira = person("Mira").opens(number)
    mira.page.get_by_label("Your reply").press_sequentially("My own words")
    jonas = person("Jonas").opens(number)
    jonas.writes_reply("Jonas was quicker.")
    jonas.sends()
    mira.sees("Jonas was quicker.", "#timeline")
    expect(mira.page.get_by_label("Your reply")).to_have_value("My own words")


def test_reply_is_refused_while_a_newer_message_is_unseen_and_kept_word_for_word(desk, person):
    number = desk.mail("First question", name="Guard Case", address="guard@post.example")
    mira = person("Mira").opens(number)
    mira.writes_reply("Answer to the first question only.")
    # Her page hears nothing of what happens, as on a train; only what she sends gets through.
    mira.page.route("**/*", lambda route: route.abort() if route.request.method == "GET" else route.continue_())
    desk.mail("Wait, something else!", name="Guard Case", address="guard@post.example", answers=number)
    mira.sends()
    mira.sees("The customer wrote again", "#refusal")
    mira.page.unroute_all()
    mira.sees("Wait, something else!", "#timeline")
    expect(mira.page.get_by_label("Your reply")).to_have_value("Answer to the first question only.")
    assert desk.conversation(number)["sent"] == []
    mira.clicks("I have read it: send")
    mira.is_told("Sending to Guard Case")
    assert desk.conversation(number)["sent"] == ["Answer to the first question only."]
    mira.troubles.clear()


def test_own_only_agent_sees_nothing_of_others(desk, person):
    number = desk.mail("Secret of the shop", name="Private Case", address="private@post.example")
    priya = person("Priya").goes_to("/conversations/?view=open")
    expect(priya.row(number)).to_have_count(0)
    assert priya.page.goto(f"/conversations/{number}/").status == 404
    priya.sees("There is nothing here")
    priya.troubles.clear()
