"""Shopify, by its Admin GraphQL interface and its webhooks."""
