"""The engine room: which entry a question asks for, or that none does.

It stands alone: it is built from plain records (id, text, phrasings, language) and knows neither
stories nor Telegram. `Matcher(records).match(question)` is the whole of it.
"""

from bot.matching.index import Record
from bot.matching.matcher import Candidate, Match, Matcher

__all__ = ["Candidate", "Match", "Matcher", "Record"]
