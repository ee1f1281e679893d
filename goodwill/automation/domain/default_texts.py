"""The words and texts that the desk comes with, before people write their own."""

from django.utils.translation import gettext as _

from goodwill.automation.domain.surveying import LINK

# Parts of words: "beschwer" finds Beschwerde and beschweren.
WORDS = {
    "en": [
        "complain",
        "disappointed",
        "unacceptable",
        "outrageous",
        "fed up",
        "furious",
        "never again",
        "third time",
        "arrived broken",
        "arrived dead",
        "damaged on arrival",
        "legal action",
        "consumer protection",
        "rip-off",
    ],
    "de": [
        "beschwer",
        "reklam",
        "enttäuscht",
        "unverschämt",
        "frechheit",
        "zumutung",
        "nie wieder",
        "zum dritten mal",
        "kaputt angekommen",
        "beschädigt angekommen",
        "anwalt",
        "verbraucherzentrale",
        "unzumutbar",
    ],
}
# By the customer's language, not the reader's: these are no texts of the desk's pages.
ACKNOWLEDGEMENT = {
    "en": (
        "Hello {{ customer.first_name | there }},\n\n"
        "I am sorry that this went wrong. Your complaint is with us under the number {{ conversation.number }}, "
        "one of us is responsible for it, and you hear from a person by {{ complaint.answer_until }}.\n\n"
        "{{ inbox.name }}"
    ),
    "de": (
        "Guten Tag {{ customer.name | und vielen Dank für Ihre Nachricht }},\n\n"
        "es tut uns leid, dass etwas schiefgegangen ist. Ihre Beschwerde hat die Nummer {{ conversation.number }}, "
        "jemand von uns ist dafür verantwortlich, und Sie hören bis {{ complaint.answer_until }} von einem Menschen.\n\n"
        "{{ inbox.name }}"
    ),
}
SURVEY = {
    "en": (
        "Hello {{ customer.first_name | there }},\n\n"
        "your complaint {{ conversation.number }} is closed for us. Is it for you? One click tells us how we did:\n"
        f"{LINK}\n\n{{{{ inbox.name }}}}"
    ),
    "de": (
        "Guten Tag {{ customer.name | und vielen Dank für Ihre Geduld }},\n\n"
        "für uns ist Ihre Beschwerde {{ conversation.number }} erledigt. Für Sie auch? Mit einem Klick sagen Sie uns, wie wir waren:\n"
        f"{LINK}\n\n{{{{ inbox.name }}}}"
    ),
}


def closing() -> str:
    """The warning before a quiet conversation is closed."""
    return _(
        "Hello {{ customer.first_name | there }},\n\n"
        "we have not heard from you since our last answer. If there is nothing more, you need not do anything: "
        "we close this in three days. Just answer if we can still help.\n\n"
        "{{ inbox.name }}"
    )


def check_in() -> str:
    """What is asked some days after a remedy."""
    return _(
        "Hello {{ customer.first_name | there }},\n\n"
        "three days ago we put something right for you. Is all well now? If not, just answer this message.\n\n"
        "{{ inbox.name }}"
    )


def sorry() -> str:
    """The reply of the macro that gives something back."""
    return _(
        "Hello {{ customer.first_name | there }},\n\n"
        "I am sorry about this. I have given you {{ remedy.last.amount }} back; it is on its way.\n\n"
        "{{ agent.first_name }}"
    )
