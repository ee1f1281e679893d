"""The small world, for the tests that need rows of the rooms above."""

from tests.factories.fixtures import posted, world  # noqa: F401
