"""What helps with one conversation: announcements that explain it, scripts, articles; and putting their words into the reply."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from goodwill.accounts.rules import may_answer
from goodwill.coaching.access import article_for, articles_for, scripts_for
from goodwill.coaching.domain import explaining, finding_articles, inserting, running_scripts
from goodwill.coaching.domain.rendering import plain
from goodwill.coaching.models import Explanation
from goodwill.conversations.access import conversation_for
from goodwill.conversations.domain import drafting
from goodwill.conversations.domain.saving_replies import Filled
from goodwill.conversations.models import Conversation, Draft
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace.answers import changed, on_conversation

SHOWN = 12


def show(request: AgentRequest, number: int) -> HttpResponse:
    """All of it; for htmx as the panel. ``?q=`` looks for an article by words."""
    conversation, agent = conversation_for(request.agent, number), request.agent
    text, articles = request.GET.get("q", "")[:200], articles_for(agent)
    offered = scripts_for(agent).order_by("name", "id")
    context = {
        "conversation": conversation,
        "explained": explaining.explanations(conversation),
        "runs": running_scripts.unfinished(conversation, agent),
        # Those of its topic first.
        "scripts": sorted(offered, key=lambda one: one.topic_id is None or one.topic_id != conversation.topic_id),
        "articles": finding_articles.find(text, articles)[:SHOWN] if text else finding_articles.suggest(conversation, articles),
        "text": text,
        "plain": plain,
        "may_answer": may_answer(agent),
    }
    return render(request, "workspace/coaching/_panel.html" if is_htmx(request) else "workspace/coaching/show.html", context)


@on_conversation
def dismiss(request: AgentRequest, conversation: Conversation, explanation: int) -> HttpResponse:
    """The agent found that an announcement does not explain this conversation."""
    found = get_object_or_404(Explanation, pk=explanation, conversation=conversation)
    explaining.dismiss(found, by=request.agent)
    return changed(request, conversation, _("It is not offered here again."))


@on_conversation
def insert(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    """The words for the reply: as data for the page's script, else added to the agent's draft."""
    filled = _words(request, conversation)
    if request.accepts("application/json") and not request.accepts("text/html"):
        return JsonResponse({"text": filled.text, "missing": list(filled.missing)})
    begun = Draft.objects.filter(conversation=conversation, agent=request.agent, is_note=False).values_list("text", flat=True).first()
    drafting.save(conversation, request.agent, "\n\n".join(filter(None, (begun, filled.text))), is_note=False)
    return changed(request, conversation, _("It stands in your reply."))


def _words(request: AgentRequest, conversation: Conversation) -> Filled:
    announcement, article = request.POST.get("announcement", ""), request.POST.get("article", "")
    if announcement.isdecimal() and len(announcement) < 19:
        explained = Explanation.objects.select_related("announcement")
        found = get_object_or_404(explained, conversation=conversation, announcement=int(announcement))
        return inserting.of_announcement(found.announcement, conversation, request.agent)
    if article.isdecimal() and len(article) < 19:
        return inserting.of_article(article_for(request.agent, int(article)), conversation, request.agent)
    raise Http404
