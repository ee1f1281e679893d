"""Tags: listed with how many conversations carry them, renamed, joined, removed."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.conversations.domain import tagging
from goodwill.conversations.domain.describing import UnusableName
from goodwill.conversations.models import Tag
from goodwill.web.setup.doors import leads
from goodwill.web.setup.forms.replies import MergeForm, TagForm
from goodwill.web.shared.requests import AgentRequest


@leads
def index(request: AgentRequest) -> HttpResponse:
    return render(request, "setup/tags/index.html", {"tags": Tag.objects.annotate(conversations=Count("taggings"))})


@leads
def edit(request: AgentRequest, number: int) -> HttpResponse:
    tag = get_object_or_404(Tag, pk=number)
    return _page(request, tag, TagForm(initial={"name": tag.name}), MergeForm(tag=tag))


@leads
def update(request: AgentRequest, number: int) -> HttpResponse:
    tag = get_object_or_404(Tag, pk=number)
    form = TagForm(request.POST)
    if form.is_valid():
        try:
            tag = tagging.rename(tag, form.cleaned_data["name"], by=request.agent)
        except UnusableName as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The tag is called “%(name)s” now.") % {"name": tag})
            return redirect("setup:tags")
    return _page(request, tag, form, MergeForm(tag=tag), status=422)


@leads
def merge(request: AgentRequest, number: int) -> HttpResponse:
    tag = get_object_or_404(Tag, pk=number)
    form = MergeForm(request.POST, tag=tag)
    if not form.is_valid():
        return _page(request, tag, TagForm(initial={"name": tag.name}), form, status=422)
    into = form.cleaned_data["into"]
    tagging.merge(tag, into, by=request.agent)
    messages.success(request, _("“%(name)s” is part of “%(into)s” now.") % {"name": tag, "into": into})
    return redirect("setup:tags")


@leads
def destroy(request: AgentRequest, number: int) -> HttpResponse:
    tag = get_object_or_404(Tag, pk=number)
    tagging.remove(tag, by=request.agent)
    messages.success(request, _("The tag “%(name)s” is removed.") % {"name": tag})
    return redirect("setup:tags")


def _page(request: AgentRequest, tag: Tag, form: TagForm, merge_form: MergeForm, status: int = 200) -> HttpResponse:
    context = {
        "tag": tag,
        "form": form,
        "merge_form": merge_form,
        "count": tag.taggings.count(),
        "has_others": Tag.objects.exclude(pk=tag.pk).exists(),
    }
    return render(request, "setup/tags/edit.html", context, status=status)
