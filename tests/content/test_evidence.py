"""A sentence says no more and no less than the words it cites."""

import json
from pathlib import Path

import pytest

from bot.content.problem import Problem
from bot.content.quantities import quantities
from bot.content.wording import denies, hedges
from tests.content.harbour import ARTICLE, STORY, changed, loaded


def problems(
    directory: Path, *, said: str, text: str, cite: str | list[str] = "", language: str = "en"
) -> list[Problem]:
    """Return what is wrong with a fact about one more sentence of the article."""
    fact = changed(f"text: {json.dumps(text)}\ncite: {json.dumps(cite or said.rstrip('.'))}")
    story = fact.replace("language: en", f"language: {language}")
    return loaded(directory, article=f"{ARTICLE}\n{said}\n", story=story)[1]


HONEST = [
    ("The chair is Anna O’Neil.", "Anna O'Neil is the chair."),
    ("The director is Ingrid Lie.", "Ms Lie is the director."),
    ("No ticket is needed.", "No ticket is needed."),
    ("The fire burned for two days.", "The fire burned for 2 days."),
    ("It cost $1.5 million.", "It cost 1.5 million dollars."),
    ("It cost $1,500.", "It cost 1500 dollars."),
    ("It grew by 35 percent.", "It grew by 35%."),
    ("It grew by 35 per cent.", "Growth: 35 %."),
    ("A three-year plan was made.", "The plan is for three years."),
    ("The 2020-2021 season ended.", "The season of 2020 to 2021 ended."),
    ("It was one of the largest fires.", "It was one of the largest fires."),
    ("It began on Nov. 17.", "It began on November 17."),
    ("It began on Nov. 17.", "It began on 17 November."),
    ("It began in May.", "In May it began."),
    ("A man from Russia's north came.", "Somebody from Russia came."),
    ("The Russia-China plan works.", "Russia and China have a plan."),
    ("The COVID-19 pandemic began.", "COVID-19 began."),
    ("They are not only friends.", "They are friends."),
    ("They are not just developing trade.", "They are developing trade."),
    ("No doubt it works.", "It works."),
    ("It does not work.", "It doesn't work."),
    ("Nobody came.", "No one came."),
    ("It may rain.", "It could rain."),
    ("Perhaps it rains.", "It might rain."),
    ("About 30 came.", "Roughly thirty came."),
    ("It must be done.", "It has to be done."),
    ("It should be done.", "It should be done, the story says."),
    ("They spoke about the plan.", "They spoke about the plan."),
    ("They spoke of the plan.", "They spoke about the plan."),
    ("The mayor hopes for rain.", "The mayor expects rain."),
    ("Rain is expected, she thinks.", "She believes that rain is expected."),
    ("The thief, it is alleged, ran.", "The alleged thief ran."),
    ("China rose.", "China rose."),
]
FALSE = [
    ("The fire burned for two days.", "The fire burned for three days.", "number-not-cited"),
    ("It grew by 35 %.", "It cost $35.", "number-not-cited"),
    ("It cost $35M.", "It grew by 35 percent.", "number-not-cited"),
    ("It cost $35 million.", "It cost $35 billion.", "number-not-cited"),
    ("It cost $35 million.", "It cost 35 million euros.", "number-not-cited"),
    ("It fell 35 %.", "It fell by 35.", "number-not-cited"),
    ("It took five days.", "It took five weeks.", "number-not-cited"),
    ("It was 2020.", "It was 2021.", "number-not-cited"),
    ("It was 1.5 metres.", "It was 15 metres.", "number-not-cited"),
    ("Many came.", "Dozens came, or 20.", "number-not-cited"),
    ("It was minus 5.", "It was 6.", "number-not-cited"),
    ("It began on Nov. 17.", "It began on Nov. 18.", "date-not-cited"),
    ("It began on Nov. 17.", "It began on Dec. 17.", "date-not-cited"),
    ("It began in May.", "It began in June.", "date-not-cited"),
    ("It began on Sunday.", "It began on Saturday.", "date-not-cited"),
    ("A man came.", "A man called Ivanov came.", "name-not-cited"),
    ("A man came.", "Vladimir Putin came.", "name-not-cited"),
    ("A man came.", "Putin said so.", "name-not-cited"),
    ("A man came.", "The EU came.", "name-not-cited"),
    ("A man from Russia came.", "A man from China came.", "name-not-cited"),
    ("It is not only about boats.", "It is only about boats.", "negation-not-cited"),
    ("It is well known.", "It is hardly well known.", "negation-not-cited"),
    ("It is probably old.", "It is old.", "hedge-not-cited"),
    ("It works.", "It does not work.", "negation-not-cited"),
    ("It works.", "It doesn't work.", "negation-not-cited"),
    ("It works.", "It never works.", "negation-not-cited"),
    ("It does not work.", "It works.", "negation-not-cited"),
    ("Nobody came.", "Somebody came.", "negation-not-cited"),
    ("It works without fuel.", "It works with fuel.", "negation-not-cited"),
    ("It may rain.", "It rains.", "hedge-not-cited"),
    ("It could be promising.", "It is promising.", "hedge-not-cited"),
    ("It rains.", "It may rain.", "hedge-not-cited"),
    ("About 40 came.", "40 came.", "hedge-not-cited"),
    ("40 came.", "Nearly 40 came.", "hedge-not-cited"),
    ("It should be done.", "It is done.", "hedge-not-cited"),
    ("It is done.", "It must be done.", "hedge-not-cited"),
    ("He allegedly ran.", "He ran.", "hedge-not-cited"),
    ("He ran.", "He reportedly ran.", "hedge-not-cited"),
    ("It rains.", "She believes that it rains.", "hedge-not-cited"),
]


@pytest.mark.parametrize(("said", "text"), HONEST, ids=[text for _, text in HONEST])
def test_an_honest_sentence_passes(said: str, text: str, tmp_path: Path) -> None:
    assert problems(tmp_path, said=said, text=text) == []


@pytest.mark.parametrize(("said", "text", "check"), FALSE, ids=[text for _, text, _ in FALSE])
def test_a_sentence_that_says_more_or_less_is_a_problem(
    said: str, text: str, check: str, tmp_path: Path
) -> None:
    found = problems(tmp_path, said=said, text=text)

    assert {problem.check for problem in found} == {check}


@pytest.mark.parametrize(
    ("said", "text", "cite", "check"),
    [
        pytest.param("It did not burn down.", "It burned down.", "burn down",
                     "negation-not-cited", id="not, left out of what is cited"),
        pytest.param("It may burn down.", "It burns down.", "burn down",
                     "hedge-not-cited", id="may, left out of what is cited"),
        pytest.param("About 40 came.", "It was 40 people.", "40 came",
                     "hedge-not-cited", id="about, left out of what is cited"),
        pytest.param("Easy it is not, it works.", "It works.", "it works", None,
                     id="not, in another clause"),
        pytest.param("Ivanov came from Oslo.", "He came from Oslo with Ivanov.", "came from Oslo",
                     None, id="a name in the same sentence"),
    ],
)  # fmt: skip
def test_words_right_before_what_is_cited_count(
    said: str, text: str, cite: str, check: str | None, tmp_path: Path
) -> None:
    found = problems(tmp_path, said=said, text=text, cite=cite)

    assert {problem.check for problem in found} == ({check} if check else set())


def test_a_name_of_the_speaker_whose_words_are_cited_needs_no_citation(tmp_path: Path) -> None:
    text = "Ada Stone, the mayor of Port Hale, says the harbour will be rebuilt."
    said = "“It will be rebuilt soon,” she said."

    assert problems(tmp_path, said=said, text=text, cite="It will be rebuilt soon") != []
    assert problems(tmp_path, said=said.replace("she", "Stone"), text=text,
                    cite="It will be rebuilt soon") == []  # fmt: skip


def test_numbers_may_come_from_several_citations(tmp_path: Path) -> None:
    said = "Two men and three women came."

    found = problems(tmp_path, said=said, text="2 men, 3 women.", cite=["Two men", "three women"])

    assert found == []


@pytest.mark.parametrize(
    ("said", "text", "check"),
    [
        pytest.param("Пришли 35 человек.", "Пришли 35 человек.", None, id="same number"),
        pytest.param("Пришли 35 человек.", "Пришли 36 человек.", "number-not-cited", id="other"),
        pytest.param("Рост 35 %.", "Цена 35 рублей.", "number-not-cited", id="other unit"),
        pytest.param("Приехал Сергеев.", "Мы видели Сергеева.", None, id="another case of a name"),
        pytest.param("Приехал Сергеев.", "Мы видели Иванова.", "name-not-cited", id="other name"),
        pytest.param("Он не приехал.", "Он приехал.", None, id="words are not compared"),
    ],
)
def test_in_other_languages_numbers_and_names_are_compared(
    said: str, text: str, check: str | None, tmp_path: Path
) -> None:
    found = problems(tmp_path, said=said, text=text, language="ru")

    of_fact = {problem.check for problem in found if problem.mark.line == _line_of_fact()}
    assert of_fact == ({check} if check else set())


def test_a_summary_is_checked_like_a_fact(tmp_path: Path) -> None:
    story = STORY.replace("text: The cause of the fire is not known.", "text: The cause is known.")

    [problem] = loaded(tmp_path, story=story)[1]

    assert problem.check == "negation-not-cited"


def test_the_fix_shows_the_sentence_of_the_article_that_has_the_name(tmp_path: Path) -> None:
    found = problems(tmp_path, said="A man came.", text="A man called Reed came.")

    assert [problem.fix for problem in found] == [
        "cite it, too; the article has it here: The cause is not known, said the harbour master, "
        "Tom Reed."
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("35%", [("35", "%")]),
        ("35 %", [("35", "%")]),
        ("thirty-five percent", [("35", "%")]),
        ("$35M", [("35000000", "$")]),
        ("US$1.5bn", [("1500000000.0", "$")]),
        ("€20", [("20", "€")]),
        ("20 euros", [("20", "€")]),
        ("1,500 boats", [("1500", "")]),
        ("1\u00a0500", [("1500", "")]),
        ("a dozen", [("12", "")]),
        ("a hundred", [("100", "")]),
        ("two hundred", [("200", "")]),
        ("−5", [("-5", "")]),
        ("10–15", [("10", ""), ("15", "")]),
        ("the 1990s", [("1990", "")]),
        ("21st", [("21", "")]),
        ("COVID-19, one of them, no one", []),
        ("35亿", [("3500000000", "")]),
    ],
)
def test_a_text_has_these_quantities(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(str(q.value), q.unit) for q in quantities(text)] == expected


@pytest.mark.parametrize(
    ("text", "denies_something"),
    [
        ("not only that", False), ("not just that", False), ("no doubt", False), ("No. 5", False),
        ("nothing", True), ("can’t", True), ("neither", True), ("a note", False),
        ("without", True), ("knot", False), ("not the only one", False),
        ("not only, but not", True),
    ],
)  # fmt: skip
def test_denials_are_told_from_words_that_look_like_them(
    text: str, denies_something: bool
) -> None:
    assert bool(denies(text)) is denies_something


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("It may rain.", {"possibility"}),
        ("May 5 was dry.", set()),
        ("In May it rained.", set()),
        ("May it rain.", {"possibility"}),
        ("a talk about rain", set()),
        ("about 5 talks", {"approximation"}),
        ("about $5", {"approximation"}),
        ("around the world", set()),
        ("some 500 people", {"approximation"}),
        ("some people", set()),
        ("He must go.", {"obligation"}),
        ("looking forward to rain", {"belief"}),
    ],
)
def test_a_text_hedges_in_these_ways(text: str, kinds: set[str]) -> None:
    assert set(hedges(text)) == kinds


def _line_of_fact() -> int:
    return STORY.split("\n").index("    text: About 30 boats were lost in the fire.") + 1
