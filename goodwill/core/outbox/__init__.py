"""Effects on the outside world, written in the decision's transaction and carried out afterwards."""

from goodwill.core.outbox.entries import cancel, put, retry
from goodwill.core.outbox.handlers import Done, Failed, Outcome, Retry, handles

__all__ = ["Done", "Failed", "Outcome", "Retry", "cancel", "handles", "put", "retry"]
