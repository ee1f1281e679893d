"""Addresses of setting up the workforce: skills, capacity, reasons for being away, shifts, routing."""

from django.urls import path

from goodwill.web.setup.views import capacities, routing, routing_rules, shifts, skills
from goodwill.web.shared.requests import by_method

urlpatterns = [
    path("skills", by_method(GET=skills.index, POST=skills.create), name="skills"),
    path("skills/new", by_method(GET=skills.new), name="new_skill"),
    path("skills/<int:number>", by_method(GET=skills.edit, POST=skills.update, DELETE=skills.destroy), name="skill"),
    path("skills/agents/<int:number>", by_method(GET=skills.of_agent, POST=skills.change_agent), name="agent_skills"),
    path("capacity", by_method(GET=capacities.show, POST=capacities.change), name="capacity"),
    path("away-reasons", by_method(GET=capacities.reasons, POST=capacities.create_reason), name="away_reasons"),
    path("away-reasons/new", by_method(GET=capacities.new_reason), name="new_away_reason"),
    path(
        "away-reasons/<int:number>",
        by_method(GET=capacities.edit_reason, POST=capacities.update_reason, DELETE=capacities.destroy_reason),
        name="away_reason",
    ),
    path("shifts", by_method(GET=shifts.index, POST=shifts.create), name="shifts"),
    path("shifts/<int:number>", by_method(GET=shifts.edit, POST=shifts.update, DELETE=shifts.destroy), name="shift"),
    path("shifts/copies", by_method(POST=shifts.copy), name="shift_copies"),
    path("shifts/table", by_method(POST=shifts.paste), name="shift_table"),
    path("routing", by_method(GET=routing.show, POST=routing.change), name="routing"),
    path("routing/trial", by_method(GET=routing.trial), name="routing_trial"),
    path("routing/teams/<int:number>", by_method(GET=routing.team, POST=routing.change_team), name="team_routing"),
    path("routing/rules", by_method(POST=routing_rules.create), name="routing_rules"),
    path("routing/rules/new", by_method(GET=routing_rules.new), name="new_routing_rule"),
    path(
        "routing/rules/<int:number>",
        by_method(GET=routing_rules.edit, POST=routing_rules.update, DELETE=routing_rules.destroy),
        name="routing_rule",
    ),
    path("routing/rules/<int:number>/position", by_method(POST=routing_rules.move), name="routing_rule_position"),
]
