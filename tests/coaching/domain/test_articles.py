"""Articles keep every wording, are found by their words and by a conversation's, and come out as safe markup."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.coaching.access import articles_for
from goodwill.coaching.domain import comparing_texts, finding_articles, inserting, rendering, writing_articles
from goodwill.coaching.models import Article, ArticleRevision
from goodwill.conversations.domain import classifying
from goodwill.conversations.models import Topic
from tests.factories.conversations import make_conversation

TEXTS = st.text(alphabet="ab \n*_`#-<>[]()\"'&/:.1", max_size=60)


def titles(found):
    return [one.title for one in found]


@given(TEXTS)
def test_whatever_is_written_comes_out_as_closed_allowed_tags(text):
    made = str(rendering.rendered(text))
    assert "<script" not in made
    assert "javascript:" not in made


def test_signs_become_markup_and_code_stays_code():
    text = "# Ferns\nWater **well**, *not* daily:\n- a\n- b\n1. x\n\n[Guide](https://a.example/x) and https://b.example/y. `<b>`"
    made = str(rendering.rendered(text))
    assert "<h3>Ferns</h3>" in made
    assert "<strong>well</strong>" in made
    assert "<em>not</em>" in made
    assert "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol>" in made
    assert 'href="https://a.example/x"' in made
    assert ">https://b.example/y</a>." in made
    assert "<code>&lt;b&gt;</code>" in made
    assert rendering.plain(text).splitlines()[:2] == ["Ferns", "Water well, *not* daily:"]


@pytest.mark.parametrize(
    "text", ["[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", "[x](data:text/html,hi)", "<script>x</script>"]
)
def test_nothing_dangerous_comes_out(text):
    made = str(rendering.rendered(text))
    assert "<img" not in made
    assert "<script" not in made
    assert "<a" not in made


@given(TEXTS, TEXTS)
def test_either_wording_can_be_read_from_a_comparison(before, after):
    pieces = comparing_texts.compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


@pytest.mark.django_db
class TestArticles:
    def test_each_wording_stays_with_its_author_and_other_words_are_found_at_once(self, world):
        article = writing_articles.write("Repotting ferns", "Use peat.", {}, by=world.agent)
        article = writing_articles.change(article, "Repotting ferns", "Use coconut.", {}, by=world.carer)
        writing_articles.change(article, "Repotting ferns", "Use coconut.", {"review_on": date(2027, 1, 1)}, by=world.lead)
        kept = list(ArticleRevision.objects.order_by("number").values_list("number", "body", "by__name"))
        assert kept == [(1, "Use peat.", "Mira Okafor"), (2, "Use coconut.", "Teo Silva")]
        everything = articles_for(world.agent)
        assert titles(finding_articles.find("cocon", everything)) == ["Repotting ferns"]
        assert finding_articles.find("peat", everything) == []
        article.refresh_from_db()
        assert (article.confirmed_by, article.review_on) == (world.carer, date(2027, 1, 1))

    def test_all_words_must_stand_in_it_and_the_title_counts_more(self, world):
        writing_articles.write("Repotting", "Ferns, in spring. A pot one size larger.", {}, by=world.agent)
        writing_articles.write("Ferns", "Repotting ferns is easy.", {}, by=world.agent)
        writing_articles.write("Orchids", "Repotting is rare.", {}, by=world.agent)
        everything = articles_for(world.agent)
        assert titles(finding_articles.find("ferns repotting", everything)) == ["Ferns", "Repotting"]
        assert titles(finding_articles.find("FÉRNS siz", everything)) == ["Repotting"]
        assert titles(finding_articles.find("", everything)) == ["Orchids", "Ferns", "Repotting"]
        assert finding_articles.find("nothing like it", everything) == []

    def test_what_is_for_another_team_or_put_away_is_not_found(self, world):
        writing_articles.write("For Care", "repotting", {"team": world.care}, by=world.lead)
        away = writing_articles.write("Away", "repotting", {}, by=world.lead)
        writing_articles.set_archived(away, True, by=world.lead)
        assert finding_articles.find("repotting", articles_for(world.agent)) == []
        assert titles(finding_articles.find("repotting", articles_for(world.carer))) == ["For Care"]
        assert titles(finding_articles.find("repotting", articles_for(world.lead))) == ["For Care"]

    def test_suggestions_follow_rare_words_and_the_topic(self, world, django_assert_num_queries):
        topic = Topic.objects.create(name="Pests")
        writing_articles.write("Yellow leaves", "Too much water makes leaves yellow.", {}, by=world.agent)
        writing_articles.write("Spider mites", "Shower the plant.", {"topic": topic}, by=world.agent)
        writing_articles.write("Invoices", "Where to find the invoice.", {}, by=world.agent)
        writing_articles.write("Pots", "The pot and the plant.", {}, by=world.agent)
        conversation = make_conversation(world.support, "My monstera has yellow leaves")
        everything = articles_for(world.agent)
        assert titles(finding_articles.suggest(conversation, everything)) == ["Yellow leaves"]
        classifying.classify(conversation, topic, by=world.agent)
        with django_assert_num_queries(6):
            found = titles(finding_articles.suggest(conversation, everything))
        assert set(found) == {"Spider mites", "Yellow leaves"}

    def test_inserting_counts_a_use_and_fills_variables(self, world):
        article = writing_articles.write("Yellow", "Dear {{ customer.first_name }}, **less** water.", {}, by=world.agent)
        filled = inserting.of_article(article, make_conversation(world.support), world.agent)
        assert filled.text == "Dear Greta, less water."
        assert Article.objects.get().uses == 1
