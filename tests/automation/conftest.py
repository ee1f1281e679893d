"""The channel of letters and the small world, and rules that are made in a line."""

from tests.factories.fixtures import posted, world  # noqa: F401
