"""Putting things right: refunds, gifts, discounts and the like, within the limits that the owner sets."""
