"""What other machines speak to: the webhooks of stores."""
