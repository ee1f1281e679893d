"""Measures rules: messages that 500 of them look at in a second, and what a message costs where there is none."""

import json
import subprocess
import sys

from bench import desks
from bench.figures import Figure

LEAST = 100
RULES = 500
MESSAGES = 300

_SETUP = """
import json, time, django
django.setup()
from django.db import transaction
from goodwill.activity.models import Activity, Actor
from goodwill.automation.domain import compiling, drafting, running
from goodwill.automation.models import Rule, Run, RuleBook
from goodwill.conversations.models import Conversation, Message
from goodwill.conversations.enums import Direction
from goodwill.core.jobs.worker import Worker
from goodwill.core.models import Job
from goodwill.customers.models import Customer
from goodwill.inboxes import registry
from goodwill.inboxes.models import Inbox
from goodwill.activity.recording import append, publish
inbox = Inbox.objects.create(kind=next(iter(registry.channels())), name="Bench", address="bench@shop.example")
customer = Customer.objects.create(name="Greta Lind")
def letter(number):
    conversation = Conversation.objects.create(inbox=inbox, customer=customer, subject=f"Order {number}", last_words="Where is it?")
    activity = append("message.received", conversation, by=Actor.CUSTOMER)
    text = "Where is my order? It was promised for last week, and the parcel has not moved since. " * 8 + f"word{number}."
    message = Message.objects.create(conversation=conversation, inbox=inbox, position=activity.pk, direction=Direction.INBOUND,
        sender_address="greta@post.example", text=text, new_text=text, external_id=f"bench-{number}")
    return activity, message
"""
_RULES = (
    _SETUP
    + """
rules = []
for number in range(RULES):
    conditions = [{"name": "words", "words": [f"never{number}", f"nothing{number}"]}]
    if number % 3 == 1: conditions = [{"name": "status", "statuses": ["open"]}, {"name": "tag", "tags": [f"t{number}"]}]
    if number % 3 == 2: conditions = [{"name": "sender", "addresses": [f"c{number}@post.example"]}]
    rules.append(Rule(name=f"Rule {number}", position=number, trigger="message_received", conditions=conditions, is_active=True,
        actions=[{"name": "tag", "tags": [f"t{number}"]}]))
# One in fifty does fit, and acts.
for number in range(0, RULES, 50): rules[number].conditions = [{"name": "words", "words": [f"word{number // 50}."]}]
Rule.objects.bulk_create(rules)
RuleBook.objects.create(pk=1, version=2)
for number in range(MESSAGES):
    activity, message = letter(number)
    with transaction.atomic(): publish(activity, message=message)
Job.objects.exclude(task__contains="automation.tasks.evaluate").delete()
began, used = time.perf_counter(), time.process_time()
Worker().work_off()
seconds, used = time.perf_counter() - began, time.process_time() - used
print(json.dumps([MESSAGES / seconds, used / MESSAGES * 1000, Run.objects.count(), Run.objects.values("conversation").distinct().count()]))
"""
)
_NONE = (
    _SETUP
    + """
activity, message = letter(0)
compiling.book()
rounds = 200000
began = time.process_time()
for _number in range(rounds): running.is_wanted(activity)
print(json.dumps([(time.process_time() - began) / rounds * 1e6]))
"""
)


def run() -> list[Figure]:
    """Figures for the database that DATABASE_URL names, else SQLite."""
    database = desks.kind_of_database()
    with desks.environment() as variables:
        idle = _python(_NONE, variables)[0]
    with desks.environment() as variables:
        rate, used, runs, conversations = _python(_RULES, variables)
    if not runs or conversations != RULES // 50:
        raise RuntimeError(f"{RULES} rules made only {runs:.0f} runs in {conversations:.0f} conversations.")
    return [
        Figure.at_least(f"messages through {RULES} rules, {runs:.0f} of which ran, {database}", rate, "/s", LEAST),
        Figure(f"processor time of a message through {RULES} rules, {database}", used, "ms"),
        Figure.at_most(f"added to a message where no rule is on, {database}", idle / 1000, "ms", 0.01),
    ]


def _python(code: str, variables: dict[str, str]) -> list[float]:
    code = code.replace("RULES", str(RULES)).replace("MESSAGES", str(MESSAGES))
    done = subprocess.run([sys.executable, "-c", code], env=variables, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    print(*run(), sep="\n")
