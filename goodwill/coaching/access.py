"""The one door to scripts and articles: who may see which."""

from django.db.models import Q, QuerySet

from goodwill.accounts.models import Agent
from goodwill.accounts.rules import may_lead
from goodwill.coaching.models import Article, Run, Script
from goodwill.conversations.access import NotVisible, scope_of


def articles_for(agent: Agent) -> QuerySet[Article]:
    """Those for everybody and for the agent's teams; leads see all."""
    if may_lead(agent):
        return Article.objects.all()
    return Article.objects.filter(Q(team=None) | Q(team__in=agent.teams.all()))


def article_for(agent: Agent, number: int) -> Article:
    beside = ("team", "topic", "script", "announcement", "confirmed_by", "created_by")
    found = articles_for(agent).select_related(*beside).filter(pk=number).first()
    if found is None:
        raise NotVisible("There is no such article.")
    return found


def scripts_for(agent: Agent) -> QuerySet[Script]:
    """The published scripts that the agent may begin: those for everybody and for the agent's teams."""
    found = Script.objects.filter(is_active=True).exclude(published=None)
    return found if may_lead(agent) else found.filter(Q(team=None) | Q(team__in=agent.teams.all()))


def run_for(agent: Agent, number: int) -> Run:
    """A run in a conversation that the agent may see."""
    beside = ("version__script", "conversation__inbox", "conversation__customer", "conversation__topic", "agent")
    found = Run.objects.select_related(*beside).filter(pk=number).first()
    if found is None or not scope_of(agent).allows(found.conversation):
        raise NotVisible("There is no such run.")
    return found
