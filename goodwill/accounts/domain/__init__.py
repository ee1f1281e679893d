"""What may be done with agents, invitations and teams: each function is one transaction and one announcement."""
