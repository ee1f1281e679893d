"""Finds documents by their words, and groups of documents by identifiers; knows nothing of what they mean.

Write with ``index``, ``remove``, ``rescope`` and ``move`` in the transaction of the change; what is written is found at
once. Read with ``find``; ``parse`` understands what people type. The modules beside: ``highlight`` shows why something
was found, ``identifiers`` finds order numbers, addresses and phones, ``rebuilding`` makes the index anew and checks it.
"""

from goodwill.core.search.documents import Document, Field, Hit, Order, Page, Query, Term
from goodwill.core.search.indexing import index, move, remove, rescope
from goodwill.core.search.query import Condition, Operator, ParsedQuery, parse
from goodwill.core.search.searching import find

__all__ = [
    "Condition",
    "Document",
    "Field",
    "Hit",
    "Operator",
    "Order",
    "Page",
    "ParsedQuery",
    "Query",
    "Term",
    "find",
    "index",
    "move",
    "parse",
    "remove",
    "rescope",
]
