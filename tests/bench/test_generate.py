"""What the benches load is what the desk itself would have written: counters, rows of lists and index agree with the messages."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.installations import migrated

ROOT = Path(__file__).resolve().parents[2]
_CHECK = """
import django
django.setup()
from bench.generate import SEES_LITTLE, generate
generate(1200)
from goodwill.accounts.models import Agent
from goodwill.conversations.access import visible_to
from goodwill.conversations.domain import indexing, rebuilding, tallying
from goodwill.conversations.models import Conversation, Message
from goodwill.conversations.searching import search_for
from goodwill.core.search import rebuilding as index
from goodwill.core.search.models import SearchDocument, SearchIdentifier
from goodwill.customers.models import Customer
print("sizes", Conversation.objects.count(), Message.objects.count(), Customer.objects.count(), SearchDocument.objects.count())
print("closed", 1000 < Conversation.objects.filter(status="closed").count() < 1160)
print("counters", tallying.differences())
print("index", index.check())
little = Agent.objects.get(email=SEES_LITTLE)
print("little", 3 <= visible_to(little).count() <= 30)
message = Message.objects.order_by("-id")[7]
before = SearchDocument.objects.filter(key=message.position).values().get()
identifiers = set(SearchIdentifier.objects.values_list("kind", "value", "group", "scope"))
indexing.index_message(message)
print("same document", SearchDocument.objects.filter(key=message.position).values().get() == before)
print("same identifiers", set(SearchIdentifier.objects.values_list("kind", "value", "group", "scope")) == identifiers)
row = message.conversation
owner = Agent.objects.get(email="sees.all@bench.example")
print("found", any(result.row.id == row.id for result in search_for(owner, f'"{row.subject}" from:{row.customer_name.split()[0]}').results))
"""


def test_generated_desk_agrees_with_itself(shared_folder, tmp_path):
    desk = shutil.copytree(migrated(shared_folder), tmp_path / "desk")
    variables = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    variables |= {"GOODWILL_DATA": str(desk), "DJANGO_SETTINGS_MODULE": "goodwill.config.settings", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", _CHECK], env=variables, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert done.stdout.splitlines() == [
        "sizes 1200 4800 240 4800",
        "closed True",
        "counters {}",
        "index []",
        "little True",
        "same document True",
        "same identifiers True",
        "found True",
    ]
