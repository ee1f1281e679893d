"""Hands the conversation to a team."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.accounts.models import Team
from goodwill.automation.contract import Action, Doing, Done, Plan, Stopped
from goodwill.conversations import offering_rows
from goodwill.conversations.domain import assigning
from goodwill.core.conditions import Field, FieldKind, Parameters


class AssignTeam(Action):
    name = "assign_team"
    label = gettext_lazy("Hand to a team")
    icon = "users"
    fields = (Field("team", FieldKind.CHOICE, gettext_lazy("team"), is_required=True, choices=offering_rows.teams),)

    def sentence(self, parameters: Parameters) -> str:
        return _("hand it to %(names)s") % {"names": offering_rows.named([parameters["team"]], offering_rows.teams())}

    def plan(self, parameters: Parameters, doing: Doing) -> Plan:
        team = self._team(parameters)
        if doing.conversation.team_id == team.pk:
            return Plan((_("It belongs to %(team)s already.") % {"team": team},), changes=False)
        return Plan((_("Hands it to %(team)s.") % {"team": team},))

    def act(self, parameters: Parameters, doing: Doing) -> Done:
        team, before = self._team(parameters), doing.conversation.team_id
        if before == team.pk:
            return Done(_("It belongs to %(team)s already.") % {"team": team}, changed=False)
        assigning.hand_to_team(doing.conversation, team, by=doing.by)
        return Done(_("Handed to %(team)s.") % {"team": team}, undo=[before, team.pk])

    def undo(self, state: Any, doing: Doing) -> str:
        before, after = state
        if doing.conversation.team_id != after:
            raise Stopped(_("It went to another team in the meantime."))
        former = Team.objects.filter(pk=before).first() if before else None
        assigning.hand_to_team(doing.conversation, former, by=doing.by)
        return _("It belongs to %(team)s again.") % {"team": former or _("no team")}

    def _team(self, parameters: Parameters) -> Team:
        team = Team.objects.filter(pk=parameters["team"]).first()
        if team is None:
            raise Stopped(_("The team is gone."))
        return team
