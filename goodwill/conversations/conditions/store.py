"""It is about an order of one of these stores."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.conversations import offering_rows
from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation


class Store(Condition):
    name = "store"
    label = gettext_lazy("Store")
    fields = (Field("stores", FieldKind.CHOICES, gettext_lazy("one of"), is_required=True, choices=offering_rows.stores),)

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        return str(situation["store_id"]) in parameters["stores"]

    def sentence(self, parameters: Parameters) -> str:
        return _("the order is of %(names)s") % {"names": offering_rows.named(parameters["stores"], offering_rows.stores())}
