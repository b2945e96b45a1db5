"""Only the article's own words pass, and an editor is shown what they are."""

import re
from pathlib import Path

import pytest

from bot.content.problem import Problem
from tests.content.harbour import ARTICLE, changed, loaded

QUOTE = "We will rebuild the harbour by early spring"


def told(directory: Path, lines: str, *, article: str = ARTICLE) -> Problem:
    """Return the one problem that these lines make."""
    [problem] = loaded(directory, article=article, story=changed(lines))[1]
    return problem


@pytest.mark.parametrize(
    ("lines", "check", "fix"),
    [
        pytest.param("exact: We will rebuild the harbour by spring", "quote-not-verbatim",
                     f"the article has: {QUOTE}", id="a word left out"),
        pytest.param("exact: we will rebuild the harbour by early spring", "quote-not-verbatim",
                     f"the article has: {QUOTE}", id="a small letter"),
        pytest.param("exact: We will rebuild the harbour, by early spring", "quote-not-verbatim",
                     f"the article has: {QUOTE}", id="a comma"),
        pytest.param("exact: We will not rebuild the harbour by early spring",
                     "quote-not-verbatim", f"the article has: {QUOTE}", id="a denial"),
        pytest.param("exact: build the harbour", "quote-not-verbatim",
                     "do not begin or end inside a word, a number or an amount: the article has: "
                     "rebuild the harbour", id="half a word"),
        pytest.param("exact: It may cost $35", "quote-not-verbatim",
                     "do not begin or end inside a word, a number or an amount: the article has: "
                     "It may cost $35 million", id="an amount without its million"),
        pytest.param("exact: 35 million.", "quote-not-verbatim",
                     "do not begin or end inside a word, a number or an amount: the article has: "
                     "$35 million.", id="half an amount"),
        pytest.param("exact: nothing of the kind whatsoever", "quote-not-verbatim",
                     "copy the words from article.txt", id="nothing like it"),
        pytest.param("exact: 'It may cost $35 million.\" The cause is not known'",
                     "quote-not-verbatim",
                     "these words run over the end of a paragraph: take each paragraph by itself",
                     id="two paragraphs"),
        pytest.param("exact: We will rebuild [...] by spring", "quote-not-verbatim",
                     "the article has: by early spring", id="one part of two"),
        pytest.param("cite: about 30 boats were lost", "cite-not-verbatim",
                     "the article has: About 30 boats were lost", id="citation"),
        pytest.param("cite: About 30 boats [...] in a fire", "cite-not-verbatim",
                     "a citation leaves nothing out: make it a list, with one item for each part",
                     id="citation with words left out"),
        pytest.param(f"exact: '\"{QUOTE}'", "quote-not-in-quotation-marks",
                     f"quote only what stands between the marks: {QUOTE}", id="with the mark"),
        pytest.param("speaker: reed\nexact: The cause is not known",
                     "quote-not-in-quotation-marks", "make it a fact that cites these words",
                     id="the reporter's words"),
        pytest.param("exact: We will\nprefix: '“'", "quote-not-verbatim", None, id="mark before"),
        pytest.param("exact: We will\nprefix: She said", "context-not-there",
                     'there they stand like this: " … rebuild the harbour (paragraph 2)',
                     id="other words before"),
    ],
)  # fmt: skip
def test_what_is_not_the_articles_own_is_refused_with_the_way_out(
    lines: str, check: str, fix: str | None, tmp_path: Path
) -> None:
    if fix is None:
        assert loaded(tmp_path, story=changed(lines))[1] == []
        return

    problem = told(tmp_path, lines)

    assert (problem.check, problem.fix) == (check, fix)


def test_the_way_out_of_two_places_settles_it(tmp_path: Path) -> None:
    article = ARTICLE + '\n"We will see," Stone said.\n\n"We will see," Stone repeated.\n'
    problem = told(tmp_path, "exact: We will see", article=article)

    suggested = re.findall(r"`(\w+: [^`]+)` for paragraph (\d)", problem.fix)

    assert problem.message == "quote 'rebuilding' is in the article more than once: " + (
        "in paragraphs 5 and 6"
    )
    assert [int(paragraph) for _, paragraph in suggested] == [5, 6]
    for line, paragraph in suggested:
        content, problems = loaded(
            tmp_path, article=article, story=changed(f"exact: We will see\n{line}")
        )
        assert problems == []
        assert content.stories[0].entries[1].citations[0].paragraph == int(paragraph)


def test_two_places_in_one_paragraph_are_counted(tmp_path: Path) -> None:
    article = ARTICLE.replace("Nobody was hurt", "Nobody was hurt, nobody was hurt")

    lines = "cite: [About 30 boats were lost in a fire, was hurt]\ntext: About 30 boats were lost."
    problem = told(tmp_path, lines, article=article)

    assert problem.check == "cite-ambiguous"
    assert problem.message.endswith("2 times in paragraph 4")


def test_parts_that_stand_at_several_places_are_settled_by_their_order(tmp_path: Path) -> None:
    article = ARTICLE.replace("We will rebuild", "We will see, and we will rebuild")
    article = article.replace("It may cost", "We will see. It may cost")

    content, problems = loaded(
        tmp_path,
        article=article,
        story=changed("exact: we will rebuild the harbour [...] We will see [...] It may cost"),
    )

    assert problems == []
    starts = [citation.start for citation in content.stories[0].entries[1].citations]
    assert starts == sorted(starts)


def test_a_quote_in_another_script_is_held_to_the_same_rule(tmp_path: Path) -> None:
    article = ARTICLE + "\n“港口将在春天重建，”斯通说。\n\nСтоун сказала: «Порт восстановят».\n"
    story = changed("exact: 港口将在春天重建\nspeaker: stone").replace(
        "language: en", "language: zh"
    ).replace("name: Ada Stone\n", "name: Ada Stone\n    also: [斯通, Стоун]\n")  # fmt: skip

    _, right = loaded(tmp_path, article=article, story=story)
    _, wrong = loaded(tmp_path, article=article, story=story.replace("春天", "秋天"))
    _, russian = loaded(
        tmp_path, article=article, story=story.replace("港口将在春天重建", "порт восстановят")
    )

    assert right == []
    assert [problem.check for problem in wrong] == ["quote-not-verbatim"]
    assert [problem.fix for problem in russian] == ["the article has: Порт восстановят"]
