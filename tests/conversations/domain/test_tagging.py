"""Tags renamed, joined and removed, on the rows that carry them too."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.accounts.enums import Role
from goodwill.activity.models import Activity
from goodwill.conversations.domain import describing, tagging
from goodwill.conversations.domain.describing import UnusableName
from goodwill.conversations.models import Conversation, Tag, Tagging
from goodwill.customers.models import Customer
from tests.factories.accounts import an_agent
from tests.factories.desk import an_inbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def jonas():
    return an_agent(Role.LEAD)


def a_conversation(by, *names: str) -> Conversation:
    from goodwill.inboxes.models import Inbox

    inbox = Inbox.objects.first() or an_inbox()
    conversation = Conversation.objects.create(inbox=inbox, customer=Customer.objects.create(name="Greta"))
    for name in names:
        describing.tag(conversation, name, by=by)
    return conversation


def rows_are_true() -> bool:
    """Each row names exactly the tags that it carries."""
    taggings = {conversation.pk: [] for conversation in Conversation.objects.all()}
    for one in Tagging.objects.select_related("tag").order_by("tag__name"):
        taggings[one.conversation_id].append(one.tag.name)
    return taggings == dict(Conversation.objects.values_list("pk", "tag_names"))


def test_renaming_reaches_every_row_and_is_recorded(jonas):
    one, two = a_conversation(jonas, "parcel", "gift"), a_conversation(jonas, "gift")
    tag = tagging.rename(Tag.objects.get(name="parcel"), "  Late   Parcel ", by=jonas)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (tag.name, one.tag_names, two.tag_names) == ("late parcel", ["gift", "late parcel"], ["gift"])
    assert Activity.objects.get(kind="tag.renamed").data == {"from": "parcel", "to": "late parcel"}


def test_renaming_to_a_known_name_joins_the_two(jonas):
    both, one = a_conversation(jonas, "parcel", "package"), a_conversation(jonas, "parcel")
    kept = tagging.rename(Tag.objects.get(name="parcel"), "package", by=jonas)
    both.refresh_from_db()
    one.refresh_from_db()
    assert (kept.name, both.tag_names, one.tag_names) == ("package", ["package"], ["package"])
    assert (Tag.objects.count(), Tagging.objects.count()) == (1, 2)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_unusable_name_changes_nothing(jonas, name):
    a_conversation(jonas, "parcel")
    with pytest.raises(UnusableName):
        tagging.rename(Tag.objects.get(), name, by=jonas)
    assert (Tag.objects.get().name, rows_are_true()) == ("parcel", True)


def test_renaming_to_the_same_name_records_nothing(jonas):
    a_conversation(jonas, "parcel")
    before = Activity.objects.count()
    tagging.rename(Tag.objects.get(), "parcel", by=jonas)
    assert Activity.objects.count() == before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    carried=st.lists(st.sets(st.sampled_from("abcd")), min_size=1, max_size=4),
    steps=st.lists(
        st.tuples(st.sampled_from(["rename", "merge", "remove"]), st.sampled_from("abcd"), st.sampled_from("abcdx")), max_size=5
    ),
)
def test_rows_stay_true_through_any_order_of_changes(jonas, carried, steps):
    for names in carried:
        a_conversation(jonas, *names)
    for verb, name, other in steps:
        tag, into = Tag.objects.filter(name=name).first(), Tag.objects.filter(name=other).first()
        if tag and verb == "rename":
            tagging.rename(tag, other, by=jonas)
        elif tag and into and verb == "merge":
            tagging.merge(tag, into, by=jonas)
        elif tag and verb == "remove":
            tagging.remove(tag, by=jonas)
        assert rows_are_true()
    Conversation.objects.all().delete()
    Tag.objects.all().delete()
