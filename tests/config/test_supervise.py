"""Children are started, started again, and stopped with nothing left behind."""

import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from goodwill.config import supervise
from goodwill.config.supervise import AddressInUse
from tests.installations import Installation, free_port, wait_until


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture
def desk(installation: Installation) -> subprocess.Popen:
    installation.port = free_port()
    installation.extra |= {"GOODWILL_LISTEN": f"127.0.0.1:{installation.port}", "GOODWILL_SMTP_LISTEN": f"127.0.0.1:{free_port()}"}
    process = installation.start("-m", "goodwill.config.cli", "serve", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    wait_until(lambda: "ready" in process.stdout.readline(), "the desk to start")
    wait_until(lambda: len(children(process.pid)) == 3, "two web processes and a worker")
    return process


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
            sock.sendall(b"GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return sock.recv(12) == b"HTTP/1.1 403"
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_stops_every_process(desk: subprocess.Popen, installation: Installation, number: int):
    wait_until(lambda: answers(installation.port), "an answer")
    running = children(desk.pid)

    desk.send_signal(number)

    assert desk.wait(30) == 0
    assert [alive(pid) for pid in running] == [False] * 3


def test_killed_child_is_replaced_and_the_desk_goes_on_answering(desk: subprocess.Popen, installation: Installation):
    wait_until(lambda: answers(installation.port), "an answer")
    before = children(desk.pid)
    for pid in before:
        os.kill(pid, signal.SIGKILL)

    after = wait_until(lambda: len(now := children(desk.pid)) == 3 and not set(now) & set(before) and now, "three new processes")

    assert all(alive(pid) for pid in after)
    wait_until(lambda: answers(installation.port), "an answer")


def test_children_end_when_their_parent_is_killed(desk: subprocess.Popen):
    running = children(desk.pid)
    desk.kill()
    desk.wait()

    wait_until(lambda: not any(alive(pid) for pid in running), "the children to end")


def test_second_desk_at_the_same_address_is_refused_in_words(desk: subprocess.Popen, installation: Installation):
    second = subprocess.run(
        [*desk.args[:1], "-m", "goodwill.config.cli", "web"], env=installation.environment, capture_output=True, text=True, timeout=60
    )

    assert second.returncode == 2
    assert second.stderr.strip() == (
        f"Can't listen at 127.0.0.1:{installation.port}: Address already in use. Is the desk running already? GOODWILL_LISTEN changes it."
    )


def test_listen_shares_one_port_between_processes():
    sockets = supervise.listen("127.0.0.1:0", 3)
    assert len({sock.getsockname() for sock in sockets}) == 1
    with pytest.raises(AddressInUse):
        supervise.listen(f"127.0.0.1:{sockets[0].getsockname()[1]}", 2)
    for sock in sockets:
        sock.close()


def test_listen_takes_an_address_of_version_six():
    (sock,) = supervise.listen("[::1]:0", 1)
    assert sock.getsockname()[0] == "::1"
    sock.close()
