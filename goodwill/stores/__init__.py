"""One folder per store platform; each is a plug-in that its contract, ``goodwill.commerce.contract``, describes."""
