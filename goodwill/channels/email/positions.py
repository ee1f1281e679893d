"""How far a mailbox has been read: what is saved with each message that comes from it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Position:
    """Everything from UID ``first`` up to ``uid`` was stored (``stored`` messages), except the ``pending`` ones.

    It holds for one UIDVALIDITY: when the server changes that, all its UIDs mean something else.
    """

    uidvalidity: int
    uid: int = 0
    first: int = 0
    stored: int = 0
    pending: tuple[int, ...] = ()

    @classmethod
    def from_json(cls, value: Mapping[str, Any], uidvalidity: int) -> "Position":
        """The saved position, or the beginning when it is of another UIDVALIDITY."""
        if value.get("uidvalidity") != uidvalidity:
            return cls(uidvalidity)
        uid = int(value.get("uid", 0))
        return cls(uidvalidity, uid, int(value.get("first", uid)), int(value.get("stored", 0)), tuple(value.get("pending", ())))

    def as_json(self) -> dict[str, Any]:
        return {
            "uidvalidity": self.uidvalidity,
            "uid": self.uid,
            "first": self.first,
            "stored": self.stored,
            "pending": list(self.pending),
        }

    @property
    def is_beginning(self) -> bool:
        return self.uid == 0

    def with_stored(self, uid: int) -> "Position":
        return replace(self._reaching(uid), stored=self.stored + 1, pending=tuple(other for other in self.pending if other != uid))

    def with_pending(self, uid: int) -> "Position":
        """Remember one that could not be fetched, and go on."""
        return replace(self._reaching(uid), pending=tuple(sorted({*self.pending, uid})))

    def without(self, uid: int) -> "Position":
        """Forget one that is gone from the server."""
        return replace(self, pending=tuple(other for other in self.pending if other != uid))

    def source_key(self, uid: int) -> str:
        return f"{self.uidvalidity}/{uid}"

    def _reaching(self, uid: int) -> "Position":
        return replace(self, uid=max(self.uid, uid), first=min(self.first or uid, uid))
