"""The order that it is about holds one of these products, by its number or by words of its title."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodwill.core.conditions import Condition, Field, FieldKind, Parameters, Situation
from goodwill.core.wording import either


class Product(Condition):
    name = "product"
    label = gettext_lazy("Product in the order")
    fields = (
        Field(
            "products", FieldKind.WORDS, gettext_lazy("one of"), gettext_lazy("Article numbers, or words of the title."), is_required=True
        ),
    )

    def holds(self, parameters: Parameters, situation: Situation) -> bool:
        order = situation["order"]
        if order is None:
            return False
        wanted = [name.casefold() for name in parameters["products"]]
        return any(line.sku.casefold() == name or name in line.title.casefold() for line in order.lines.all() for name in wanted)

    def sentence(self, parameters: Parameters) -> str:
        return _("the order holds %(names)s") % {"names": either(parameters["products"])}
