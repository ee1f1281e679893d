"""The channel of letters and the small world, for the tests of this room."""

from tests.factories.fixtures import posted, world  # noqa: F401
