"""Senders that nobody reads answers at."""

import re

_ROBOT = re.compile(
    r"^(?:(?:do[-_.]?)?no[-_.]?t?[-_.]?(?:reply|respond|response)|donotreply|noreply|no[-_.]?responder|nicht[-_.]?antworten|ne[-_.]?pas[-_.]?repondre|nao[-_.]?responda|"
    r"mailer-?daemon|postmaster|bounces?|notifications?|notify|alerts?|automailer|auto[-_.]?confirm|robot|daemon)(?:[-_.+=\d].*)?$"
)


def is_robot_address(address: str) -> bool:
    """``noreply@``, ``mailer-daemon@`` and their like, also with something behind them (``noreply-orders@``)."""
    local = address.rpartition("@")[0]
    return bool(_ROBOT.match(local)) or local.endswith(
        ("-noreply", ".noreply", "_noreply", "-no-reply", ".no-reply", "_no-reply", "-donotreply")
    )
