"""Is this quote real? Verbatim, altered with the difference, or not found."""

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load
from bot.content.article import Article
from bot.content.canonical import canonical
from bot.content.quotation import Altered, Verbatim, Verdict, judge, looks_quoted
from tests.content.test_article_properties import QUICK, articles, slices

CONTENT = Path(__file__).parents[2] / "content"
HARBOUR = Article(
    """\
A fire destroyed nine boats on Sunday. “We don’t know why,” Mara Lindqvist said. Nobody was hurt.

“It will cost $35 million,” the mayor said – “or more.” He may rebuild it, plank by plank.

Nobody was insured ... The council meets on Thursday.
"""
)
CHINESE = Article("中国设定了在许多科学领域走在最前列的任务。他说，这对俄罗斯非常重要。")


@pytest.fixture(scope="module")
def story() -> Article:
    return Article((CONTENT / "russia-china-science" / "article.txt").read_text(encoding="utf-8"))


def shown(verdict: Verdict, article: Article) -> str:
    """Return the difference as a reader might see it: [-missing-] and {+added+}."""
    assert isinstance(verdict, Altered)
    marks = {"same": "{}", "missing": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(
        marks[piece.change].format(article[piece.stands] or piece.pasted)
        for piece in verdict.difference
    )


@pytest.mark.parametrize(
    ("pasted", "stands"),
    [
        pytest.param("We don't know why", "We don’t know why", id="straight apostrophe"),
        pytest.param('"We don\'t know why"', "We don’t know why", id="straight marks"),
        pytest.param("“We don’t know why.”", "We don’t know why", id="full stop inside"),
        pytest.param("«We don’t know why».", "We don’t know why", id="full stop outside"),
        pytest.param("  „We don’t know why“,\n", "We don’t know why", id="comma outside"),
        pytest.param("‘We don’t know why’", "We don’t know why", id="single marks"),
        pytest.param("「Nobody was hurt」。", "Nobody was hurt", id="Chinese marks"),
        pytest.param("Nobody was hurt;", "Nobody was hurt", id="semicolon"),
        pytest.param("… Nobody was hurt […]", "Nobody was hurt", id="dots at the ends"),
        pytest.param('"We don\'t know why," Mara"', "We don’t know why,” Mara", id="three marks"),
        pytest.param("“We don’t know why,” Mara", "“We don’t know why,” Mara", id="marks inside"),
        pytest.param("said - “or more.”", "said – “or more.”", id="dash"),
        pytest.param("insured … The", "insured ... The", id="the article's own dots"),
    ],
)
def test_what_whoever_quotes_puts_around_the_words_is_not_held_against_them(
    pasted: str, stands: str
) -> None:
    verdict = judge(pasted, HARBOUR)

    places = [HARBOUR[p] for p in verdict.places] if isinstance(verdict, Verbatim) else []
    assert places == [stands]


def test_all_places_of_the_words_are_told() -> None:
    verdict = judge("Nobody was", HARBOUR)

    assert isinstance(verdict, Verbatim)
    assert [HARBOUR.paragraph_at(place.start) for place in verdict.places] == [1, 3]


@pytest.mark.parametrize("end", ["\n\n", "\n", " ", "\r\n \r\n"])
def test_words_over_the_end_of_a_paragraph_are_verbatim_however_it_was_pasted(end: str) -> None:
    verdict = judge(f"Nobody was hurt.{end}“It will cost", HARBOUR)

    assert isinstance(verdict, Verbatim)
    assert [HARBOUR[p] for p in verdict.places] == ["Nobody was hurt.\n\n“It will cost"]


def test_paragraphs_that_do_not_follow_each_other_are_altered() -> None:
    verdict = judge("“We don’t know why,” Mara Lindqvist said.\n\nNobody was insured", HARBOUR)

    assert verdict.verdict == "altered"


@pytest.mark.parametrize(
    ("pasted", "difference"),
    [
        pytest.param("A fire destroyed six boats on Sunday",
                     "A fire destroyed [-nine-]{+six+} boats on Sunday", id="a number"),
        pytest.param("“We know why,” Mara Lindqvist said",
                     "“We [-don’t -]know why,” Mara Lindqvist said", id="not"),
        pytest.param("He will rebuild it, plank by plank",
                     "He [-may-]{+will+} rebuild it, plank by plank", id="a hedge"),
        pytest.param("Nobody was seriously hurt", "Nobody was {+seriously +}hurt", id="more"),
        pytest.param("nobody was hurt", "[-Nobody-]{+nobody+} was hurt", id="case"),
        pytest.param("He may rebuild it plank by plank",
                     "He may rebuild it[-,-] plank by plank", id="punctuation inside"),
        pytest.param("Nobody was hurt?", "Nobody was hurt{+?+}", id="a question mark"),
        pytest.param("“Nobody was hurt", "{+“+}Nobody was hurt", id="one mark of a pair"),
        pytest.param("Nobody was hurt!", "Nobody was hurt{+!+}", id="an exclamation mark"),
        pytest.param("Nobody wаs hurt", "Nobody [-was-]{+wаs+} hurt", id="a Cyrillic letter"),
        pytest.param("Nobody w\u200bas hurt", "Nobody [-was-]{+w\u200bas+} hurt",
                     id="a character that nobody sees"),
        pytest.param("It will cost $35", "It will cost $35[- million-]", id="half an amount"),
        pytest.param("35 million,” the mayor said", "[-$-]35 million,” the mayor said",
                     id="an amount without its sign"),
        pytest.param("They destroyed nine boats on Sunday",
                     "[-fire-]{+They+} destroyed nine boats on Sunday", id="the first word"),
        pytest.param("A fire […] on Sunday", "A fire [-destroyed nine boats-]{+[…]+} on Sunday",
                     id="left out openly"),
        pytest.param("A fire on Sunday. “We don’t know why", "A fire [-destroyed nine boats -]on "
                     "Sunday. “We don’t know why", id="left out over two sentences"),
        pytest.param("Yesterday nobody knew that a fire destroyed nine boats on Sunday.",
                     "[-A-]{+Yesterday nobody knew that a+} fire destroyed nine boats on "
                     "Sunday", id="in another's sentence"),
    ],
)  # fmt: skip
def test_what_was_altered_is_shown_word_by_word(pasted: str, difference: str) -> None:
    verdict = judge(pasted, HARBOUR)

    assert shown(verdict, HARBOUR) == difference


def test_words_left_out_openly_are_told_from_words_changed() -> None:
    openly = judge("“A fire … on Sunday”", HARBOUR)
    changed = judge("A blaze … nine boats on Sunday", HARBOUR)

    assert isinstance(openly, Altered)
    assert isinstance(changed, Altered)
    assert (openly.is_shortened, changed.is_shortened) == (True, False)
    assert HARBOUR[openly.context] == "A fire destroyed nine boats on Sunday."


def test_chinese_is_compared_character_by_character() -> None:
    verbatim = judge("“这对俄罗斯非常重要”", CHINESE)
    altered = judge("这对俄罗斯并不重要", CHINESE)

    assert verbatim.verdict == "verbatim"
    assert shown(altered, CHINESE) == "这对俄罗斯[-非常-]{+并不+}重要"


@pytest.mark.parametrize(
    "pasted",
    [
        pytest.param("", id="nothing"),
        pytest.param(" \n ", id="white space"),
        pytest.param("“”", id="only marks"),
        pytest.param("...", id="only dots"),
        pytest.param("🔥🔥🔥", id="emoji"),
        pytest.param("virology", id="one word of another story"),
        pytest.param("nine ships", id="two words, one of them the story's"),
        pytest.param("המכון לחקר הנגיפים", id="right to left"),
        pytest.param("他说这很重要", id="another script"),
        pytest.param("boats " * 1666, id="ten thousand characters"),
        pytest.param("x" * 10_000, id="one long word"),
        pytest.param("水" * 10_000, id="ten thousand Han characters"),
        pytest.param("“" * 10_000, id="ten thousand marks"),
        pytest.param("… a " * 2_500, id="dots without end"),
    ],
)
def test_what_is_nowhere_near_the_story_is_not_found(pasted: str) -> None:
    assert judge(pasted, HARBOUR).verdict == "not_found"


def test_a_whole_article_with_one_word_changed_is_altered_there(story: Article) -> None:
    pasted = story.text.replace("are not just", "are just")

    whole, changed = judge(story.text, story), judge(pasted, story)

    assert whole.verdict == "verbatim"
    assert isinstance(changed, Altered)
    assert [story[p.stands] for p in changed.difference if p.change == "missing"] == ["not "]


# What holds for every article


@QUICK
@given(st.data())
def test_a_slice_is_verbatim_and_a_place_has_the_same_words(data: st.DataObject) -> None:
    written = data.draw(articles())
    span = data.draw(slices(written))
    text = data.draw(st.sampled_from(["{}", "“{}”", "  {}\n", "«{}»."])).format(
        written.article[span]
    )

    verdict = judge(text, written.article)

    assert isinstance(verdict, Verbatim)
    for place in verdict.places:
        assert canonical(written.article[place]) == canonical(verdict.words).strip()


@QUICK
@given(st.data())
def test_the_difference_is_all_of_the_stretch_and_all_of_the_paste(data: st.DataObject) -> None:
    written = data.draw(articles())
    article = written.article
    words = article[data.draw(st.sampled_from(article.paragraphs))].split(" ")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(words)))
        more = data.draw(st.lists(st.sampled_from(["not", "Ещё", "e\u0301", "病", "—", "7", "…"])))
        words[at : at + data.draw(st.integers(0, 2))] = more
    pasted = data.draw(st.sampled_from([" ", "\n", "  "])).join(words)

    verdict = judge(pasted, article)

    assert verdict.words in pasted
    if isinstance(verdict, Altered):
        pieces = verdict.difference
        stretch = "".join(article[p.stands] for p in pieces)
        assert stretch == article[verdict.stretch]
        assert "".join(p.pasted for p in pieces) == verdict.words
        assert {p.change for p in pieces} != {"same"}
        assert verdict.context.holds(verdict.stretch)
        for piece in pieces:
            stands = article[piece.stands]
            assert (bool(stands), bool(piece.pasted)) == {
                "same": (True, True), "missing": (True, False), "added": (False, True)
            }[piece.change]  # fmt: skip
            if piece.change == "same":
                assert canonical(stands) == canonical(piece.pasted)


@given(st.text(max_size=200))
def test_any_text_at_all_gets_a_verdict(text: str) -> None:
    assert judge(text, HARBOUR).verdict in ("verbatim", "altered", "not_found")
    assert looks_quoted(text, HARBOUR) in (True, False)


# Where the cut between altered and not found lies, measured on the first story

OTHERS = """\
Chinese and Russian scientists will study permafrost together, the two academies said on Monday.
The president of the Russian Academy of Sciences opened the congress in Kazan on Tuesday.
Russia and China signed an agreement on a joint lunar station in March.
The pandemic has slowed international cooperation in science, a report said.
"We are ready to share our vaccine with every country that needs it," the health minister said.
China has launched a new satellite for quantum communication, Xinhua reported.
The new center for nuclear research will open in Dubna next year, officials said.
In an interview with Xinhua, the ambassador said that trade between the two countries had grown.
The scientist said that he was looking forward to the results of the trials.
Researchers have found a way to quickly detect the virus in waste water.
"This is very important for our region," the governor said, thanking the doctors.
Scientific and technological progress depends on schools, he told the conference.
The year 2020 was the warmest on record, the meteorological agency said.
High technologies account for a third of exports, according to the ministry.
MOSCOW, Nov. 12 (Xinhua) -- Russian President Vladimir Putin met the members of the government.
"We have put forward three candidates for the prize," the jury said.
Bilateral trade could double within five years, the chamber of commerce believes.
The test systems were delivered to hospitals in the Far East on Friday.
He said that China had set a good example in fighting poverty.
The fire in the old harbour destroyed nine fishing boats on Sunday night.
""".splitlines()
PARAPHRASES = """\
Sergeev hopes for closer ties between Moscow and Beijing in science and technology.
The joint year of innovation matters a great deal, the academy's head told reporters.
We want to lift our partnership with the Chinese to a higher level.
Beijing wants to lead in many branches of research that will decide tomorrow's technologies.
Working side by side helps us, since we can pool what we have and know.
Virology ought to be among the topics on which the two neighbours team up, he thinks.
A Russian virology centre was suggested, and Chinese experts would be asked for advice.
Russia can learn from the Chinese how to turn knowledge into products fast.
""".splitlines()
TRANSLATIONS = """\
Мы не просто развиваем общее сотрудничество с Китаем, мы делаем акцент на науке и технологиях.
Китай во многом пример для России в том, как быстро превращать научные знания в технологии.
Мы выступили с инициативой создать в России новый центр фундаментальной вирусологии.
我们不仅仅是在发展与中国的一般合作，而是专注于科学和高技术。
在如何快速将科学知识和进步转化为技术方面，中国在很大程度上是俄罗斯的榜样。
我们在俄罗斯提出了建立一个新的基础病毒学中心的倡议。
""".splitlines()
STRANGERS = "harbour minister quickly never council local strong agreed before large".split()


def replaced(sentence: str, count: int, chance: random.Random) -> str:
    words = sentence.split()
    for i in chance.sample(range(len(words)), count):
        words[i] = chance.choice(STRANGERS)
    return " ".join(words)


def test_altered_sentences_are_told_from_those_of_other_texts(story: Article) -> None:
    """Of 12 sentences, changed in four ways and each way five times, 240 of 240 are altered.

    Of 20 sentences of other texts on the same matters 1 is taken for altered, because it has seven
    words with the story in common, "president of the Russian Academy of Sciences"; of 8
    paraphrases and 6 translations none is. Nothing of all this is verbatim. What the cuts come to
    on other articles is said at `quotation.RUN`.
    """
    chance = random.Random(20)
    pasted: list[tuple[str, str]] = []
    for span in story.sentences * 5:
        sentence, words = story[span], story[span].split()
        at = chance.randrange(2, len(words) - 6)
        pasted += [
            ("one word", replaced(sentence, 1, chance)),
            ("three words", replaced(sentence, 3, chance)),
            ("left out", " ".join([*words[:at], *words[at + 3 :]])),
            ("a part", replaced(" ".join(words[at - 2 : at + 6]), 1, chance)),
        ]
    for span in story.sentences:
        for kind, old, new in (("a number", "2021", "2022"), ("no not", "not ", "")):
            if old in story[span]:
                pasted.append((kind, story[span].replace(old, new, 1)))
    pasted += [("other", sentence) for sentence in OTHERS]
    pasted += [("paraphrase", sentence) for sentence in PARAPHRASES]
    pasted += [("translation", sentence) for sentence in TRANSLATIONS]

    verdicts = Counter((kind, judge(text, story).verdict) for kind, text in pasted)

    assert verdicts == {
        ("one word", "altered"): 60,
        ("three words", "altered"): 60,
        ("left out", "altered"): 60,
        ("a part", "altered"): 60,
        ("a number", "altered"): 1,
        ("no not", "altered"): 2,
        ("other", "not_found"): 19,
        ("other", "altered"): 1,
        ("paraphrase", "not_found"): len(PARAPHRASES),
        ("translation", "not_found"): len(TRANSLATIONS),
    }


# Messages without a command


def test_no_question_of_the_first_story_is_taken_for_a_quotation(story: Article) -> None:
    """0 of 3,520 phrasings and cases; 0 too when their question marks and words are not seen."""
    [told] = load(CONTENT)[0].stories
    questions = [question for entry in told.entries for question in entry.questions]
    questions += [case.question for case in told.cases]

    taken = [question for question in questions if looks_quoted(question, story)]

    assert len(questions) > 3_500
    assert taken == []


@pytest.mark.parametrize("form", ["{}", "“{}”", "{} "])
def test_every_sentence_of_the_story_is_taken_for_a_quotation(form: str, story: Article) -> None:
    sentences = [form.format(story[sentence]) for sentence in story.sentences]

    assert [s for s in sentences if not looks_quoted(s, story)] == []


def test_a_sentence_with_two_words_replaced_is_one_unless_it_begins_as_a_question_does(
    story: Article,
) -> None:
    chance = random.Random(20)
    sentences = [replaced(story[sentence], 2, chance) for sentence in story.sentences]

    assert [s[:12] for s in sentences if not looks_quoted(s, story)] == ["How China is"]


@pytest.mark.parametrize(
    ("message", "is_quoted"),
    [
        pytest.param("“Nobody knows anything”", True, id="in marks"),
        pytest.param("«Никто не пострадал».", True, id="in other marks"),
        pytest.param("「这次没有人受伤。」", True, id="in Chinese marks"),
        pytest.param("“Nobody knows”", False, id="two words in marks"),
        pytest.param("what does “plank by plank” mean", False, id="a question about a quotation"),
        pytest.param("“nine boats” and “six boats”", False, id="two quotations"),
        pytest.param("nine boats", False, id="a few words of the story"),
        pytest.param("A fire destroyed nine boats on Sunday", True, id="seven words of the story"),
        pytest.param("fire destroyed nine boats on Monday", False, id="a few words, altered"),
        pytest.param("He will rebuild it tomorrow, plank by plank", True, id="nearly a sentence"),
        pytest.param("He will rebuild it tomorrow, plank by plank?", False, id="asked"),
        pytest.param("will he rebuild it tomorrow, plank by plank", False, id="a question word"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_message_is_taken_for_a_quotation_or_not(message: str, is_quoted: bool) -> None:
    assert looks_quoted(message, HARBOUR) is is_quoted
