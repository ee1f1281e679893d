"""How snapshots become rows, one module per kind of thing; ``domain/mirroring.py`` is the door."""
