"""Addresses of topics, rules, macros and the complaint procedure, below /setup/."""

from django.urls import path

from goodwill.web.setup.views import automation_rules as rules
from goodwill.web.setup.views import backtests, complaints, macros, topics
from goodwill.web.shared.requests import by_method

_RULE = "automation/rules/<int:number>"

urlpatterns = [
    path("topics", by_method(GET=topics.index, POST=topics.create), name="topics"),
    path("topics/new", by_method(GET=topics.new), name="new_topic"),
    path("topics/asking", by_method(POST=topics.ask), name="topic_asking"),
    path("topics/<int:number>", by_method(GET=topics.edit, POST=topics.update), name="topic"),
    path("topics/<int:number>/joining", by_method(POST=topics.join), name="topic_joining"),
    path("automation/rules", by_method(GET=rules.index, POST=rules.create), name="automation_rules"),
    path("automation/rules/new", by_method(GET=rules.new), name="new_automation_rule"),
    path(_RULE, by_method(GET=rules.edit, POST=rules.update, DELETE=rules.destroy), name="automation_rule"),
    path(f"{_RULE}/position", by_method(POST=rules.move), name="automation_rule_position"),
    path(f"{_RULE}/activity", by_method(POST=rules.activate, DELETE=rules.deactivate), name="automation_rule_activity"),
    path(f"{_RULE}/runs", by_method(GET=rules.runs), name="automation_rule_runs"),
    path(f"{_RULE}/tests", by_method(GET=backtests.index, POST=backtests.create), name="automation_rule_tests"),
    path("automation/tests/<int:number>", by_method(GET=backtests.show, DELETE=backtests.cancel), name="backtest"),
    path("automation/macros", by_method(GET=macros.index, POST=macros.create), name="macros"),
    path("automation/macros/new", by_method(GET=macros.new), name="new_macro"),
    path("automation/macros/<int:number>", by_method(GET=macros.edit, POST=macros.update, DELETE=macros.destroy), name="macro"),
    path("complaints", by_method(GET=complaints.show, POST=complaints.update), name="complaints"),
    path("complaints/activity", by_method(POST=complaints.activate, DELETE=complaints.deactivate), name="complaint_activity"),
]
