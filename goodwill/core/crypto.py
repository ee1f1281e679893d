"""Encrypts secrets before they reach the database: AES-256-GCM, bound to the place where they are stored."""

import base64
import json
import secrets
from typing import Any

from django.db import models

from goodwill.core import keys

_PREFIX = "gw1"
_NONCE_BYTES = 12


class Undecryptable(Exception):
    """The stored value was made with a key that we no longer have, was altered, or belongs to another place."""


def encrypt(plain: bytes, place: str) -> str:
    """Ciphertext that opens only at the same ``place`` (for example ``inboxes.inbox.settings``)."""
    secret = next(keys.secrets_newest_first())
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = _cipher(secret).encrypt(nonce, plain, place.encode())
    return ".".join((_PREFIX, _key_id(secret), base64.urlsafe_b64encode(nonce + sealed).decode()))


def decrypt(stored: str, place: str) -> bytes:
    """Undo ``encrypt``; raise Undecryptable when that is not possible."""
    from cryptography.exceptions import InvalidTag

    prefix, _, rest = stored.partition(".")
    key_id, _, payload = rest.partition(".")
    if prefix != _PREFIX:
        raise Undecryptable(f"The value at {place} is not in a form that this version knows.")
    for secret in keys.secrets_newest_first():
        if _key_id(secret) == key_id:
            try:
                sealed = base64.urlsafe_b64decode(payload)
                return _cipher(secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
            except (InvalidTag, ValueError) as error:
                raise Undecryptable(f"The value at {place} was altered or moved.") from error
    raise Undecryptable(f"The value at {place} needs the key {key_id}; add it to the fallback keys.")


def _cipher(secret: str) -> Any:
    # Imported where it is used: the library costs some megabytes in every process that loads it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(keys.derive(secret, "encrypt"))


def _key_id(secret: str) -> str:
    return keys.derive(secret, "key-id")[:4].hex()


class EncryptedJSONField(models.TextField):
    """A JSON value that is stored encrypted; it can't be searched. The ciphertext is bound to its model and field."""

    @property
    def _place(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(decrypt(value, self._place))

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else encrypt(json.dumps(value).encode(), self._place)

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj))
