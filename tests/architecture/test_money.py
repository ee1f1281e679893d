"""Money has one gate: one outbox handler has stores act, and one function decides that it may."""

import ast

from tests.architecture.tree import modules, name_of, tree


def callers(name: str) -> set[str]:
    """Modules in which something with this name is called or passed on: ``performing.perform``, ``put(granting.TOPIC`` …"""
    found = set()
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and f"{ast.unparse(node.value)}.{node.attr}".endswith(name):
                found.add(name_of(path))
    return found


def test_only_the_outbox_handler_has_a_store_act():
    assert callers("performing.perform") | callers("performing.find") == {"goodwill/remedies/deliveries.py"}
    assert callers("connector_of(store).perform") | callers("connector_of(store).find") == {"goodwill/commerce/domain/performing.py"}


def test_nobody_imports_the_act_itself_to_call_it_unseen():
    unseen = [
        name_of(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "goodwill.commerce.domain.performing"
    ]
    assert unseen == []


def test_only_granting_releases_a_remedy():
    assert callers("granting.release") == {"goodwill/remedies/domain/approving.py"}
    assert callers("outbox.put") & {name for name in map(name_of, modules()) if "/remedies/" in name} <= {
        "goodwill/remedies/domain/granting.py",
        "goodwill/remedies/domain/self_serving.py",
        "goodwill/remedies/domain/handing_over.py",
    }
