"""Runs the tests on SQLite, then on PostgreSQL and Redis: on those that answer here, else on private ones that it starts."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from services import Missing, postgres, redis

ROOT = Path(__file__).resolve().parent.parent
IS_CI = bool(os.environ.get("CI"))
# Files in the order of the conftest, where the long ones are first; a file stays in one process with what it has started.
WORKERS = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
SOME_FAILED = 1  # pytest's exit code when tests ran and some failed
MAY_BE_CHANCE = 5


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    results: list[tuple[str, str]] = []
    environment = {**os.environ, "CHROMIUM": browser()}
    only_sqlite = "--sqlite" in arguments
    rest = [argument for argument in arguments if argument != "--sqlite"]
    results.append(("SQLite", run(environment, rest)))
    if not only_sqlite:
        results += beyond_sqlite(environment, rest)
    say("")
    for what, outcome in results:
        say(f"{outcome:8} {what}")
    allowed = {"passed"} if IS_CI else {"passed", "not run"}
    return 0 if all(outcome.split(":")[0] in allowed for _, outcome in results) else 1


def beyond_sqlite(environment: dict[str, str], arguments: list[str]) -> list[tuple[str, str]]:
    """The same tests against the two servers; what could not be had is named, and fails in CI."""
    with ExitStack() as stack:
        urls, missing = {}, []
        for name, variable, service in (("PostgreSQL", "DATABASE_URL", postgres), ("Redis", "REDIS_URL", redis)):
            try:
                urls[variable], how = stack.enter_context(service())
                say(f"{name}: {how}")
            except Missing as error:
                missing.append((name, f"not run: {error}"))
        if "DATABASE_URL" not in urls:
            return missing
        names = "PostgreSQL and Redis" if "REDIS_URL" in urls else "PostgreSQL"
        return [(names, run({**environment, **urls}, [*arguments, "--ignore=tests/architecture"])), *missing]


def run(environment: dict[str, str], arguments: list[str]) -> str:
    """One run of the whole suite on two processes; "passed" or "FAILED"."""
    with tempfile.TemporaryDirectory(prefix="goodwill-tests-") as data:
        known = {**environment, "GOODWILL_DATA": data}
        marked = [] if IS_CI or any(argument.startswith("-m") for argument in arguments) else ["-m", "not slow"]
        workers = [] if any(argument.startswith("-n") for argument in arguments) else WORKERS
        kept = ["-o", f"cache_dir={data}/pytest"]
        command = [sys.executable, "-m", "pytest", *kept, *workers, *marked, *arguments]
        say(f"\n== {'PostgreSQL' if 'DATABASE_URL' in known else 'SQLite'}: {' '.join(command[1:])}")
        code = subprocess.run(command, env=known, check=False).returncode
        if code == SOME_FAILED and IS_CI:
            code = once_more(command, known, Path(data, "pytest/v/cache/lastfailed"))
        return "passed" if code == 0 else "FAILED"


def once_more(command: list[str], environment: dict[str, str], failed: Path) -> int:
    """Runs the few that failed again, alone, and names them: a machine too busy for a browser is no fault of what is tested.

    The first failures stand in the log with all they printed. More than a few are never chance.
    """
    names = list(json.loads(failed.read_text())) if failed.exists() else []
    if not 0 < len(names) <= MAY_BE_CHANCE:
        return SOME_FAILED
    say(f"\n== Once more, alone: {' '.join(names)}")
    alone = [*command, "--last-failed", "--last-failed-no-failures", "none", "-n", "0"]
    code = subprocess.run(alone, env=environment, check=False).returncode
    if code == 0:
        say("UNSTEADY, to be mended: each of these failed beside the others and passed alone:\n  " + "\n  ".join(names))
    return code


def browser() -> str:
    """The path of a Chromium: Debian's where it is or apt can bring it, else Playwright's own ("" for that)."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing chromium with apt…")
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if path := shutil.which("chromium"):
            return path
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return ""


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
