"""The tests: they mirror `bot/`, and `botapi/` is the far side of the wire."""
