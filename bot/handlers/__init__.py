"""Telegram in, Telegram out: what a reader sends goes to the reception, its reply is sent back.

`routes.py` says which update goes where; `questions.py`, `commands.py`, `buttons.py`, `inline.py`
and `members.py` are what readers do, `answering.py` what all answers have in common, `chats.py`
what is remembered for minutes; `readers.py` says who they are and whether they mean the bot,
`waiting.py` tells those who wait, `menus.py` is what clients show beside a chat, `wire.py` turns
a reply into what the Bot API takes, `errors.py` is for what goes wrong.
"""
