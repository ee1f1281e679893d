"""Goodwill: a self-hosted customer-service desk for online stores."""
