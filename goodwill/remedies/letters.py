"""The letters about remedies that agents get: a question that waits for their answer."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from goodwill.accounts.models import Agent
from goodwill.remedies import kinds, reasons
from goodwill.remedies.models import Approval, Remedy
from goodwill.remedies.wording import money

# Where the face that agents use shows a question.
PATH = "/approvals/{token}/"


def question(approval: Approval, agent: Agent) -> EmailMessage:
    """What is asked, by whom and why, in the agent's language, with the link that opens the question."""
    with override(agent.language or settings.LANGUAGE_CODE):
        remedy = approval.remedy
        subject = _("Approve? %(what)s, %(value)s") % {"what": kinds.kind(remedy.kind).label, "value": money(remedy.value_money)}
        paragraphs = [
            _("Hello %(name)s,") % {"name": agent.name},
            _asked(remedy),
            *([_("Order: %(number)s") % {"number": remedy.order.number}] if remedy.order else []),
            *([_("Reason: %(reason)s") % {"reason": reasons.label(remedy.reason)}] if remedy.reason else []),
            *([remedy.note] if remedy.note else []),
            _("Open this address to answer:"),
            link(approval),
            _("The question is open until %(time)s.")
            % {"time": date_format(approval.expires_at, pgettext("a date format", "j F Y, H:i e"))},
        ]
        return EmailMessage(subject=" ".join(subject.split()), body="\n\n".join(paragraphs) + "\n", to=[agent.email])


def link(approval: Approval) -> str:
    """The whole address that the letter names; whoever opens it signs in."""
    return settings.DESK_URL + PATH.format(token=approval.token)


def _asked(remedy: Remedy) -> str:
    values = {"who": remedy.agent.name if remedy.agent else remedy.get_grantee_display(), "rule": remedy.rule_name}
    return _("%(who)s asks for your approval, under the rule “%(rule)s”:") % values
