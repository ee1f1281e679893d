"""Every setting that the environment can give: its name, type, default and meaning, on one page."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

PREFIX = "GOODWILL_"


class MalformedSetting(Exception):
    """A setting has a value that can't be used; the message says which, and what it should be."""


def _boolean(value: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if value.strip().lower() not in words:
        raise ValueError("use yes or no")
    return words[value.strip().lower()]


def _words(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def _private_hosts(value: str) -> list[str]:
    """Networks, addresses, and hosts with their port."""
    for word in _words(value):
        try:
            ip_network(word, strict=False)
        except ValueError:
            host, _, port = word.rpartition(":")
            if not host or not port.isdigit() or "/" in word:
                raise ValueError(f"{word} is neither host:port nor a network such as 10.0.0.0/8") from None
    return _words(value)


def _path(value: str) -> Path:
    return Path(value).expanduser().resolve()


@dataclass(frozen=True)
class Variable:
    """One environment variable; ``is_secret`` ones may also be given by a file named in ``<name>_FILE``."""

    name: str
    read: Callable[[str], Any]
    default: Any
    sentence: str
    is_secret: bool = False


VARIABLES = (
    Variable("GOODWILL_DATA", _path, Path("data").resolve(), "Folder for the database, files and keys."),
    Variable(
        "GOODWILL_SECRET_KEY", str, "", "Signs sessions, tokens and encrypts secrets; made in the data folder when absent.", is_secret=True
    ),
    Variable("GOODWILL_DEBUG", _boolean, False, "Show error details in the browser. Never for a public desk."),
    Variable("GOODWILL_HOSTS", _words, ["localhost", "127.0.0.1", "[::1]"], "Host names that the desk answers to, with commas between."),
    Variable("GOODWILL_URL", str, "", "The desk's public address, for links in mails; e.g. https://desk.example.com."),
    Variable("GOODWILL_LISTEN", str, "127.0.0.1:8000", "Where the web server listens."),
    Variable("GOODWILL_SMTP_LISTEN", str, "127.0.0.1:2525", "Where the receiving mail server listens; empty turns it off."),
    Variable("GOODWILL_SMTP_CERTIFICATE", str, "", "PEM file with key and chain; with it the receiving mail server offers STARTTLS."),
    Variable("GOODWILL_WEB_PROCESSES", int, 2, "Number of web processes."),
    Variable("GOODWILL_WORKER_PROCESSES", int, 1, "Number of worker processes."),
    Variable(
        "GOODWILL_PRIVATE_HOSTS",
        _private_hosts,
        [],
        "Where the desk may connect to besides public addresses: host:port or networks, with commas between; e.g. a store in your network.",
    ),
    Variable("GOODWILL_TIME_ZONE", str, "UTC", "Time zone of those who chose none."),
    Variable("GOODWILL_LANGUAGE", str, "en", "Language of those who chose none."),
    Variable("DATABASE_URL", str, "", "postgresql://user:password@host:port/name; SQLite in the data folder when empty.", is_secret=True),
    Variable(
        "REDIS_URL", str, "", "redis://host:port/0 for live push and cache; the database and process memory when empty.", is_secret=True
    ),
)


def read(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return every setting by name; raise MalformedSetting for an unknown name with our prefix or an unusable value."""
    known = {variable.name for variable in VARIABLES} | {f"{v.name}_FILE" for v in VARIABLES if v.is_secret}
    for name in environ:
        if name.startswith(PREFIX) and name not in known:
            raise MalformedSetting(f"{name} is not a setting of Goodwill. `goodwill settings` lists them all.")
    return {variable.name: _value(variable, environ) for variable in VARIABLES}


def _value(variable: Variable, environ: Mapping[str, str]) -> Any:
    text = environ.get(variable.name)
    if text is None and variable.is_secret and (path := environ.get(f"{variable.name}_FILE")):
        try:
            text = Path(path).read_text().strip()
        except OSError as error:
            raise MalformedSetting(f"{variable.name}_FILE names {path}, which can't be read: {error.strerror}.") from error
    if text is None:
        return variable.default
    try:
        return variable.read(text)
    except ValueError as error:
        raise MalformedSetting(f"{variable.name} can't be {text!r}: {error}. {variable.sentence}") from error


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's DATABASES entry for DATABASE_URL; SQLite with a write-ahead log when it is empty."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "goodwill.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # IMMEDIATE takes the write lock at the start, so that a transaction never fails in its middle.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # FULL: mail that was acknowledged survives a power cut; in the write-ahead log that costs one fsync a commit.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
                    "PRAGMA mmap_size=268435456; PRAGMA journal_size_limit=67108864;"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise MalformedSetting(f"DATABASE_URL starts with {parts.scheme!r}; use postgresql://…, or leave it empty for SQLite.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Compiling a statement takes longer than any of ours runs; a search of common words would wait for it each time.
        "OPTIONS": {"options": "-c jit=off"} | dict(parse_qsl(parts.query)),
    }


def secret_key(given: str, data: Path) -> str:
    """The given key, or one that is made once and kept in the data folder, readable by its owner alone."""
    if given:
        return given
    path = data / "secret.key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        data.mkdir(parents=True, exist_ok=True)
        key = secrets.token_urlsafe(48)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(key)
        except FileExistsError:
            return path.read_text().strip()
        return key
