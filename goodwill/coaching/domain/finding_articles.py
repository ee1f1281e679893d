"""Finds articles by their words, and those that may help with a conversation.

Words are cut and folded as the desk's search does it. The articles of a shop are some hundreds: a row for each of their
words serves both databases alike, and the search index of conversations stays one of conversations.
"""

import math
from collections import Counter
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from goodwill.coaching.domain.rendering import plain
from goodwill.coaching.models import Article, ArticleWord
from goodwill.conversations.enums import Direction
from goodwill.conversations.models import Conversation, Message
from goodwill.core.search import vocabulary
from goodwill.core.search.words import query_tokens, words

TITLE_WEIGHT = 4
MOST_WEIGHT = 40
MOST_FOUND = 30
MOST_SUGGESTED = 4
MOST_WORDS = 80
LONG_ENOUGH = 3
ENOUGH = 0.9
NEAR_THE_BEST = 0.4
# A word that stands in so many messages is compared with the commonest of them.
KNOWN_WELL = 100
COMMON = 1 / 12
TOPIC_WEIGHT = 4.0


def index(article: Article) -> None:
    """Put the words of an article in the place of those that it had."""
    weights = Counter(words(plain(article.body)))
    for word in words(article.title):
        weights[word] += TITLE_WEIGHT
    ArticleWord.objects.filter(article=article).delete()
    rows = [ArticleWord(article=article, word=word, weight=min(weight, MOST_WEIGHT)) for word, weight in sorted(weights.items())]
    ArticleWord.objects.bulk_create(rows, batch_size=500)


def find(text: str, among: QuerySet[Article]) -> list[Article]:
    """Articles that hold all of the words, the last as a beginning; best first. No words: those changed last."""
    shown = among.filter(is_archived=False)
    wanted, _is_beginning = query_tokens(text)
    if not wanted:
        return list(shown.order_by("-changed_at", "-id")[:MOST_FOUND])
    *whole, last = wanted
    for word in whole:
        shown = shown.filter(pk__in=ArticleWord.objects.filter(word=word).values("article"))
    shown = shown.filter(pk__in=ArticleWord.objects.filter(word__startswith=last).values("article"))
    found = {one.pk: one for one in shown.select_related("team", "topic")[: MOST_FOUND * 10]}
    rows = ArticleWord.objects.filter(Q(word__in=whole) | Q(word__startswith=last), article__in=found).values_list("article", "weight")
    scores: Counter[int] = Counter()
    for number, weight in rows:
        scores[number] += weight
    return [found[number] for number, _score in sorted(scores.items(), key=lambda pair: (-pair[1], -pair[0]))][:MOST_FOUND]


def suggest(conversation: Conversation, among: QuerySet[Article]) -> list[Article]:
    """Articles that may help: of the conversation's topic, and those with which it shares rare words. Six statements at most."""
    shown = among.filter(is_archived=False)
    scores = _by_words(_words_of(conversation))
    if conversation.topic_id:
        for number in shown.filter(topic_id=conversation.topic_id).values_list("pk", flat=True)[:MOST_FOUND]:
            scores[number] = scores.get(number, 0.0) + TOPIC_WEIGHT
    enough = max(ENOUGH, max(scores.values(), default=0.0) * NEAR_THE_BEST)
    best = sorted((pair for pair in scores.items() if pair[1] >= enough), key=lambda pair: (-pair[1], pair[0]))
    found = shown.in_bulk([number for number, _score in best[: MOST_SUGGESTED * 4]])
    return [found[number] for number, _score in best if number in found][:MOST_SUGGESTED]


def _by_words(said: Iterable[str]) -> dict[int, float]:
    """How near each article is: the sum over shared words of their rarity, damped where a word stands often."""
    wanted = _telling(list(said))
    if not wanted:
        return {}
    total = Article.objects.filter(is_archived=False).count() or 1
    rows = list(ArticleWord.objects.filter(word__in=wanted, article__is_archived=False).values_list("word", "article", "weight"))
    spread = Counter(word for word, _number, _weight in rows)
    scores: dict[int, float] = {}
    for word, number, weight in rows:
        rarity = math.log((total + 1) / (spread[word] + 0.5))
        if rarity > 0:
            scores[number] = scores.get(number, 0.0) + rarity * math.log1p(weight)
    return scores


def _telling(said: list[str]) -> list[str]:
    """Without the words that everybody uses, as the desk's search knows them; a desk that knows few words keeps all."""
    known = vocabulary.uses(set(said)) if said else {}
    commonest = max(known.values(), default=0)
    if commonest < KNOWN_WELL:
        return said
    return [word for word in said if known.get(word, 0) <= commonest * COMMON]


def _words_of(conversation: Conversation) -> list[str]:
    """The longer words of the subject and of what the customer wrote last, each once."""
    said = Message.objects.filter(conversation=conversation, direction=Direction.INBOUND).order_by("-position")
    texts = [conversation.subject, *(new_text or text for new_text, text in said.values_list("new_text", "text")[:2])]
    found = [word for text in texts for word in words(text[:4000]) if len(word) >= LONG_ENOUGH and not word.isdecimal()]
    return list(dict.fromkeys(found))[:MOST_WORDS]
