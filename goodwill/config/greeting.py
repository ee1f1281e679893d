"""What a started desk says in the terminal: where it is, who signs in, and a line to paste that sends a first message."""

from importlib import import_module

from django.conf import settings


def greet(*, has_web: bool, has_worker: bool) -> None:
    """Print it."""
    lines = ["Goodwill is ready. Ctrl-C stops it."]
    if has_web:
        # Imported by name: its stories are loaded for this alone.
        lines += [f"  Desk      {settings.DESK_URL}", *_welcome_lines(), *import_module("goodwill.demo.world").sign_in_lines()]
    if has_worker:
        lines += _mail_lines()
    print("\n".join(lines), flush=True)  # noqa: T201 - the command line speaks by printing


def _welcome_lines() -> list[str]:
    """How to become the owner of a desk that nobody has joined: the code proves that one can read this terminal."""
    from goodwill.accounts.domain import joining

    if not joining.is_empty():
        return []
    return [f"  Nobody is here yet: become the owner at {settings.DESK_URL}/welcome", f"  Set-up code  {joining.first_owner_token()}"]


def _mail_lines() -> list[str]:
    listening = settings.ENV["GOODWILL_SMTP_LISTEN"]
    if not listening:
        return []
    host, _, port = listening.rpartition(":")
    return [f"  Mail      smtp://{listening}", "  A first message, to paste into another terminal:", f"    {_first_message(host, port)}"]


def _first_message(host: str, port: str) -> str:
    from goodwill.inboxes.models import Inbox

    to = Inbox.objects.order_by("id").values_list("address", flat=True).first() or "support@example.com"
    headers = f"From: Lena Vogt <lena@example.com>\\r\\nTo: {to}\\r\\nSubject: Is the olive tree back?"
    message = f"{headers}\\r\\n\\r\\nHello, when can I order one again?"
    return f"python3 -c \"import smtplib; smtplib.SMTP('{host}', {port}).sendmail('lena@example.com', ['{to}'], '{message}')\""
