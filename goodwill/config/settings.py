"""Django's settings, from the environment table in env.py; nothing set means one machine and no other server."""

from pathlib import Path

import fontpkg_inter
from django.utils.translation import gettext_lazy as _

from goodwill.config import env
from goodwill.config.found import face_folders, plugin_apps

ENV = env.read()
PACKAGE = Path(__file__).resolve().parent.parent
DATA: Path = ENV["GOODWILL_DATA"]
SECRET_KEY = env.secret_key(ENV["GOODWILL_SECRET_KEY"], DATA)
DEBUG = ENV["GOODWILL_DEBUG"]
# A passkey is bound to a name, and browsers take no number for one.
DESK_URL = (ENV["GOODWILL_URL"] or f"http://{ENV['GOODWILL_LISTEN']}".replace("127.0.0.1", "localhost")).rstrip("/")
ALLOWED_HOSTS = ENV["GOODWILL_HOSTS"]
if ENV["GOODWILL_URL"]:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, DESK_URL.split("://")[-1].split("/")[0].split(":")[0]]
    CSRF_TRUSTED_ORIGINS = [DESK_URL]
REDIS_URL = ENV["REDIS_URL"]
PRIVATE_HOSTS = ENV["GOODWILL_PRIVATE_HOSTS"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "goodwill.core",
    "goodwill.accounts",
    "goodwill.activity",
    "goodwill.customers",
    "goodwill.inboxes",
    "goodwill.commerce",
    "goodwill.conversations",
    "goodwill.remedies",
    "goodwill.service_levels",
    "goodwill.workforce",
    "goodwill.coaching",
    "goodwill.automation",
    "goodwill.demo",
    *plugin_apps(),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "goodwill.web.shared.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "goodwill.web.shared.middleware.SignedInAgent",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "goodwill.config.urls"
WSGI_APPLICATION = "goodwill.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [folder / "templates" for folder in face_folders()],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "goodwill.web.shared.environment.environment",
            "context_processors": ["goodwill.web.shared.context.page"],
        },
    },
    {
        # For the pages and mails of third-party apps that ours do not replace.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": env.database(ENV["DATABASE_URL"], DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
TASKS = {"default": {"BACKEND": "goodwill.core.jobs.backend.LeaseTableBackend", "QUEUES": []}}

AUTH_USER_MODEL = "accounts.Agent"
AUTHENTICATION_BACKENDS = ["goodwill.accounts.backends.AgentBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

SESSION_ENGINE = "goodwill.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = DESK_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = ENV["GOODWILL_LANGUAGE"]
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = ENV["GOODWILL_TIME_ZONE"]
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [folder / "static" for folder in face_folders() if (folder / "static").is_dir()]
STATICFILES_DIRS += [("fonts", Path(fontpkg_inter.__file__).parent / "files")]
MEDIA_ROOT = DATA / "files"
STORAGES = {
    "default": {"BACKEND": "goodwill.core.files.DurableStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"goodwill": {"level": "INFO"}},
}

# Signing in (django-allauth). Nobody signs up: agents are invited, and pages for anything else have no address.
EMAIL_BACKEND = "goodwill.inboxes.mail_backend.DeskMail"
ACCOUNT_ADAPTER = "goodwill.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "goodwill.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the address is the one that the invitation was sent to
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DESK_URL.startswith(("http://localhost", "http://127.0.0.1", "http://[::1]"))
# Behind the proxy that speaks HTTPS, the address to count attempts by is the last one that it added.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SESSION_COOKIE_SECURE else 0
_FORMS = "goodwill.web.setup.forms.signing_in"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.LoginForm",
    "reset_password": f"{_FORMS}.ResetPasswordForm",
    "reset_password_from_key": f"{_FORMS}.ResetPasswordKeyForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}.AuthenticateForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateByCodeForm",
    "activate_totp": f"{_FORMS}.ActivateTotpForm",
    "add_webauthn": f"{_FORMS}.AddPasskeyForm",
    "edit_webauthn": f"{_FORMS}.EditPasskeyForm",
}
