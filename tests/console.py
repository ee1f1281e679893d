"""A process of a desk that runs pieces of code sent to it, one JSON line each: ``python -m tests.console``."""

import contextlib
import json
import sys
import traceback

import django


def main() -> None:
    django.setup()
    answers = sys.stdout
    for line in sys.stdin:
        names: dict = {"json": json, "result": None}
        with contextlib.redirect_stdout(sys.stderr):
            try:
                exec(json.loads(line), names)
                answer = {"result": names["result"]}
            except Exception:  # noqa: BLE001 - told to whoever sent the code
                answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
