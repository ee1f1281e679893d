"""The channel as the desk meets it: what it declares, its settings, and the services that it asks for."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import get_template

from goodwill.channels.email.channel import Email
from goodwill.channels.email.forms import SettingsForm
from goodwill.channels.email.listener import Listener
from goodwill.channels.email.presets import PRESETS, preset_for
from goodwill.channels.email.tests.fakes import SUPPORT, FakeIntake, inbox
from goodwill.inboxes.contract import Capability, Envelope, InboundMessage, Unreadable

IMAP = {"incoming": "imap", "imap_host": "imap.example", "imap_user": "support", "imap_password": "geheim"}


def cleaned(data: dict[str, Any], initial: dict[str, Any] | None = None) -> dict[str, Any]:
    form = SettingsForm(data, initial=initial or {})
    assert form.is_valid(), form.errors
    return form.cleaned_data


def test_email_can_do_all_that_a_channel_can() -> None:
    assert (Email.kind, str(Email.label)) == ("email", "E-mail")
    assert Email.capabilities == frozenset(Capability)


def test_raw_message_is_understood() -> None:
    raw = b"From: Ada <ada@example.org>\r\nTo: support@fernandfable.example\r\nSubject: Hi\r\nMessage-ID: <x@example.org>\r\n\r\nHello\r\n"
    inbound = Email().parse(raw, Envelope("smtp", datetime.now(UTC)), inbox())
    assert isinstance(inbound, InboundMessage)
    assert (inbound.subject, inbound.sender.address, inbound.external_id) == ("Hi", "ada@example.org", "x@example.org")


def test_archive_is_read_and_other_files_are_not(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"Subject: x\n\ny\n")
    assert [item.raw for item in Email().read_archive(tmp_path / "a.eml")] == [b"Subject: x\n\ny\n"]
    with pytest.raises(Unreadable):
        Email().read_archive(tmp_path / "b.eml")


def test_services_are_the_listener_where_the_environment_says_and_the_mailboxes() -> None:
    services = Email().services(lambda: [], FakeIntake(), environ={"GOODWILL_SMTP_LISTEN": "127.0.0.1:2626"})
    assert [service.name for service in services] == ["imap-mailboxes", "smtp-listener"]
    listener = services[1]
    assert isinstance(listener, Listener)
    assert listener.address == ("127.0.0.1", 2626)


def test_listener_has_a_default_and_can_be_switched_off() -> None:
    default = Email().services(lambda: [], FakeIntake(), environ={})[1]
    assert isinstance(default, Listener)
    assert default.address == ("127.0.0.1", 2525)
    off = Email().services(lambda: [], FakeIntake(), environ={"GOODWILL_SMTP_LISTEN": ""})
    assert [service.name for service in off] == ["imap-mailboxes"]


def test_malformed_listen_address_stops_the_start() -> None:
    with pytest.raises(ValueError, match="host:port"):
        Email().services(lambda: [], FakeIntake(), environ={"GOODWILL_SMTP_LISTEN": "everywhere"})


def test_empty_settings_mean_own_server_and_sink() -> None:
    values = cleaned({})
    assert (values["incoming"], values["outgoing"], values["reply_addresses"], values["certificates"]) == (
        "listener",
        "sink",
        "token",
        "verify",
    )
    assert values["check_senders"] is False


def test_mailbox_gets_the_usual_port_and_remembers_since_when() -> None:
    values = cleaned(IMAP)
    assert (values["imap_port"], values["imap_security"], values["imap_folder"], values["imap_poll_seconds"]) == (993, "ssl", "INBOX", 60)
    since = datetime.fromisoformat(values["imap_new_since"])
    assert abs((datetime.now(UTC) - since).total_seconds()) < 60
    again = cleaned({**IMAP, "imap_password": ""}, values)
    assert again["imap_new_since"] == values["imap_new_since"]
    assert cleaned({**IMAP, "imap_start": "everything"}, values)["imap_new_since"] == ""
    assert (
        cleaned({**IMAP, "imap_host": "other.example"}, {**values, "imap_new_since": "2020-01-01T00:00:00+00:00"})["imap_new_since"]
        > "2026"
    )


def test_empty_password_keeps_the_stored_one_and_empty_user_removes_it() -> None:
    smtp = {"outgoing": "smtp", "smtp_host": "smtp.example", "smtp_user": "support"}
    assert cleaned({**smtp, "smtp_password": " new "}, {"smtp_password": "old"})["smtp_password"] == " new "
    assert cleaned(smtp, {"smtp_password": "old"})["smtp_password"] == "old"
    assert cleaned({**smtp, "smtp_user": ""}, {"smtp_password": "old"})["smtp_password"] == ""


def test_passwords_are_never_shown_again() -> None:
    stored = {**IMAP, "smtp_password": "auch-geheim"}
    assert "geheim" not in SettingsForm(initial=stored).as_p()
    assert "geheim" not in SettingsForm(stored, initial=stored).as_p()


def test_well_known_provider_is_filled_in_from_the_user_name() -> None:
    values = cleaned(
        {"incoming": "imap", "imap_user": "shop@gmail.com", "imap_password": "x", "outgoing": "smtp", "smtp_user": "shop@outlook.com"}
    )
    assert (values["imap_host"], values["imap_port"]) == ("imap.gmail.com", 993)
    assert (values["smtp_host"], values["smtp_port"], values["smtp_security"]) == ("smtp.office365.com", 587, "starttls")


def test_well_known_provider_is_filled_in_from_the_address_of_the_inbox() -> None:
    values = cleaned({"incoming": "imap", "imap_user": "shop", "imap_password": "x"}, {"address": "shop@fastmail.com"})
    assert values["imap_host"] == "imap.fastmail.com"


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({**IMAP, "imap_host": ""}, "imap_host", "can't be guessed"),
        ({**IMAP, "imap_user": ""}, "imap_user", "user name"),
        ({**IMAP, "imap_password": ""}, "imap_password", "password"),
        ({**IMAP, "imap_after": "move"}, "imap_move_to", "folder"),
        ({**IMAP, "imap_after": "move", "imap_move_to": "INBOX"}, "imap_move_to", "another folder"),
        ({"outgoing": "smtp"}, "smtp_host", "can't be guessed"),
        ({"smtp_port": "70000"}, "smtp_port", "65535"),
        ({"incoming": "pigeon"}, "incoming", "pigeon"),
    ],
)
def test_wrong_settings_are_explained_at_their_field(data: dict[str, Any], field: str, words: str) -> None:
    form = SettingsForm(data)
    assert not form.is_valid()
    assert words in " ".join(form.errors[field])


def test_sections_hold_every_field_once_and_open_where_used() -> None:
    form = SettingsForm(initial=IMAP)
    sections = form.sections()
    names = [bound.name for section in sections for bound in (*section.always, *section.details)]
    assert sorted(names) == sorted(form.fields)
    assert [section.is_open for section in sections] == [True, False, False]


def test_settings_page_shows_every_field_and_no_secret() -> None:
    page = get_template(SettingsForm.fragment, using="jinja2").render({"form": SettingsForm(initial=IMAP)})
    assert [name for name in SettingsForm.base_fields if f'name="{name}"' not in page] == []
    assert "geheim" not in page
    assert page.count("<details open>") == 1


def test_presets_name_their_own_servers() -> None:
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)
    assert all(preset.settings()["imap_port"] == 993 and preset.settings()["smtp_port"] in (465, 587) for preset in PRESETS)
    gmail = preset_for("someone@googlemail.com")
    assert gmail is not None
    assert preset_for("imap.gmail.com") is gmail
    assert preset_for(SUPPORT) is None
    assert preset_for("notgmail.com") is None


def test_guide_tells_about_all_ways() -> None:
    guide = (Path(__file__).parent.parent / "guide.md").read_text()
    assert [
        word for word in ("Gmail", "Microsoft 365", "Postfix", "Exim", "SPF", "DKIM", "DMARC", "GOODWILL_SMTP_LISTEN") if word not in guide
    ] == []
