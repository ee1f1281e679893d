"""Topics: the catalogue with how often each was chosen lately, added, changed, joined; and when agents are asked for one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodwill.conversations.domain import cataloguing
from goodwill.conversations.domain.describing import UnusableName
from goodwill.conversations.enums import AsksTopic
from goodwill.conversations.models import Topic
from goodwill.web.setup.doors import leads
from goodwill.web.setup.forms.topics import JoinTopicForm, TopicForm, WrapUpForm
from goodwill.web.shared.requests import AgentRequest


@leads
def index(request: AgentRequest) -> HttpResponse:
    return _index(request, WrapUpForm(initial={"asks": cataloguing.catalogue().asks}))


@leads
def new(request: AgentRequest) -> HttpResponse:
    return _page(request, None, TopicForm())


@leads
def create(request: AgentRequest) -> HttpResponse:
    return _saved(request, None)


@leads
def edit(request: AgentRequest, number: int) -> HttpResponse:
    topic = get_object_or_404(Topic, pk=number)
    return _page(request, topic, TopicForm(initial=TopicForm.values_of(topic)))


@leads
def update(request: AgentRequest, number: int) -> HttpResponse:
    return _saved(request, get_object_or_404(Topic, pk=number))


@leads
def join(request: AgentRequest, number: int) -> HttpResponse:
    topic = get_object_or_404(Topic, pk=number)
    form = JoinTopicForm(request.POST, topic=topic)
    if not form.is_valid():
        return _page(request, topic, TopicForm(initial=TopicForm.values_of(topic)), form, status=422)
    name, into = topic.name, form.cleaned_data["into"]
    moved = cataloguing.join(topic, into, by=request.agent)
    text = ngettext(
        "“%(name)s” is part of “%(into)s” now, on %(count)s conversation.",
        "“%(name)s” is part of “%(into)s” now, on %(count)s conversations.",
        moved,
    )
    messages.success(request, text % {"name": name, "into": into, "count": moved})
    return redirect("setup:topics")


@leads
def ask(request: AgentRequest) -> HttpResponse:
    form = WrapUpForm(request.POST)
    if not form.is_valid():
        return _index(request, form, status=422)
    cataloguing.ask_for_topic(AsksTopic(form.cleaned_data["asks"]), by=request.agent)
    messages.success(request, _("Saved."))
    return redirect("setup:topics")


def _saved(request: AgentRequest, topic: Topic | None) -> HttpResponse:
    form = TopicForm(request.POST)
    if form.is_valid():
        try:
            if topic is None:
                topic = cataloguing.add(form.described, by=request.agent)
            else:
                cataloguing.change(topic, form.described, by=request.agent)
        except UnusableName as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The topic “%(name)s” is saved.") % {"name": topic})
            return redirect("setup:topics")
    return _page(request, topic, form, status=422)


def _index(request: AgentRequest, form: WrapUpForm, status: int = 200) -> HttpResponse:
    used, looked_at = cataloguing.used_lately()
    context = {"topics": [(topic, used[topic.pk]) for topic in Topic.objects.all()], "looked_at": looked_at, "form": form}
    return render(request, "setup/topics/index.html", context, status=status)


def _page(
    request: AgentRequest, topic: Topic | None, form: TopicForm, join_form: JoinTopicForm | None = None, status: int = 200
) -> HttpResponse:
    if topic is not None and join_form is None and Topic.objects.exclude(pk=topic.pk).exists():
        join_form = JoinTopicForm(topic=topic)
    return render(request, "setup/topics/edit.html", {"topic": topic, "form": form, "join_form": join_form}, status=status)
