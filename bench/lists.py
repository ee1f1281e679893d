"""The list page: fifty open conversations over all inboxes, as the browser asks for it."""

import os

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import desks
from bench.figures import Figure
from bench.generate import SEES_ALL
from bench.measuring import WARM_UP
from bench.visiting import cookies_of, pages_per_second, visited
from goodwill.accounts.models import Agent

PATH = "/conversations/?view=open"
PAGES = 300


def run() -> list[Figure]:
    cookies = cookies_of(SEES_ALL)
    statements = _statements()
    connection.close()
    variables = {**os.environ, "GOODWILL_LISTEN": f"127.0.0.1:{desks.free_port()}"}
    with desks.running("web", variables) as first:
        address = variables["GOODWILL_LISTEN"]
        visited(address, cookies, [PATH] * 40)
        used = desks.processor_seconds(first)
        times = visited(address, cookies, [PATH] * PAGES)
        used = desks.processor_seconds(first) - used
        rate = pages_per_second(address, cookies, PATH)
    return [
        Figure.at_most("list page: processor time", used / (PAGES + WARM_UP) * 1_000, "ms", 8),
        Figure.at_most("list page: median", times.median, "ms", 9),
        Figure.at_most("list page: p99", times.p99, "ms", 30),
        Figure.at_least("list page: pages with 4 clients", rate, "/s", 200),
        Figure("list page: statements", statements, ""),
    ]


def _statements() -> int:
    """Of the second page, when what is asked for once in a process has been."""
    client = Client(headers={"host": "localhost"})
    client.force_login(Agent.objects.get(email=SEES_ALL))
    client.get(PATH)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(PATH)
    if response.status_code != 200:
        raise RuntimeError(f"The list was answered {response.status_code}.")
    return len(captured)
