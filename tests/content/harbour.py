"""A small story for tests, and the way to change a few lines of it."""

import re
from pathlib import Path

from bot.content import load
from bot.content.model import Content
from bot.content.problem import Problem

ARTICLE = """\
PORT HALE, May 3 (Example) -- About 30 boats were lost in a fire at the harbour on Sunday, said \
Ada Stone, the mayor of Port Hale.

"We will rebuild the harbour by early spring," Stone said. "It may cost $35 million."

The cause is not known, said the harbour master, Tom Reed.

"Nobody was hurt," he said.
"""

STORY = """\
story:
  dateline: PORT HALE, May 3 (Example)
  publisher: Example
  language: en
speakers:
  stone:
    name: Ada Stone
    role: the mayor of Port Hale
  reed:
    name: Tom Reed
    role: the harbour master
synonyms:
  - [fire, blaze]
summary:
  short:
    - text: About 30 boats were lost in a fire.
      cite: About 30 boats were lost in a fire
  long:
    - text: The cause of the fire is not known.
      cite: The cause is not known
entries:
  - id: boats-lost
    kind: fact
    text: About 30 boats were lost in the fire.
    cite: About 30 boats were lost in a fire
    questions:
      - How many boats were lost?
  - id: rebuilding
    kind: quote
    speaker: stone
    exact: We will rebuild the harbour by early spring
    questions:
      - When will the harbour be rebuilt?
  - id: insurance
    kind: not_reported
    text: The story does not say whether the boats were insured.
    questions:
      - Were the boats insured?
"""

CASES = """\
cases:
  - q: how many ships burned
    expect: boats-lost
"""

_ENTRIES = ("boats-lost", "rebuilding", "insurance")


def write(
    content: Path,
    *,
    article: str | bytes = ARTICLE,
    story: str | bytes = STORY,
    cases: str | bytes | None = None,
    name: str = "harbour",
) -> Path:
    """Write a story's folder and return the content folder that holds it."""
    folder = content / name
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in (("article.txt", article), ("story.yaml", story), ("cases.yaml", cases)):
        if text is not None:
            (folder / file).write_bytes(text.encode() if isinstance(text, str) else text)
    return content


def loaded(
    content: Path,
    *,
    article: str | bytes = ARTICLE,
    story: str | bytes = STORY,
    cases: str | bytes | None = None,
) -> tuple[Content, list[Problem]]:
    """Write the story and load it."""
    return load(write(content, article=article, story=story, cases=cases))


def changed(lines: str, *, story: str = STORY) -> str:
    """Return the story with these lines in the place of those with the same keys.

    `text:` and the like change the fact, `exact:` and the like the quote, `story:` and the like
    the file. A line that begins with a dash adds an entry.
    """
    blocks = re.findall(r"^\S.*(?:\n(?:[ \t]+.*|$))*\n?", lines.rstrip() + "\n", re.MULTILINE)
    if lines.startswith("- "):
        return story + "".join(f"  {line}\n" for line in lines.rstrip().split("\n"))
    keys = [block.partition(":")[0] for block in blocks]
    if all(re.search(rf"^{key}:", story, re.MULTILINE) for key in keys):
        for key in keys:
            new = "".join(b for b, k in zip(blocks, keys, strict=True) if k == key)
            old = rf"^{key}:.*(?:\n(?: .*|$))*\n"
            story = re.sub(old, _as_is(new), story, count=1, flags=re.MULTILINE)
        return story
    is_quote = "exact" in keys or not {"text", "cite", "questions", "id", "kind", "topics"} & {
        *keys
    }
    entry = _ENTRIES[1] if is_quote else _ENTRIES[0]
    start = story.index(f"  - id: {entry}")
    end = story.find("\n  - id:", start) + 1 or len(story)
    item = "    " + story[start:end].removeprefix("  - ")
    for key in dict.fromkeys(keys):
        new = "".join(b for b, k in zip(blocks, keys, strict=True) if k == key)
        new = "".join(f"    {line}\n" for line in new.rstrip("\n").split("\n"))
        old = rf"^    {key}:.*\n(?:      .*\n)*"
        item, count = re.subn(old, _as_is(new), item, count=1, flags=re.MULTILINE)
        item += "" if count else new
    return story[:start] + "  - " + item.removeprefix("    ") + story[end:]


def _as_is(text: str) -> str:
    """Return a replacement for `re.sub` in which no backslash means anything."""
    return text.replace("\\", r"\\")
