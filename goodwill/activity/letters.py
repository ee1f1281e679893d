"""The letter that tells an agent what a notice says, for those who are not at the desk."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from goodwill.activity.models import Notice


def notice(told: Notice) -> EmailMessage:
    """The notice as plain text in the agent's language, with the address that leads to its subject.

    It goes out once for each notice, by whomever it is handed over and however often.
    """
    with override(told.agent.language or settings.LANGUAGE_CODE):
        paragraphs = [_("Hello %(name)s,") % {"name": told.agent.name}, told.title, *([told.text] if told.text else [])]
        paragraphs += [_("Open this address to see it:"), settings.DESK_URL + path(told)]
        return EmailMessage(
            subject=" ".join(told.title.split()),
            body="\n\n".join(paragraphs) + "\n",
            to=[told.agent.email],
            headers={"Idempotency-Key": f"notice-{told.pk}"},
        )


def path(told: Notice) -> str:
    """Where the workspace shows a notice: it leads on to its subject."""
    return f"/notices/{told.pk}"
