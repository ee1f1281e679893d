"""Seals and encryption: what was altered, moved or made with another key is not taken."""

import json

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from goodwill.core import crypto, signing
from goodwill.core.crypto import EncryptedJSONField, Undecryptable

OLD, NEW = "the old key " * 4, "the new key " * 4
parts = st.lists(st.text(max_size=8), max_size=4).map(tuple)


with isolate_apps("goodwill.core"):

    class Safe(models.Model):
        content = EncryptedJSONField(null=True)

        class Meta:
            app_label = "core"
            managed = False


def stored(value: object) -> str | None:
    return Safe._meta.get_field("content").get_prep_value(value)


def opened(value: str | None) -> object:
    return Safe._meta.get_field("content").from_db_value(value, None, connection)


@given(parts, st.integers(16, 51))
def test_seal_is_accepted_for_its_own_parts(values, length):
    seal = signing.seal("purpose", *values, length=length)

    assert len(seal) == length
    assert set(seal) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert signing.check("purpose", seal, *values)
    assert signing.check("purpose", seal.upper(), *values)


@given(parts, parts)
def test_seal_is_refused_for_other_parts(values, others):
    assert signing.check("purpose", signing.seal("purpose", *values), *others) is (values == others)


def test_seal_is_refused_for_another_purpose():
    assert not signing.check("b", signing.seal("a", 1), 1)


@given(st.text(max_size=60))
def test_invented_seal_is_refused(invented):
    assert not signing.check("purpose", invented, 1)


def test_short_or_long_seal_is_neither_made_nor_taken():
    seal = signing.seal("purpose", 1, length=51)

    assert not signing.check("purpose", seal[:15], 1)
    for length in (15, 52):
        with pytest.raises(ValueError, match="16 to 51"):
            signing.seal("purpose", 1, length=length)


def test_seal_of_an_old_key_is_taken_while_that_is_kept(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    seal, name = signing.seal("purpose", 1), signing.installation_id()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert signing.check("purpose", seal, 1)
    assert signing.installation_id() == name

    settings.SECRET_KEY_FALLBACKS = []

    assert not signing.check("purpose", seal, 1)
    assert signing.installation_id() != name


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_any_value_is_read_back(value):
    assert opened(stored(value)) == value


def test_stored_form_shows_nothing_and_differs_each_time():
    first, second = stored({"password": "swordfish"}), stored({"password": "swordfish"})

    assert first != second
    assert "swordfish" not in first


@given(st.integers(0, 1000), st.sampled_from("Aa0-."))
def test_altered_value_is_not_read(place, letter):
    value = crypto.encrypt(b"secret", "place")
    position = place % len(value)
    changed = value[:position] + (letter if letter != value[position] else "b") + value[position + 1 :]

    try:
        # The last letter of base64 may have spare bits that say nothing.
        assert crypto.decrypt(changed, "place") == b"secret"
        assert position >= len(value) - 4
    except Undecryptable:
        pass


def test_value_that_was_moved_is_not_read():
    with pytest.raises(Undecryptable, match="altered or moved"):
        crypto.decrypt(crypto.encrypt(b"secret", "inboxes.inbox.settings"), "accounts.agent.settings")


def test_value_of_an_old_key_is_read_while_that_is_kept(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    value = stored({"a": 1})
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert opened(value) == {"a": 1}

    settings.SECRET_KEY_FALLBACKS = []

    with pytest.raises(Undecryptable, match="fallback"):
        opened(value)


@pytest.mark.parametrize("value", ["", "plain", "gw2.1234.abc", json.dumps({"a": 1})])
def test_value_of_no_form_of_ours_is_not_read(value):
    with pytest.raises(Undecryptable):
        crypto.decrypt(value, "place")
