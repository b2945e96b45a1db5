"""The drafting: a raw article → a story for an editor to finish, which passes every check.

Nothing is written by it but templates of questions: what is quoted, cited and summed up are slices
of the article. What it finds is marked as a draft, which readers do not get.
"""

from bot.content.model import Content
from bot.drafting.languages import guessed
from bot.drafting.proving import Proved, proved
from bot.drafting.reading import Raw, Unreadable, read
from bot.drafting.sketch import sketched

__all__ = ["Proved", "Raw", "Unreadable", "draft", "guessed", "read"]


def draft(
    raw: Raw, name: str, code: str, beside: Content | None = None, *, schemas: bool = False
) -> Proved:
    """Return the draft of a story, proved by the checks that `check` makes.

    Args:
        raw: The article.
        name: Of the story's folder.
        code: The article's language, BCP 47.
        beside: The other stories of the content folder, if there are any.
        schemas: Whether the content folder has the JSON Schemas, to name them.

    Raises:
        Unreadable: Nothing can be drafted.
    """
    beside = beside or Content((), "")
    taken = frozenset(entry.id for story in beside.stories for entry in story.entries)
    return proved(sketched(raw, code, name, taken), name, beside, schemas=schemas)
