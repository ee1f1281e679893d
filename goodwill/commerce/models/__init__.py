"""The mirror's rows. What is listed or looked up by itself is a table; what is only shown with its order is JSON in it."""

from goodwill.commerce.models.buyers import Cart, GiftCard, StoreCustomer, Subscription
from goodwill.commerce.models.catalogue import Location, Product, Stock, Variant
from goodwill.commerce.models.orders import Order, OrderLine, Shipment
from goodwill.commerce.models.policies import CountryPolicy
from goodwill.commerce.models.proofs import OrderCode
from goodwill.commerce.models.stores import HookReceipt, Removal, Sighting, Store, Synchronisation

__all__ = [
    "Cart",
    "CountryPolicy",
    "GiftCard",
    "HookReceipt",
    "Location",
    "Order",
    "OrderCode",
    "OrderLine",
    "Product",
    "Removal",
    "Shipment",
    "Sighting",
    "Stock",
    "Store",
    "StoreCustomer",
    "Subscription",
    "Synchronisation",
    "Variant",
]
