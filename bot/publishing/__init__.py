"""From files to what is on air: checked beside the bot, kept as an edition, written, published.

`checking.py` judges files in a process of its own, while readers are answered; `publisher.py` is
the one place that puts an edition on air; `watching.py` looks after the content folder. It knows
the journal and the desk, and no Telegram.
"""
