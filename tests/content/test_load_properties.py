"""Loading never raises, whatever is in the files, and what it lets through is proved."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.manual import names
from bot.content.model import ELLIPSIS
from tests.content.harbour import ARTICLE, CASES, STORY, loaded

BITS = st.one_of(
    st.sampled_from(
        [": ", "- ", "\n", "\t", '"', "'", "#", " #", "[", "]", "{", "}", "&a ", "*a"]
    ),
    st.sampled_from(
        ["!t ", "---\n", "|", ">", "?", "\0", "\x85", "\u2028", "\ufeff", "\u200b", "é"]
    ),
    st.sampled_from(
        ["~", "null", "  ", "<<: ", "...", "[...]", "text:", "exact:", "cite:", "\\x00"]
    ),
    st.sampled_from(
        ["kind:", "entries:", "questions:", "speaker: ", "\ud800", "\U0001f600", "\r"]
    ),
    st.text(max_size=5),
)
RUN = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def damaged(draw: st.DrawFn, text: str) -> bytes:
    """Return a file after a few slips of the hand."""
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 2, 10, 40])))
        text = text[:start] + draw(BITS) + text[end:]
    data = text.encode("utf-8", "surrogatepass")
    at = draw(st.integers(0, len(data)))
    return data[:at] + draw(st.sampled_from([b"", b"", b"", b"", b"\xff", b"\xe9"])) + data[at:]


@RUN
@given(article=damaged(ARTICLE), story=damaged(STORY), cases=damaged(CASES))
def test_loading_never_raises_and_every_problem_can_be_found_and_looked_up(
    article: bytes, story: bytes, cases: bytes
) -> None:
    with TemporaryDirectory() as directory:
        content, problems = loaded(Path(directory), article=article, story=story, cases=cases)

    assert problems == sorted(problems, key=lambda p: (p.mark, p.check, p.message))
    assert {problem.check for problem in problems} <= set(names())
    assert all(problem.fix and problem.message for problem in problems)
    files = {"article.txt": article, "story.yaml": story, "cases.yaml": cases}
    for mark in (problem.mark for problem in problems):
        text = files[Path(mark.path).name].decode("utf-8", "replace")
        lines = re.split("\r\n|\r|\n", text)
        assert 1 <= mark.line <= len(lines)
        assert 1 <= mark.column <= len(lines[mark.line - 1]) + 1
    for loaded_story in content.stories:
        for entry in loaded_story.entries:
            for citation in entry.citations:
                assert loaded_story.article.text[citation.start : citation.end] == citation.exact
            if entry.kind == "quote":
                assert entry.text == ELLIPSIS.join(c.exact for c in entry.citations)
            assert bool(entry.citations) == (entry.kind != "not_reported")
