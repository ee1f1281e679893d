"""Takes the webhooks of a running store, as the desk does."""

import http.server
import json
import threading

from goodwill.commerce.contract import HookRequest
from goodwill.core.clock import now


class Hooks:
    """Takes the store's webhooks and keeps them; ``wait_for`` waits until one about this thing came."""

    def __init__(self) -> None:
        self.requests: list[HookRequest] = []
        self._arrived = threading.Condition()
        hooks = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                with hooks._arrived:
                    headers = {name.lower(): value for name, value in self.headers.items()}
                    hooks.requests.append(HookRequest("POST", headers, {}, body, now()))
                    hooks._arrived.notify_all()
                self.send_response(204)
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hooks"

    def wait_for(self, resource: str, external_id: str) -> HookRequest:
        def found() -> HookRequest | None:
            wanted = {"resource": resource, "id": external_id}
            return next((request for request in self.requests if json.loads(request.body).items() >= wanted.items()), None)

        with self._arrived:
            assert self._arrived.wait_for(lambda: found() is not None, timeout=60)
        request = found()
        assert request
        return request

    def __enter__(self) -> "Hooks":
        return self

    def __exit__(self, *exception: object) -> None:
        self.server.shutdown()
        self.server.server_close()
