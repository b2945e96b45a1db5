"""To whom an article gives its words."""

from pathlib import Path

import pytest

from bot.content.article import Article
from bot.content.schema import Speaker
from bot.content.voices import Voices

SPEAKERS = {
    "stone": Speaker(name="Ada Stone", role="the mayor of Port Hale"),
    "ohara": Speaker(name="Pat O'Hara"),
    "reed": Speaker(name="Tom Reed", role="harbour master", also=["the man with the keys"]),
}


@pytest.mark.parametrize(
    ("article", "speaker"),
    [
        pytest.param('"WORDS," Stone said.', "stone", id="surname and verb"),
        pytest.param('"WORDS," said Stone.', "stone", id="verb and surname"),
        pytest.param('"WORDS," Ada Stone told reporters.', "stone", id="full name"),
        pytest.param("“WORDS,” Ada Stone said.", "stone", id="curly marks"),
        pytest.param("‘WORDS,’ Ada Stone said.", "stone", id="single curly marks"),
        pytest.param("'WORDS,' Ada Stone said.", "stone", id="single straight marks"),
        pytest.param('Stone said: "WORDS."', "stone", id="before the words"),
        pytest.param('"WORDS," according to Stone.', "stone", id="according to"),
        pytest.param(
            'The plan is, in the words of Stone, "WORDS".', "stone", id="in the words of"
        ),
        pytest.param('Stone called the plan "WORDS".', "stone", id="called"),
        pytest.param('Stone was blunt: "WORDS."', "stone", id="no verb of speech"),
        pytest.param('"WORDS," Mayor Stone said.', "stone", id="title"),
        pytest.param('"WORDS," Stone, 54, told the Times on Tuesday.', "stone", id="age"),
        pytest.param('"WORDS," said Ms. Stone, who smiled.', "stone", id="title after the verb"),
        pytest.param('"WORDS," said Port Hale Mayor Ada Stone.', "stone", id="long title"),
        pytest.param('"WORDS," Port Hale\'s mayor said.', "stone", id="a town's mayor"),
        pytest.param('"WORDS," Oslo\'s minister said.', "Oslo's minister", id="a town's minister"),
        pytest.param('"WORDS," Stone\'s statement said.', "stone", id="her statement"),
        pytest.param('"WORDS," the statement said.', "the statement", id="a statement"),
        pytest.param("Stone – once a sailor – said: “WORDS.”", "stone", id="between dashes"),
        pytest.param('Stone (Labour) said: "WORDS."', "stone", id="party"),
        pytest.param('Stone, speaking in Oslo, said: "WORDS."', "stone", id="speaking in"),
        pytest.param('"No." Stone paused. "WORDS."', "stone", id="named in the paragraph"),
        pytest.param('"WORDS," Pat O’Hara said.', "ohara", id="curly apostrophe in a name"),
        pytest.param('"WORDS," Ivy Stone said.', "Ivy Stone", id="same surname, other first name"),
        pytest.param('"WORDS," Ivanov said.', "Ivanov", id="somebody unknown"),
        pytest.param('"WORDS," said Petra Ivanova.', "Petra Ivanova", id="unknown after verb"),
        pytest.param('"WORDS," a source said.', "a source", id="a source"),
        pytest.param('"WORDS," said one expert.', "one expert", id="one expert"),
        pytest.param('"WORDS," the report said.', "the report", id="a report is nobody"),
        pytest.param('"WORDS," Officials said.', "Officials", id="officials"),
        pytest.param('"WORDS," Stone\'s spokesman said.', "Stone's spokesman", id="a spokesman"),
        pytest.param(
            '"WORDS," said Stone\'s spokesman.', "Stone's spokesman", id="said spokesman"
        ),
        pytest.param('"WORDS," a colleague of Stone said.', "a colleague", id="a colleague"),
        pytest.param(
            '"WORDS," Ivanov, a friend of Stone, said.', "Ivanov", id="a friend in apposition"
        ),
        pytest.param(
            '"WORDS," Stone, the mayor of Port Hale, has said.', "stone", id="apposition"
        ),
        pytest.param('"WORDS," the mayor, Ada Stone, said.', "stone", id="name in apposition"),
        pytest.param('"WORDS," said the harbour master, Tom Reed.', "reed", id="role, then name"),
        pytest.param('"WORDS," the mayor said.', "stone", id="role that one speaker has"),
        pytest.param('"WORDS," the man with the keys said.', "reed", id="name under also"),
        pytest.param('"WORDS," Stone told Reed.', "stone", id="told somebody known"),
        pytest.param('Stone smiled and said: "WORDS."', "stone", id="subject before another verb"),
        pytest.param('Stone said it was over, adding: "WORDS."', "stone", id="adding"),
        pytest.param('Reed spoke.\n\n"WORDS," he said.', "reed", id="he"),
        pytest.param('Reed spoke.\n\n"WORDS," the engineer said.', "reed", id="the engineer"),
        pytest.param(
            'Stone spoke.\n\nReed said no.\n\n"WORDS," he said.', "reed", id="nearest before he"
        ),
        pytest.param(
            'Stone spoke.\n\nIvanov said no.\n\n"WORDS," he said.', "Ivanov", id="he is unknown"
        ),
        pytest.param(
            'Reed said no.\n\n"Yes," he said.\n\n"WORDS," he added.', "reed", id="he after he"
        ),
        pytest.param('"No," Stone said. "WORDS."', "stone", id="goes on after the verb"),
        pytest.param('"WORDS. And more," Stone said.', "stone", id="two sentences in one"),
        pytest.param('"WORDS?" Stone asked.', "stone", id="a question"),
        pytest.param(
            'Reed asked: "WORDS?" Stone said no.', "reed", id="a question, then an answer"
        ),
        pytest.param(
            'Reed told them all of this: "WORDS?" Stone said no.', "reed", id="announced from afar"
        ),
        pytest.param('Reed said no. "WORDS?" Stone asked.', "stone", id="a question after others"),
        pytest.param(
            '"No," Stone said, while Reed added: "WORDS."', "reed", id="two in a sentence"
        ),
        pytest.param('"WORDS," Stone said. "No," Reed said.', "stone", id="two in a paragraph"),
        pytest.param('"Yes," Stone said. "WORDS," Reed said.', "reed", id="the second of two"),
        pytest.param(
            'Stone said: "This goes on.\n\n"WORDS."', "stone", id="reopened in the next paragraph"
        ),
        pytest.param('Stone said this:\n\n"WORDS."', "stone", id="announced with a colon"),
        pytest.param('"No," Stone said.\n\n"WORDS."', "", id="a new paragraph names nobody"),
        pytest.param('"WORDS."', "", id="nobody at all"),
        pytest.param('On a wall stood "WORDS".', "", id="a placard"),
    ],
)
def test_words_in_quotation_marks_belong_to_whom_the_article_gives_them(
    article: str, speaker: str
) -> None:
    text = Article(article.replace("WORDS", "we know the plan"))
    [span] = text.locate("we know the plan")

    voice = Voices(text, SPEAKERS, "en").of_quotation(span)

    assert (voice.speaker or voice.name) == speaker


@pytest.mark.parametrize(
    ("article", "may_be"),
    [
        pytest.param("The plan is known, Stone said.", True, id="said"),
        pytest.param("The plan is known, said the mayor.", True, id="role"),
        pytest.param("Stone spoke.\n\nIn her view, the plan is known.", True, id="in her view"),
        pytest.param("The cause, an ember, and the plan is known, said Stone.", True, id="commas"),
        pytest.param("Stone was sure: the plan is known.", True, id="named in the sentence"),
        pytest.param("Stone spoke. The plan is known.", True, id="named in the paragraph"),
        pytest.param("The plan is known, Reed said.", False, id="another speaker"),
        pytest.param("Stone was there. The plan is known, Ivanov said.", False, id="unknown"),
        pytest.param("The plan is known.\n\nStone spoke.", False, id="another paragraph"),
    ],
)
def test_words_of_a_fact_may_be_those_of_a_speaker_near_them(article: str, may_be: bool) -> None:
    text = Article(article)
    [span] = text.locate("the plan is known") or text.locate("The plan is known")

    assert Voices(text, SPEAKERS, "en").may_be("stone", span) is may_be


@pytest.mark.parametrize(
    ("article", "words", "speaker"),
    [
        pytest.param(
            "Мэр Ада Стоун выступила.\n\n«Мы знаем план», — сказала она.", "Мы знаем план",
            "stone", id="Russian, paragraph before",
        ),
        pytest.param(
            "Ада Стоун и Том Рид спорили. «Мы знаем план», — заявил Том Рид.", "Мы знаем план",
            "reed", id="Russian, the nearer of two",
        ),
        pytest.param("斯通说：“我们知道计划。”", "我们知道计划", "stone", id="Chinese"),
        pytest.param("市长斯通说：“我们知道计划。”", "我们知道计划", "stone", id="no spaces"),
    ],
)  # fmt: skip
def test_in_other_languages_the_speaker_named_nearest_counts(
    article: str, words: str, speaker: str
) -> None:
    speakers = {
        "stone": Speaker(name="Ада Стоун", also=["斯通"]),
        "reed": Speaker(name="Том Рид"),
    }
    text = Article(article)
    [span] = text.locate(words)

    assert Voices(text, speakers, "ru").of_quotation(span).speaker == speaker


def test_every_quotation_of_the_story_belongs_to_alexander_sergeev() -> None:
    path = Path(__file__).parents[2] / "content" / "russia-china-science" / "article.txt"
    article = Article(path.read_text(encoding="utf-8"))
    role = "president of the Russian Academy of Sciences"
    voices = Voices(article, {"sergeev": Speaker(name="Alexander Sergeev", role=role)}, "en")

    assert len(article.quotations) == 6
    assert {voices.of_quotation(q).speaker for q in article.quotations} == {"sergeev"}
    assert all(voices.may_be("sergeev", sentence) for sentence in article.sentences)
