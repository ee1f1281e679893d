"""Rules and what they did, macros, back-tests, what is planned for later, and complaints."""

from goodwill.automation.models.backtests import BackTest, BackTestHit
from goodwill.automation.models.complaints import Complaint, ComplaintProcedure
from goodwill.automation.models.followups import FollowUp
from goodwill.automation.models.macros import Macro, MacroUse
from goodwill.automation.models.rules import AutomaticReply, Rule, RuleBook, Run, Timer

__all__ = [
    "AutomaticReply",
    "BackTest",
    "BackTestHit",
    "Complaint",
    "ComplaintProcedure",
    "FollowUp",
    "Macro",
    "MacroUse",
    "Rule",
    "RuleBook",
    "Run",
    "Timer",
]
