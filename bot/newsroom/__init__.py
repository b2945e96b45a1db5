"""What editors do in Telegram, and nobody else.

`editors.py` says who may edit. `editing.py` is their commands: `uploads.py` takes files and
`correcting.py` new articles, `proposals.py` shows what changes and publishes it, `history.py` goes
back, `withdrawing.py` takes an entry down, `statistics.py` counts, `answered.py` finds what was
asked; `progress.py` is the message in which they read of it. `review.py` is the queue of what was
asked in vain: `cards.py` shows it, `forms.py` asks for a new entry, `teaching.py` checks and
publishes a lesson, `sittings.py` remembers who is in the midst of what.
"""
