"""Forms about agents: inviting, changing, joining, and what agents say of themselves."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from goodwill.accounts import rules
from goodwill.accounts.domain.changing import Place
from goodwill.accounts.enums import Role, Visibility
from goodwill.accounts.models import Agent, Team
from goodwill.web.setup.forms.signing_in import NEW_PASSWORD_HINT

ROLE_HINTS = {
    Role.OWNER: _("Everything, and the only one who makes other owners."),
    Role.ADMINISTRATOR: _("Inboxes, agents and teams, and all that leads may do."),
    Role.LEAD: _("Saved replies, tags and blocked senders of everyone, and all that agents may do."),
    Role.AGENT: _("Answers customers."),
    Role.READ_ONLY: _("Reads and searches, changes nothing."),
}


class PlaceForm(forms.Form):
    """What an agent is at this desk. Only the roles that the one who asks may give are offered."""

    name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect, initial=Role.AGENT)
    visibility = forms.ChoiceField(
        label=_("May see"),
        choices=Visibility.choices,
        initial=Visibility.ALL,
        widget=forms.RadioSelect,
        help_text=_("Owners and administrators see all conversations in any case."),
    )
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"), queryset=Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, by: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, f"{role.label}: {ROLE_HINTS[role]}") for role in Role if rules.may_grant(by, role)
        ]
        self.fields["teams"].queryset = Team.objects.all()  # type: ignore[attr-defined]
        if not Team.objects.exists():
            del self.fields["teams"]

    @property
    def place(self) -> Place:
        values = self.cleaned_data
        return Place(values["name"], values["role"], values["visibility"], list(values.get("teams", ())))

    @staticmethod
    def values_of(agent: Agent) -> dict[str, Any]:
        return {"name": agent.name, "role": agent.role, "visibility": agent.visibility, "teams": list(agent.teams.all())}


class InvitationForm(PlaceForm):
    """Whom to invite, and what they will be."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("The invitation goes there, and it is what they sign in with.")
    )
    field_order = ("email", "name", "role", "visibility", "teams")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False


class JoinForm(forms.Form):
    """A name and a first password, checked against what the desk demands of passwords."""

    name = forms.CharField(label=_("Your name"), max_length=120, help_text=_("Customers see it under your answers."))
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), help_text=NEW_PASSWORD_HINT
    )

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        if "password" in values:
            person = Agent(email=values.get("email") or self._email, name=values.get("name", ""))
            try:
                password_validation.validate_password(values["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return values


class FirstOwnerForm(JoinForm):
    """The first owner of an empty desk."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        help_text=_("You sign in with it."),
    )
    token = forms.CharField(
        label=_("Set-up code"), required=False, max_length=80, help_text=_("It stands in the terminal in which the desk was started.")
    )
    field_order = ("token", "name", "email", "password")

    def __init__(self, *args: Any, needs_token: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_token:
            self.fields["token"].required = True
        else:
            del self.fields["token"]


class AddressForm(forms.Form):
    """Another address for an agent to sign in with."""

    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": ""}),
        help_text=_("It gets a letter with a link. Until you open that, nothing changes."),
    )


class ProfileForm(forms.Form):
    """What agents say of themselves."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Customers see it under your answers."))
    signature = forms.CharField(
        label=_("Signature"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands below your answers, above the inbox's own."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("The desk's")), *settings.LANGUAGES]  # type: ignore[attr-defined]
        zones = sorted(
            zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/", "SystemV/"))
        )
        self.fields["time_zone"].choices = [("", _("The desk's")), *((zone, zone.replace("_", " ")) for zone in zones)]  # type: ignore[attr-defined]

    @staticmethod
    def values_of(agent: Agent) -> dict[str, str]:
        return {"name": agent.name, "signature": agent.signature, "language": agent.language, "time_zone": agent.time_zone}
