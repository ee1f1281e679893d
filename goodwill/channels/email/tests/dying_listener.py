"""A receiving server in a process of its own that kills itself at a chosen moment of storing."""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import django
from django.conf import settings


def main(folder: Path, moment: str) -> None:
    """Store into ``folder``; ``moment`` is before, after (the message is on the disk) or never."""
    settings.configure(USE_TZ=True, USE_I18N=False)
    django.setup()
    from goodwill.channels.email.listener import Listener
    from goodwill.channels.email.tests.fakes import FakeIntake, inbox

    class Disk(FakeIntake):
        def store(self, raw: bytes, envelope: Any, **about: Any) -> int:
            if moment == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            number = len(list(folder.iterdir())) + 1
            (folder / f"{number}.eml").write_bytes(raw)
            if moment == "after":
                os.kill(os.getpid(), signal.SIGKILL)
            return number

    listener = Listener("127.0.0.1:0", Disk(), lambda: [inbox()])
    stop = threading.Event()
    thread = threading.Thread(target=listener.run, args=(stop,))
    thread.start()
    listener.is_ready.wait(20)
    print(listener.address[1], flush=True)
    sys.stdin.read()
    stop.set()
    thread.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
