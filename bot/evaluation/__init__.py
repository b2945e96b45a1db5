"""Content tested before it goes on air, by its own questions and by those that readers asked."""

from bot.evaluation.cases import Verdict, came_to, verdicts
from bot.evaluation.coverage import Coverage, Missing, SentenceUse, StoryMap, coverage
from bot.evaluation.findings import findings, findings_in, problems
from bot.evaluation.mutations import Mutated, Mutation, mutated
from bot.evaluation.phrasings import Rivals, rivals
from bot.evaluation.replay import Moved, replay_text, replayed

__all__ = [
    "Coverage",
    "Missing",
    "Moved",
    "Mutated",
    "Mutation",
    "Rivals",
    "SentenceUse",
    "StoryMap",
    "Verdict",
    "came_to",
    "coverage",
    "findings",
    "findings_in",
    "mutated",
    "problems",
    "replay_text",
    "replayed",
    "rivals",
    "verdicts",
]
