"""The agents' workspace: conversations, customers, search."""
