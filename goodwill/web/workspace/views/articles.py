"""What agents know, written by them: found, read, written, compared with earlier wordings, confirmed."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from goodwill.accounts.models import Team
from goodwill.accounts.rules import may_answer
from goodwill.coaching.access import article_for, articles_for, scripts_for
from goodwill.coaching.domain import comparing_texts, finding_articles, writing_articles
from goodwill.coaching.domain.rendering import plain, rendered
from goodwill.coaching.models import Announcement, Article, ArticleRevision, Script
from goodwill.conversations.models import Topic
from goodwill.core.clock import now
from goodwill.web.shared.requests import AgentRequest, is_htmx
from goodwill.web.workspace.answers import answering

REVIEW_AFTER = timedelta(days=180)


class ArticleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=160)
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Lines that begin with - make a list, **two stars** bold words, # a heading, [words](https://…) a link."),
    )
    team = forms.ModelChoiceField(label=_("For"), queryset=Team.objects.none(), required=False, empty_label=_("Everyone"))
    topic = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.none(), required=False, empty_label=_("Any"))
    script = forms.ModelChoiceField(label=_("Script"), queryset=Script.objects.none(), required=False, empty_label=_("None"))
    announcement = forms.ModelChoiceField(
        label=_("Announcement"), queryset=Announcement.objects.none(), required=False, empty_label=_("None")
    )
    review_on = forms.DateField(
        label=_("To be looked at again on"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, request: AgentRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = {
            "team": Team.objects.all(),
            "topic": Topic.objects.filter(is_active=True),
            "script": scripts_for(request.agent),
            "announcement": Announcement.objects.exclude(published_at=None),
        }
        for name, rows in chosen.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def beside(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in writing_articles.BESIDE}


def index(request: AgentRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:200]
    found = finding_articles.find(text, articles_for(request.agent))
    context = {"articles": found, "text": text, "may_answer": may_answer(request.agent), "today": localdate(now()), "plain": plain}
    return render(request, "workspace/articles/_found.html" if is_htmx(request) else "workspace/articles/index.html", context)


def show(request: AgentRequest, number: int) -> HttpResponse:
    """The article; for htmx as the panel beside a conversation, which ``?conversation=`` names."""
    article = article_for(request.agent, number)
    asked = request.GET.get("conversation", "")
    context = {
        "article": article,
        "written": rendered,
        "conversation_number": int(asked) if asked.isdecimal() and len(asked) < 19 else 0,
        "may_answer": may_answer(request.agent),
        "is_due": article.review_on is not None and article.review_on <= localdate(now()),
        "next_review": localdate(now()) + REVIEW_AFTER,
    }
    return render(request, "workspace/articles/_panel.html" if is_htmx(request) else "workspace/articles/show.html", context)


@answering
def new(request: AgentRequest) -> HttpResponse:
    return _form(request, ArticleForm(request, initial={"review_on": localdate(now()) + REVIEW_AFTER}))


@answering
def create(request: AgentRequest) -> HttpResponse:
    form = ArticleForm(request, request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    article = writing_articles.write(form.cleaned_data["title"], form.cleaned_data["body"], form.beside(), by=request.agent)
    return HttpResponseRedirect(f"/articles/{article.pk}/")


@answering
def edit(request: AgentRequest, number: int) -> HttpResponse:
    article = article_for(request.agent, number)
    names = ("title", "body", *writing_articles.BESIDE)
    return _form(request, ArticleForm(request, initial={name: getattr(article, name) for name in names}), article)


@answering
def update(request: AgentRequest, number: int) -> HttpResponse:
    """Save it, unless somebody else did meanwhile: then both wordings are there to choose from."""
    article, form = article_for(request.agent, number), ArticleForm(request, request.POST)
    if not form.is_valid():
        return _form(request, form, article, status=422)
    if request.POST.get("revision", "") != str(article.revision):
        form.add_error(None, _now("Somebody changed this article meanwhile. Their wording stands below; yours is still here."))
        return _form(request, form, article, status=409, other=article)
    writing_articles.change(article, form.cleaned_data["title"], form.cleaned_data["body"], form.beside(), by=request.agent)
    messages.success(request, _now("“%(title)s” is saved.") % {"title": form.cleaned_data["title"]})
    return HttpResponseRedirect(f"/articles/{number}/")


@answering
def confirm(request: AgentRequest, number: int) -> HttpResponse:
    """It is still right."""
    writing_articles.confirm(article_for(request.agent, number), localdate(now()) + REVIEW_AFTER, by=request.agent)
    messages.success(request, _now("Noted: you found it right today."))
    return HttpResponseRedirect(f"/articles/{number}/")


@answering
def archive(request: AgentRequest, number: int) -> HttpResponse:
    writing_articles.set_archived(article_for(request.agent, number), True, by=request.agent)
    messages.success(request, _now("It is put away: search and suggestions no longer show it."))
    return HttpResponseRedirect(f"/articles/{number}/")


@answering
def restore(request: AgentRequest, number: int) -> HttpResponse:
    writing_articles.set_archived(article_for(request.agent, number), False, by=request.agent)
    return HttpResponseRedirect(f"/articles/{number}/")


def revisions(request: AgentRequest, number: int) -> HttpResponse:
    """Every wording with what it changed in the one before."""
    article = article_for(request.agent, number)
    kept = list(article.revisions.select_related("by").order_by("-number")[:50])
    chosen = request.GET.get("revision", "")
    asked = int(chosen) if chosen.isdecimal() and len(chosen) < 9 else article.revision
    shown = get_object_or_404(ArticleRevision, article=article, number=asked)
    before = ArticleRevision.objects.filter(article=article, number=asked - 1).first()
    pieces = comparing_texts.compare(f"{before.title}\n\n{before.body}" if before else "", f"{shown.title}\n\n{shown.body}")
    context = {"article": article, "revisions": kept, "shown": shown, "before": before, "pieces": pieces}
    return render(request, "workspace/articles/revisions.html", context)


def _form(
    request: AgentRequest, form: ArticleForm, article: Article | None = None, status: int = 200, other: Article | None = None
) -> HttpResponse:
    context = {"form": form, "article": article, "other": other, "written": rendered}
    return render(request, "workspace/articles/edit.html", context, status=status)
