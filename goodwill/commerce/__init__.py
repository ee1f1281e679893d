"""Stores, and a local mirror of their products, stock, customers, orders and parcels."""
