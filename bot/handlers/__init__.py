"""Telegram in, Telegram out: what a reader sends goes to the desk, and its reply is sent back.

`questions.py`, `commands.py` and `buttons.py` are what readers do; `readers.py` says who they are
and whether they mean the bot, `wire.py` turns a reply into what the Bot API takes, `errors.py` is
for what goes wrong.
"""
