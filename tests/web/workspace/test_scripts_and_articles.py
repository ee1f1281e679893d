"""Scripts beside a conversation and articles, over HTTP and without any script of the page."""

import pytest

from goodwill.coaching.domain import writing_articles
from goodwill.coaching.models import Article, Run
from goodwill.conversations.models import Draft
from tests.coaching.making import a_script
from tests.factories.conversations import make_conversation
from tests.web.workspace.test_reading import page


@pytest.fixture
def mira(world, as_agent):
    return as_agent(world.agent)


def test_a_script_is_gone_through_page_by_page(world, mira):
    script, conversation = a_script(world.lead), make_conversation(world.support)
    assert "Damaged plants" in page(mira, f"/conversations/{conversation.pk}/knowledge")
    here = mira.post(f"/conversations/{conversation.pk}/scripts", {"script": script.pk}).headers["Location"]
    assert "Thank you for calling Fern &amp; Fable." in page(mira, here)
    mira.post(f"{here}step", {"at": "1"})
    answer = mira.post(f"{here}step", {"at": "2", "answer": ""})
    assert answer.status_code == 422
    assert "Answer this first" in answer.content.decode()
    mira.post(f"{here}step", {"at": "2", "answer": "yes"})
    answer = mira.post(f"{here}step", {"at": "4", "answer": "about thirty"})
    assert "about thirty" in answer.content.decode(), "what was typed is still there"
    mira.post(f"{here}step", {"at": "4", "answer": "30"})
    mira.post(f"{here}step", {"at": "5", "act": "1"})
    mira.post(f"{here}back", {})
    assert 'value="30"' in page(mira, here)
    mira.post(f"{here}step", {"at": "4", "answer": "31"})
    mira.post(f"{here}step", {"at": "5", "items": ["0", "1"]})
    mira.post(f"{here}step", {"at": "6"})
    assert "stands as a note" in page(mira, here)
    conversation.refresh_from_db()
    assert conversation.tag_names == ["damaged"]
    assert "31" in conversation.notes.get().text


def test_panel_and_page_carry_the_same_step(world, mira):
    script, conversation = a_script(world.lead), make_conversation(world.support)
    panel = mira.post(f"/conversations/{conversation.pk}/scripts", {"script": script.pk}, headers={"HX-Request": "true"}).content.decode()
    assert "panel__head" in panel
    number = Run.objects.get().pk
    step = mira.post(f"/script-runs/{number}/step", {"at": "1"}, headers={"HX-Request": "true", "HX-Target": "script-run"}).content.decode()
    assert "panel__head" not in step
    assert "Did the pot break?" in step
    assert "Go on with" in page(mira, f"/conversations/{conversation.pk}/knowledge")


def test_a_run_is_seen_only_by_those_who_see_its_conversation(world, mira, as_agent):
    conversation = make_conversation(world.support)
    mira.post(f"/conversations/{conversation.pk}/scripts", {"script": a_script(world.lead).pk})
    page(as_agent(world.loner), f"/script-runs/{Run.objects.get().pk}/", status=404)
    page(as_agent(world.reader), f"/script-runs/{Run.objects.get().pk}/", status=403)


def test_a_script_of_another_team_is_not_begun(world, mira):
    script, conversation = a_script(world.lead, team=world.care), make_conversation(world.support)
    assert mira.post(f"/conversations/{conversation.pk}/scripts", {"script": script.pk}).status_code == 404


def test_an_article_is_written_changed_compared_and_found(world, mira):
    answer = mira.post("/articles/", {"title": "Repotting", "body": "Use peat."})
    here = answer.headers["Location"]
    assert "Use peat." in page(mira, here)
    mira.post(here, {"title": "Repotting", "body": "Use coconut.", "revision": "1"})
    text = page(mira, f"{here}revisions")
    assert "<del>peat.</del>" in text
    assert "<ins>coconut.</ins>" in text
    assert "Repotting" in page(mira, "/articles/?q=coco")
    assert "Repotting" not in page(mira, "/articles/?q=peat").split('id="articles"')[1]


def test_two_who_change_an_article_lose_nothing(world, mira):
    article = writing_articles.write("Repotting", "Use peat.", {}, by=world.lead)
    writing_articles.change(article, "Repotting", "Use bark.", {}, by=world.lead)
    answer = mira.post(f"/articles/{article.pk}/", {"title": "Repotting", "body": "Use coconut.", "revision": "1"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Use coconut." in text
    assert "Use bark." in text
    assert Article.objects.get().body == "Use bark."


def test_errors_keep_what_was_written(mira):
    answer = mira.post("/articles/", {"title": "", "body": "Much that must not be lost."})
    assert answer.status_code == 422
    assert "Much that must not be lost." in answer.content.decode()


def test_article_is_put_away_confirmed_and_not_shown_to_other_teams(world, mira, as_agent):
    article = writing_articles.write("Secret of Care", "x", {"team": world.care}, by=world.carer)
    page(mira, f"/articles/{article.pk}/", status=404)
    carer = as_agent(world.carer)
    carer.post(f"/articles/{article.pk}/confirmation")
    carer.post(f"/articles/{article.pk}/archive")
    assert "put away" in page(carer, f"/articles/{article.pk}/")
    assert "Secret of Care" not in page(carer, "/articles/").split('id="articles"')[1]
    assert as_agent(world.reader).post("/articles/", {"title": "a", "body": "b"}).status_code == 403


def test_articles_text_is_inserted_into_the_draft(world, mira):
    article = writing_articles.write("Yellow", "Less **water**.", {}, by=world.lead)
    conversation = make_conversation(world.support, "yellow leaves")
    mira.post(f"/conversations/{conversation.pk}/insertions", {"article": article.pk})
    assert Draft.objects.get().text == "Less water."
    assert "Yellow" in page(mira, f"/articles/{article.pk}/?conversation={conversation.pk}", **{"HX-Request": "true"})
