"""What the desk comes with: causes of complaints, the complaint procedure, rules and macros to begin with.

Nothing that writes to customers is switched on by itself. It is made once; what people change or remove stays so.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goodwill.activity.models import Actor
from goodwill.automation.domain import default_texts, drafting
from goodwill.automation.models import ComplaintProcedure, Macro, Rule
from goodwill.conversations.enums import SaleStage
from goodwill.conversations.models import Topic

ROW = 1


def install() -> None:
    """Make what is missing of it, unless it was made before; in one transaction, and safe to be asked for again."""
    with transaction.atomic():
        if ComplaintProcedure.objects.filter(pk=ROW).exists():
            return
        causes = [_topic(name, stage, is_complaint=True) for name, stage in _causes()]
        for name, stage in _topics():
            _topic(name, stage, is_complaint=False)
        _procedure(causes[0])
        for key, columns in _rules().items():
            if not Rule.objects.filter(default_key=key).exists():
                drafting.create(columns, by=Actor.SYSTEM, default_key=key)
        for key, fields in _macros().items():
            Macro.objects.get_or_create(default_key=key, defaults=fields)


def complaint_procedure() -> ComplaintProcedure:
    """The procedure as the desk came, made now where it was not yet."""
    install()
    return ComplaintProcedure.objects.select_related("team", "owner", "default_cause").get(pk=ROW)


def _topic(name: str, stage: str, *, is_complaint: bool) -> Topic:
    return Topic.objects.get_or_create(name=name, defaults={"stage": stage, "is_complaint": is_complaint})[0]


def _causes() -> list[tuple[str, str]]:
    """The first is what a complaint is about while nobody has looked."""
    after = SaleStage.POST_SALE.value
    return [
        (_("Complaint: cause not named"), ""),
        (_("Complaint: arrived broken"), after),
        (_("Complaint: arrived late"), after),
        (_("Complaint: did not arrive"), after),
        (_("Complaint: wrong article"), after),
        (_("Complaint: not as described"), after),
        (_("Complaint: refund or invoice"), after),
        (_("Complaint: our service"), ""),
    ]


def _topics() -> list[tuple[str, str]]:
    before, after = SaleStage.PRE_SALE.value, SaleStage.POST_SALE.value
    return [
        (_("Advice before buying"), before),
        (_("Availability"), before),
        (_("Where is my order"), after),
        (_("Return"), after),
        (_("Change of the order"), after),
        (_("Invoice"), after),
        (_("Care of the article"), after),
    ]


def _procedure(cause: Topic) -> None:
    ComplaintProcedure.objects.create(
        pk=ROW,
        words=default_texts.WORDS,
        acknowledgement=default_texts.ACKNOWLEDGEMENT,
        survey=default_texts.SURVEY,
        answer_within=60,
        survey_after=24,
        default_cause=cause,
    )


def _rules() -> Mapping[str, dict[str, Any]]:
    """Switched off, all of them: each is tried on the past, then switched on by a person."""
    words = [word for listed in default_texts.WORDS.values() for word in listed]
    return {
        "complaint": {
            "name": _("Complaints are taken care of at once"),
            "description": _("Acknowledged, given an owner and a deadline, asked about afterwards."),
            "trigger": "message_received",
            "conditions": [{"name": "words", "words": words}, {"name": "from_robot", "not": True}],
            "actions": [{"name": "open_complaint", "cause": ""}],
            "most_in_all": 1,
        },
        "no_answer": {
            "name": _("Nobody answered for two days"),
            "description": _("Raises the priority and tells the leads."),
            "trigger": "no_answer",
            "trigger_parameters": {"hours": 48, "calendar": "default"},
            "actions": [
                {"name": "set_priority", "priority": "4"},
                {
                    "name": "notify_agents",
                    "groups": ["assignee", "leads"],
                    "text": _("{{ customer.name | A customer }} has had no answer for two days."),
                },
            ],
        },
        "auto_close": {
            "name": _("Quiet conversations are closed, after a warning"),
            "description": _("A week after our last answer the customer is asked; three days later it is closed."),
            "trigger": "quiet",
            "trigger_parameters": {"hours": 168, "calendar": "", "statuses": ["pending", "resolved"]},
            "conditions": [{"name": "reply_count", "count": 1}],
            "actions": [{"name": "warn_and_close", "text": default_texts.closing(), "days": 3}],
            "most_in_all": 3,
        },
        "check_in": {
            "name": _("Check in after a remedy"),
            "description": _("Three days after it was resolved, where something was put right."),
            "trigger": "status_changed",
            "trigger_parameters": {"statuses": ["resolved"]},
            "conditions": [{"name": "remedy_given", "kinds": []}],
            "actions": [{"name": "follow_up", "hours": 72, "calendar": "", "what": "message", "text": default_texts.check_in()}],
            "most_in_all": 1,
        },
    }


def _macros() -> Mapping[str, dict[str, Any]]:
    return {
        "sorry_refund": {
            "name": _("Sorry, ten percent back"),
            "description": _("Gives back a tenth of the order, under your own limit, and resolves it."),
            "text": default_texts.sorry(),
            "status": "resolved",
            "actions": [{"name": "remedy", "kind": "refund", "percent": "10", "reason": "goodwill"}],
        },
        "no_reply_needed": {
            "name": _("Done, no answer needed"),
            "description": _("Tags it and resolves it."),
            "actions": [{"name": "tag", "tags": ["no answer needed"]}, {"name": "set_status", "status": "resolved"}],
        },
    }
