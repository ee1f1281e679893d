"""Rooms import only what is below them, and their foreign keys point the same way."""

import subprocess
import sys
from pathlib import Path

from django.apps import apps

from tests.architecture.tree import ROOT

ROOMS = [
    "core",
    "accounts",
    "activity",
    "customers",
    "inboxes",
    "commerce",
    "conversations",
    "remedies",
    "service_levels",
    "workforce",
    "coaching",
    "automation",
]
PLUGINS = ("channels_", "stores_")


def test_imports_point_downwards():
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "0 broken" in done.stdout


def test_foreign_keys_point_downwards():
    ours = {label: number for number, label in enumerate(ROOMS)}
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ours
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model._meta.app_label in ours
        if ours[field.related_model._meta.app_label] > ours[model._meta.app_label]
    ]
    assert upward == []


def test_every_room_with_models_has_a_place_in_the_order():
    with_models = {model._meta.app_label for model in apps.get_models() if model.__module__.startswith("goodwill.")}
    with_models = {label for label in with_models if not label.startswith(PLUGINS)}
    assert with_models == set(ROOMS)
