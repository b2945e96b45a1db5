"""How updates come in and calls go out: in order for each chat, and through bad luck.

`connection.py` reaches Telegram at the start; then `polling.py` fetches updates or `webhook.py`
is given them, and both hand them to `intake.py`, which holds a few at a time and has them
handled. Every call of the bot goes through `retries.py` and travels by `transport.py`.

Nothing here knows what is said to a reader.
"""
