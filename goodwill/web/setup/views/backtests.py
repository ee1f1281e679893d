"""Back-tests: what a rule would have done in the past, tried before it is switched on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from goodwill.automation.domain import backtesting
from goodwill.automation.errors import UnusableRule
from goodwill.automation.models import BackTest, Rule
from goodwill.web.setup import automation_words
from goodwill.web.setup.backtest_figures import figures
from goodwill.web.setup.doors import leads
from goodwill.web.shared.requests import AgentRequest, is_htmx

DAYS = (7, 30, 90)


@leads
def index(request: AgentRequest, number: int) -> HttpResponse:
    """Where one is begun; the newest is shown below."""
    rule = get_object_or_404(Rule, pk=number)
    newest = BackTest.objects.filter(rule=rule).order_by("-pk").first()
    if newest is not None:
        return redirect("setup:backtest", newest.pk)
    return render(request, "setup/automation/test.html", _frame(rule))


@leads
def create(request: AgentRequest, number: int) -> HttpResponse:
    rule, wish = get_object_or_404(Rule, pk=number), request.POST.get("days", "")
    days = int(wish) if wish.isdecimal() and int(wish) in DAYS else max(DAYS)
    try:
        test = backtesting.start(rule, days, by=request.agent)
    except UnusableRule as error:
        messages.error(request, str(error))
        return redirect("setup:automation_rule", rule.pk)
    return redirect("setup:backtest", test.pk)


@leads
def show(request: AgentRequest, number: int) -> HttpResponse:
    """How far it is, and what it found; for htmx only that."""
    test = get_object_or_404(BackTest.objects.select_related("rule", "started_by"), pk=number, rule__isnull=False)
    assert test.rule is not None
    shown = figures(test, show_all="all" in request.GET)
    context = {**_frame(test.rule), "test": test, "shown": shown, "is_stale": _is_stale(test)}
    return render(request, f"setup/automation/{'_test' if is_htmx(request) else 'test'}.html", context)


@leads
def cancel(request: AgentRequest, number: int) -> HttpResponse:
    test = get_object_or_404(BackTest, pk=number)
    backtesting.cancel(test, by=request.agent)
    messages.success(request, _("The back-test is stopped. What it found so far stays."))
    return redirect("setup:backtest", test.pk)


def _is_stale(test: BackTest) -> bool:
    """Whether the rule was changed since."""
    return any(getattr(test.rule, name, None) != value for name, value in test.tested.items())


def _frame(rule: Rule) -> dict[str, object]:
    return {"rule": rule, "sentence": automation_words.sentence(rule), "days": DAYS, "test": None}
