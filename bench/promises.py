"""Measures promises: planning one, what it adds to receiving a mail, firing among 100,000 that are open, and many at one second."""

import json
import subprocess
import sys

from bench import desks
from bench.figures import Figure

OPEN = 100_000
AT_ONCE = 10_000
DUE = 40
PLANNING_MS, RECEIVING_MS, DELAY_MS = 1, 1, 1_000

_SETUP = """
import json, random, time, statistics, django
from datetime import timedelta
django.setup()
from django.db import connection, transaction
from goodwill.accounts.models import Agent
from goodwill.conversations.models import Conversation, Message, Tally
from goodwill.core import bulk, clock
from goodwill.customers.models import Customer
from goodwill.inboxes.models import Inbox
from goodwill.service_levels.domain import choosing, firing, planning, replanning, timing
from goodwill.service_levels.domain.defaults import STEPS
from goodwill.service_levels.models import Calendar, Goal, Policy, PolicyTable, Target

def furnish():
    inbox = Inbox.objects.get_or_create(kind="email", address="support@shop.example", defaults={"name": "Support"})[0]
    if not Agent.objects.exists():
        for role, name in (("owner", "Ada"), ("lead", "Jonas"), ("agent", "Mira")):
            Agent.objects.create_user(f"{name}@shop.example", None, name=name, role=role)
        Calendar.objects.create(name="Office", zone="Europe/Berlin", weekly=[[[540, 720], [780, 1080]]] * 5 + [[], []], is_default=True)
        choosing.current()
        policy = Policy.objects.create(name="Bench", position=0)
        Goal.objects.create(policy=policy, metric="first_response", within=timedelta(hours=24), steps=STEPS)
        Goal.objects.create(policy=policy, metric="next_response", within=timedelta(hours=24), steps=STEPS)
        Goal.objects.create(policy=policy, metric="resolution", within=timedelta(hours=72), steps=STEPS)
        replanning.after_change()
    return inbox

def open_targets(number, due_in):
    inbox, now = furnish(), clock.now()
    customer = Customer.objects.create(name="Bench")
    goal = Goal.objects.get(metric="first_response", policy__name="Bench")
    first = (Conversation.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1
    mira = Agent.objects.get(name="Mira")
    Conversation.objects.bulk_create(
        [Conversation(id=first + n, inbox=inbox, customer=customer, assignee=mira, created_at=now) for n in range(number)], batch_size=2000)
    rows = []
    for n in range(number):
        due = now + due_in(n)
        rows.append(Target(conversation_id=first + n, metric="first_response", policy_id=goal.policy_id, goal=goal, within=goal.within,
            remaining=timedelta(0), started_at=now, counted_from=due, due_at=due, next_at=due, step=1))
    Target.objects.bulk_create(rows, batch_size=2000)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # As the database does by and by for itself.
            cursor.execute("SELECT setval(pg_get_serial_sequence('conversations_conversation', 'id'), %s)", [first + number])
            cursor.execute("ANALYZE")
"""
_PLANNING = """
from goodwill.conversations.situations import Facts
inbox = furnish()
choosing.current()
customer = Customer.objects.create(name="Greta")
taken = []
# In one transaction, as mail is received: the commit is shared, and measured with the whole of it.
with transaction.atomic():
    for number in range(600):
        conversation = Conversation.objects.create(inbox=inbox, customer=customer)
        message = Message(conversation=conversation, inbox=inbox, pk=number + 1, matched_by="new", created_at=clock.now())
        began = time.perf_counter()
        planning.received(message)
        taken.append((time.perf_counter() - began) * 1000 / 2)
taken = sorted(taken[100:])
print(json.dumps([statistics.median(taken), taken[-5]]))
"""
_RECEIVING = """
from bench.mails import mails
from goodwill.conversations.domain import receiving
from goodwill.inboxes.contract import Envelope
from goodwill.inboxes.domain.intake import Delivery, store
from goodwill.activity import recording
from goodwill.service_levels import subscribers
inbox = furnish()
spent, statements = {"promises": 0.0, "database": 0.0}, {"count": 0, "others": 0}
counting = []
inner = planning.received
def watched(message):
    counting.append(True)
    started = time.process_time()
    try:
        inner(message)
    finally:
        spent["promises"] += time.process_time() - started
        counting.pop()
planning.received = watched
def count(execute, *arguments):
    statements["count" if counting else "others"] += 1
    return execute(*arguments)
numbers = [
    store(Delivery(raw, Envelope("smtp", clock.now(), sender, (inbox.address,)), inbox.pk))
    for sender, raw in mails(420, inbox.address, "p")
]
receiving.process_together(numbers[:20])
spent["promises"] = 0.0
with connection.execute_wrapper(count):
    started = time.process_time()
    for first in range(20, 420, 50):
        receiving.process_together(numbers[first:first + 50])
    total = time.process_time() - started
print(json.dumps([spent["promises"] / 400 * 1000, statements["count"] / 400, total / 400 * 1000]))
"""
_FIRING = """
open_targets({open}, lambda n: timedelta(days=1, seconds=n))
began = time.process_time()
for _ in range(200): firing.next_at()
look = (time.process_time() - began) / 200 * 1000
chosen = list(Target.objects.order_by("?").values_list("id", flat=True)[:{due}])
time.sleep(2)
for place, number in enumerate(chosen):
    due = clock.now() + timedelta(seconds=1 + place * 0.1)
    Target.objects.filter(pk=number).update(due_at=due, counted_from=due, next_at=due)
deadline = time.time() + 60
while Target.objects.filter(pk__in=chosen, breached_at=None).exists() and time.time() < deadline: time.sleep(0.05)
from goodwill.activity.models import Activity
from goodwill.conversations.models import Conversation
at = dict(Activity.objects.filter(kind="target.breached").values_list("subject_id", "at"))
waits = sorted((at[t.conversation_id] - t.due_at).total_seconds() * 1000 for t in Target.objects.filter(pk__in=chosen))
print(json.dumps([statistics.median(waits), waits[-1], look]))
"""
_AT_ONCE = """
open_targets({open}, lambda n: timedelta(days=1, seconds=n))
furnish()
begin = clock.now() + timedelta(seconds=20)
open_targets({at_once}, lambda n: begin - clock.now())
due = Target.objects.filter(due_at__lt=clock.now() + timedelta(hours=1))
at = clock.now() + timedelta(seconds=1)
due.update(due_at=at, counted_from=at, next_at=at)
deadline = time.time() + 120
late = Target.objects.filter(breached_at=None, next_at__lt=clock.now() + timedelta(hours=1))
while late.exists() and time.time() < deadline: time.sleep(0.05)
from goodwill.activity.models import Activity
told = list(Activity.objects.filter(kind="target.breached").values_list("data", "at"))
ids = [data["target"] for data, _at in told]
assert len(ids) == len(set(ids)) == {at_once}, (len(ids), len(set(ids)))
print(json.dumps([(max(moment for _data, moment in told) - at).total_seconds(), len(ids)]))
"""


def run() -> list[Figure]:
    """Figures for the database that DATABASE_URL names, else SQLite."""
    database = desks.kind_of_database()
    with desks.environment() as variables:
        median, worst = _python(_PLANNING, variables)
        added, statements, whole = _python(_RECEIVING, variables)
        with desks.running("worker", variables) as worker:
            middle, longest, look = _python(_FIRING.format(open=OPEN, due=DUE), variables)
            idle = _idle(worker)
    with desks.environment() as variables, desks.running("worker", variables):
        seconds, fired = _python(_AT_ONCE.format(open=OPEN - AT_ONCE, at_once=AT_ONCE), variables)
    return [
        Figure.at_most(f"planning a promise, median, {database}", median, "ms", PLANNING_MS),
        Figure(f"planning a promise, 99th percentile, {database}", worst, "ms"),
        Figure.at_most(f"added to receiving a mail, processor time, {database}", added, "ms", RECEIVING_MS),
        Figure.at_most(f"added to receiving a mail, statements, {database}", statements, "", 4),
        Figure(f"receiving that mail, all of it, {database}", whole, "ms"),
        Figure(f"firing among {OPEN:,} open, median delay, {database}", middle, "ms"),
        Figure.at_most(f"firing among {OPEN:,} open, longest of {DUE}, {database}", longest, "ms", DELAY_MS),
        Figure(f"{fired:,} due at one second, until all fired once, {database}", seconds, "s"),
        Figure(f"asking for the next moment among {OPEN:,}, {database}", look, "ms"),
        Figure(f"idle worker with {OPEN:,} open, processor time, {database}", idle, "ms/s"),
    ]


def _idle(worker: int) -> float:
    """Milliseconds of processor time that a worker needs in a second in which nothing comes due."""
    import time

    time.sleep(2)
    before, began = desks.processor_seconds(worker), time.monotonic()
    time.sleep(10)
    return (desks.processor_seconds(worker) - before) * 1000 / (time.monotonic() - began)


def _python(code: str, variables: dict[str, str]) -> list[float]:
    done = subprocess.run([sys.executable, "-c", _SETUP + code], env=variables, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    print(*run(), sep="\n")
