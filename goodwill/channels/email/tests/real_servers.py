"""Starts private Dovecot and Postfix servers from the system's packages in a folder of their own."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "support", "geheim"


def require(program: str, *packages: str) -> str:
    """The path of a program, installed by apt where that is possible; else the test is skipped (in CI: fails)."""
    path = _find(program)
    if path is None and os.geteuid() == 0 and shutil.which("apt-get"):
        # Run level 1 keeps the packages' own scripts from starting system-wide servers.
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-qy", "--no-install-recommends", *packages]):
            subprocess.run(command, env=environment, capture_output=True, check=False)
        path = _find(program)
    if path is None or os.geteuid() != 0:
        unavailable(f"{program} from {', '.join(packages)} must be installed and the tests run as root to start it")
    return str(path)


def unavailable(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _find(program: str) -> str | None:
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/lib/postfix/sbin:/usr/lib/dovecot")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A folder that the servers' own users may enter; pytest's own is closed to them."""
    path = Path(tempfile.mkdtemp(prefix="goodwill-mail-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def process(command: list[str], port: int, log: Path) -> Iterator[None]:
    """Run a server until the block ends; all processes that it started end with it."""
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port, server, log)
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as probe:
            if probe.recv(1):
                return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail(f"{server.args!r} did not start: {log.read_text() if log.exists() else 'no log'}")


def self_signed() -> bytes:
    """A certificate for localhost that nobody vouches for, with its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    signed = builder.sign(key, hashes.SHA256())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem + signed.public_bytes(serialization.Encoding.PEM)


@dataclass(frozen=True)
class Dovecot:
    """A running server with one user; ``imap`` and ``lmtp`` are ports on 127.0.0.1."""

    imap: int
    imaps: int
    lmtp: int
    config: Path

    def settings(self, **changes: object) -> dict[str, object]:
        way = {"incoming": "imap", "imap_host": "127.0.0.1", "imap_port": self.imap, "imap_security": "plain"}
        if changes.get("imap_security") == "ssl":
            way["imap_port"] = self.imaps
        return {**way, "imap_user": USER, "imap_password": PASSWORD, "imap_start": "everything", "imap_folder": "INBOX", **changes}

    def admin(self, *arguments: str) -> None:
        subprocess.run(["doveadm", "-c", str(self.config), *arguments], check=True, capture_output=True)


@contextlib.contextmanager
def dovecot() -> Iterator[Dovecot]:
    program = require("dovecot", "dovecot-imapd", "dovecot-lmtpd")
    mail = pwd.getpwnam("mail")
    with folder() as home:
        (home / "mail").mkdir()
        os.chown(home / "mail", mail.pw_uid, mail.pw_gid)
        (home / "server.pem").write_bytes(self_signed())
        (home / "passwd").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        server = Dovecot(free_port(), free_port(), free_port(), home / "dovecot.conf")
        server.config.write_text(_dovecot_config(home, server, mail))
        with process([program, "-F", "-c", str(server.config)], server.imap, home / "log"):
            yield server


def _dovecot_config(home: Path, server: Dovecot, mail: pwd.struct_passwd) -> str:
    return f"""
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{home}/server.pem
ssl_key = <{home}/server.pem
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{home}/mail/%n
passdb {{
  driver = passwd-file
  args = {home}/passwd
}}
userdb {{
  driver = static
  args = uid={mail.pw_uid} gid={mail.pw_gid} home={home}/mail/%n
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  inet_listener imap {{
    port = {server.imap}
  }}
  inet_listener imaps {{
    port = {server.imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {server.lmtp}
  }}
}}
"""


@dataclass(frozen=True)
class Postfix:
    port: int
    log: Path


@contextlib.contextmanager
def postfix(*, domain: str, inbound: str, outbound: str) -> Iterator[Postfix]:
    """A server that hands mail for ``domain`` to the transport ``inbound`` and all other mail to ``outbound``."""
    program = require("postfix", "postfix")
    master = require("master", "postfix")
    with folder() as home:
        (home / "etc").mkdir()
        for name in ("queue", "data"):
            (home / name).mkdir()
        os.chown(home / "data", pwd.getpwnam("postfix").pw_uid, -1)
        server = Postfix(free_port(), home / "log")
        (home / "etc" / "main.cf").write_text(_postfix_main(home, domain, inbound, outbound))
        (home / "etc" / "master.cf").write_text(_postfix_master(server.port))
        subprocess.run([program, "-c", str(home / "etc"), "check"], capture_output=True, check=False)
        with process([master, "-c", str(home / "etc"), "-d"], server.port, server.log):
            yield server


def _postfix_main(home: Path, domain: str, inbound: str, outbound: str) -> str:
    return f"""
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {home}/log
maillog_file_prefixes = /
myhostname = mx.{domain}
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
relay_domains = {domain}
relay_transport = {inbound}
default_transport = {outbound}
alias_maps =
local_recipient_maps =
smtp_host_lookup = native
minimal_backoff_time = 1s
queue_run_delay = 1s
maximal_backoff_time = 2s
smtp_destination_rate_delay = 0
"""


def _postfix_master(port: int) -> str:
    services = [f"{port} inet n - n - - smtpd", "pickup unix n - n 60 1 pickup", "cleanup unix n - n - 0 cleanup"]
    services += ["qmgr unix n - n 1 1 qmgr", "rewrite unix - - n - - trivial-rewrite", "postlog unix-dgram n - n - 1 postlogd"]
    for name, program in {"bounce": "bounce", "defer": "bounce", "trace": "bounce"}.items():
        services.append(f"{name} unix - - n - 0 {program}")
    for name in ("verify", "anvil", "scache", "tlsmgr"):
        services.append(f"{name} unix - - n - 1 {name}")
    for name, program in {
        "smtp": "smtp",
        "relay": "smtp",
        "lmtp": "lmtp",
        "error": "error",
        "retry": "error",
        "proxymap": "proxymap",
    }.items():
        services.append(f"{name} unix - - n - - {program}")
    return "\n".join(services) + "\n"
