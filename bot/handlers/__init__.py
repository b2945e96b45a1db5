"""Telegram in, Telegram out: what a reader sends goes to the reception, its reply is sent back.

`routes.py` says which update goes where.

What readers do: `questions.py`, `commands.py`, `buttons.py`, `inline.py` and `members.py`. What
all answers have in common is in `answering.py`, and what is remembered for minutes in `chats.py`;
`readers.py` says who they are and whether they mean the bot, `answered.py` what an older message
was the answer to, and `waiting.py` tells those who wait.

What editors do: `editors.py` says who may, `editing.py` has their commands. `uploads.py` takes
files and `correcting.py` new articles, `proposals.py` shows what changes and publishes it,
`history.py` goes back, `withdrawing.py` takes an entry down, `statistics.py` counts; `progress.py`
is the message in which they read of it. `review.py` is the queue of what was asked in vain:
`cards.py` shows it, `forms.py` asks for a new entry, `teaching.py` checks and publishes it,
`sittings.py` knows what each editor has open.

`menus.py` is what clients show beside a chat, `wire.py` turns a reply into what the Bot API takes,
`errors.py` is for what goes wrong.
"""
