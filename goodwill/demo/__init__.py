"""The demo world: one small shop, its people, and three months of conversations.

``world.build()`` fills an empty desk with it: for ``goodwill serve --demo``, for screenshots, and for tests that want a
desk that has been lived in. Everything goes through the desk's own functions, at the moment at which it would have
happened: the raw message is stored and read by the channel, the answer is written by an agent and carried out from the
outbox. ``stories/`` holds what people say, as plain data; ``telling.py`` makes conversations of it. Nobody in it is real.
"""
