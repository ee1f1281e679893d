"""Signing in over HTTP: what is told to whom, what is counted, what is stored."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from goodwill.accounts.domain import deactivating
from goodwill.accounts.enums import Role
from goodwill.activity.models import Activity
from tests.browser.signing import code_of
from tests.factories.accounts import PASSWORD, an_agent

pytestmark = pytest.mark.django_db
LOGIN = "/account/sign-in"
NEW = "three ferns by the window"


@pytest.fixture(autouse=True)
def _nothing_counted_yet():
    cache.clear()


def sign_in(client, email: str, password: str = PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def is_in(client) -> bool:
    return client.get(reverse("mfa_index")).status_code == 200


def test_sign_in_takes_the_address_in_any_case_and_leads_where_one_wanted_to_go(client):
    an_agent(password=PASSWORD)
    answer = sign_in(client, "MIRA@FernAndFable.example", next="/account/profile")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/profile")
    assert is_in(client)


def test_sign_in_leads_to_no_other_site(client):
    mira = an_agent(password=PASSWORD)
    assert sign_in(client, mira.email, next="https://evil.example/").headers["Location"] == "/"


@pytest.mark.parametrize(("remember", "is_kept"), [({"remember": "on"}, True), ({}, False)])
def test_session_outlives_the_browser_only_when_asked_to(client, remember, is_kept):
    sign_in(client, an_agent(password=PASSWORD).email, **remember)
    assert bool(client.cookies["sessionid"]["max-age"]) is is_kept


def test_unknown_address_and_wrong_password_look_the_same(client):
    mira = an_agent(password=PASSWORD)
    told = []
    for email in (mira.email, "nobody@fernandfable.example"):
        page = sign_in(client, email, "wrong").content.decode()
        told.append(re.sub(r'value="[^"]*"|csrf\w+|[A-Za-z0-9]{64}|"X-CSRFToken": "[^"]*"', "", page))
    assert told[0] == told[1]
    assert "The e-mail address or the password is wrong." in told[0]


def test_new_password_for_an_unknown_address_looks_the_same_and_writes_nothing(client):
    mira = an_agent(password=PASSWORD)
    answers = [client.post(reverse("account_reset_password"), {"email": email}) for email in ("nobody@example.com", mira.email)]
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(302, reverse("account_reset_password_done"))] * 2
    assert [letter.to for letter in mail.outbox] == [[mira.email]]


def test_sign_in_is_refused_after_five_wrong_passwords_even_with_the_right_one(client):
    mira = an_agent(password=PASSWORD)
    for _ in range(5):
        sign_in(client, mira.email, "wrong")
    assert "Too many attempts." in sign_in(client, mira.email).content.decode()
    assert not is_in(client)


def test_too_many_requests_get_our_page(client):
    an_agent()
    answers = [client.post(LOGIN, {"login": f"a{n}@example.com", "password": "x"}) for n in range(31)]
    assert answers[-1].status_code == 429
    assert "Too many attempts" in answers[-1].content.decode()


def test_deactivated_agent_with_the_right_password_is_told_so_and_stays_outside(client):
    ada, mira = an_agent(Role.OWNER), an_agent(password=PASSWORD)
    deactivating.deactivate(mira, by=ada)
    answer = client.post(LOGIN, {"login": mira.email, "password": PASSWORD}, follow=True)
    assert "Your access has ended" in answer.content.decode()
    assert not is_in(client)
    client.post(reverse("account_reset_password"), {"email": mira.email})
    assert mail.outbox == []


def test_link_for_a_new_password_stands_at_the_desks_own_address_and_works_once(client, settings):
    settings.DESK_URL, settings.ALLOWED_HOSTS = "https://desk.fernandfable.example", ["*"]
    mira = an_agent(password=PASSWORD)
    client.post(reverse("account_reset_password"), {"email": mira.email}, headers={"host": "evil.example"})
    link = re.search(r"http\S+", mail.outbox[0].body)[0]
    assert link.startswith("https://desk.fernandfable.example/account/password/forgotten/")
    path = link.removeprefix("https://desk.fernandfable.example")
    form = client.get(path, follow=True)
    target = form.redirect_chain[-1][0]
    assert client.post(target, {"password1": NEW, "password2": NEW}).status_code == 302
    mira.refresh_from_db()
    assert mira.check_password(NEW)
    assert "This link is used up" in type(client)().get(path, follow=True).content.decode()
    assert mail.outbox[1].subject == "Your password was reset"


def test_weak_new_passwords_are_refused(client):
    mira = an_agent(password=PASSWORD)
    client.force_login(mira)
    for weak in ("short", "password123", "mira.okafor1", "4839205716"):
        page = client.post(
            reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
        ).content.decode()
        assert "There is a problem" in page, weak
    mira.refresh_from_db()
    assert mira.check_password(PASSWORD)


def test_changed_password_ends_other_sessions_and_is_told_and_recorded(client):
    mira = an_agent(password=PASSWORD)
    other = type(client)()
    client.force_login(mira)
    other.force_login(mira)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert (is_in(client), is_in(other)) == (True, False)
    assert [letter.subject for letter in mail.outbox] == ["Your password was changed"]
    assert Activity.objects.get(kind="agent.sign_in_changed").data == {"what": "password_changed"}


def add_app(client) -> str:
    """Set up an authenticator app over HTTP and return its key."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    key = re.search(r'id="totp-key">([A-Z2-7]+)<', page)[1]
    assert client.post(reverse("mfa_activate_totp"), {"code": code_of(key)}).status_code == 302
    return key


def test_changing_second_factors_asks_for_the_password_again(client):
    client.force_login(an_agent(password=PASSWORD))
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        assert client.get(reverse(name)).headers["Location"].startswith(reverse("account_reauthenticate")), name


def test_keys_of_apps_and_codes_are_stored_encrypted(client):
    client.force_login(an_agent(password=PASSWORD))
    key = add_app(client)
    stored = {one.type: one.data for one in Authenticator.objects.all()}
    assert set(stored) == {"totp", "recovery_codes"}
    assert stored["totp"]["secret"].startswith("gw1.")
    assert stored["recovery_codes"]["seed"].startswith("gw1.")
    assert key not in str(stored)


def test_password_alone_does_not_let_in_who_has_an_app(client):
    mira = an_agent(password=PASSWORD)
    client.force_login(mira)
    add_app(client)
    client.logout()
    answer = sign_in(client, mira.email)
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    assert "Second step" in client.get(reverse("mfa_authenticate")).content.decode()
    assert client.get("/setup/").status_code == 302


def test_recovery_codes_are_downloaded_as_text(client):
    client.force_login(an_agent(password=PASSWORD))
    add_app(client)
    answer = client.get(reverse("mfa_download_recovery_codes"))
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert re.fullmatch(r"(?:[0-9a-z]{8}\n){10}", answer.content.decode())


def test_sign_out_everywhere_ends_this_session_too(client):
    client.force_login(an_agent())
    assert client.post(reverse("account_sessions"), {"_method": "DELETE"}).headers["Location"] == LOGIN
    assert not is_in(client)


def test_profile_is_saved_and_cleaned(client):
    mira = an_agent()
    client.force_login(mira)
    good = {"name": " Mira O. ", "signature": "Mira\nFern & Fable\n", "language": "de", "time_zone": "Europe/Berlin"}
    assert client.post(reverse("account_profile"), good).status_code == 302
    mira.refresh_from_db()
    assert (mira.name, mira.signature, mira.language, mira.time_zone) == ("Mira O.", "Mira\nFern & Fable", "de", "Europe/Berlin")
    bad = client.post(reverse("account_profile"), {**good, "time_zone": "Mars/Base", "name": ""})
    assert bad.status_code == 422
    with translation.override("de"):
        assert gettext("There is a problem") in bad.content.decode()


def test_pages_of_signing_in_run_no_script_of_their_own(client):
    an_agent()
    page = client.get(LOGIN).content.decode()
    inline = re.findall(r"<script(?![^>]*\b(?:src|type=\"importmap\"|type=\"application/json\"))[^>]*>", page)
    assert inline == []
    assert not re.search(r"\son\w+=|\sstyle=", page)
