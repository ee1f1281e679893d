"""Who is at work, for rooms that wait for an agent's shift (found by name by ``accounts.duty``)."""

from collections.abc import Collection
from datetime import datetime

from goodwill.workforce.domain import shifts


def off_duty(agent_ids: Collection[int], at: datetime) -> set[int]:
    """Those of them who keep shifts and have none at this moment; who keeps no shifts is always on."""
    return shifts.off(agent_ids, at)
