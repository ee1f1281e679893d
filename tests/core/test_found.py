"""What is found by name: modules of rooms, and the classes that they define themselves."""

from types import ModuleType

from goodwill.commerce import registry as stores
from goodwill.core import found
from goodwill.inboxes import registry as channels
from goodwill.remedies import kinds
from goodwill.remedies.contract import Kind


class Base:
    pass


def test_modules_are_those_of_the_apps_that_have_one_below_the_folder():
    assert set(found.modules("rail", within="goodwill.web")) == {"shared", "workspace", "setup"}
    assert found.modules("subscribers")["conversations"].__name__ == "goodwill.conversations.subscribers"
    assert found.modules("no_such_module") == {}


def test_classes_are_a_modules_own_and_not_those_that_it_imports():
    place = ModuleType("place")
    own, foreign = type("Own", (Base,), {"__module__": "place"}), type("Foreign", (Base,), {"__module__": "elsewhere"})
    place.own, place.foreign, place.word = own, foreign, "word"

    assert found.classes(Base, [place]) == [own]


def test_registries_know_each_folder_once():
    assert {"generic", "practice", "shopify", "vendure", "woocommerce"} <= set(stores.connectors())
    assert "email" in channels.channels()


def test_a_packages_files_are_all_found_and_the_abstract_class_is_not_one_of_theirs():
    places = found.files(kinds.__name__, kinds.__path__)

    assert {place.__name__.rpartition(".")[2] for place in places} >= {"refund", "reship", "cancel"}
    assert Kind not in found.classes(Kind, places)
