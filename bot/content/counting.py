"""How much content there is, in words."""

from bot.content.model import Content


def counts(content: Content) -> str:
    """Return how much there is: stories, facts, quotes, not reported, phrasings and cases."""
    entries = [entry for story in content.stories for entry in story.entries]
    kinds = [entry.kind for entry in entries]
    return ", ".join(
        [
            amount(len(content.stories), "story", "stories"),
            amount(kinds.count("fact"), "fact"),
            amount(kinds.count("quote"), "quote"),
            f"{kinds.count('not_reported')} not reported",
            amount(sum(len(entry.questions) for entry in entries), "phrasing"),
            amount(sum(len(story.cases) for story in content.stories), "case"),
        ]
    )


def questions_in(content: Content) -> int:
    """Return how many questions a check asks: all phrasings and cases."""
    return sum(
        len(story.cases) + sum(len(entry.questions) for entry in story.entries)
        for story in content.stories
    )


def amount(number: int, one: str, several: str = "") -> str:
    """Return a number with the word for what is counted.

    >>> amount(1, "story", "stories"), amount(0, "fact")
    ('1 story', '0 facts')
    """
    return f"{number} {one if number == 1 else several or one + 's'}"
