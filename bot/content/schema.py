"""The shape of `story.yaml` and `cases.yaml`, and their JSON Schemas, from one set of models.

The descriptions are what an editor's program shows beside a key.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

MAX_QUESTION = 200
MAX_CANONICAL = 100
MAX_TEXT = 600
MAX_QUOTE = 1000
MAX_NOTE = 200

REASONS = ("out_of_scope", "ambiguous", "smalltalk")

_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_MOMENTS = ["2026-12-01T06:00+03:00", "2026-12-01T03:00Z"]
_LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"

MOMENT = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$"
"""Date, time and time zone."""


def _shown(**keywords: object) -> dict[str, Any]:
    """Return what the JSON Schema says besides, for limits that a check words better."""
    return dict(keywords)


Id = Annotated[str, Field(pattern=_ID, max_length=40)]
# Values stay the text that was typed, and editors' programs see a truth value.
Truth = Annotated[Literal["true", "false"], WithJsonSchema({"type": "boolean"})]
Moment = Annotated[str, Field(json_schema_extra=_shown(pattern=MOMENT))]
Question = Annotated[str, Field(json_schema_extra=_shown(maxLength=MAX_QUESTION, minLength=1))]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Timed(_Shape):
    publish_at: Moment | None = Field(
        default=None,
        title="On air from",
        description="Readers get it from this moment on: date, time and time zone.",
        examples=_MOMENTS,
    )
    expires_at: Moment | None = Field(
        default=None,
        title="On air until",
        description="From this moment on readers get nothing of it: date, time and time zone.",
        examples=_MOMENTS,
    )
    embargo: Moment | None = Field(
        default=None,
        title="Embargo",
        description="No reader gets it before this moment, whatever else is set: date, time and "
        "time zone. The embargo of an entry holds back the entry; the words it cites stay in "
        "the article, which readers can leaf through. That of the story holds back all.",
        examples=_MOMENTS,
    )


class Selector(_Shape):
    """Words of the article, and what stands around them where they occur twice."""

    exact: str = Field(
        title="The words, exactly as in the article",
        description="Copy them from article.txt. Only white space, curly or straight quotation "
        "marks, dashes and … may differ.",
    )
    prefix: str = Field(
        default="",
        title="The words right before",
        description="Needed only when the article has `exact` more than once.",
    )
    suffix: str = Field(
        default="",
        title="The words right after",
        description="Needed only when the article has `exact` more than once.",
    )


def _form(value: object) -> str:
    if isinstance(value, dict | Selector):
        return "selector"
    return "list" if isinstance(value, list) else "words"


_One = Annotated[
    Annotated[str, Tag("words")] | Annotated[Selector, Tag("selector")], Discriminator(_form)
]
Cite = Annotated[
    Annotated[str, Tag("words")]
    | Annotated[Selector, Tag("selector")]
    | Annotated[list[_One], Tag("list"), Field(min_length=1)],
    Discriminator(_form),
]


class Correction(_Shape):
    """What was put right in the article after readers had it."""

    date: str = Field(
        title="Date",
        description="When it was corrected, as an ISO date: year-month-day.",
        examples=["2021-11-18"],
    )
    note: str = Field(
        title="What readers are told",
        description="One sentence: what was wrong, and what is right.",
        examples=["An earlier version gave the number of boats as 13; there were 30."],
        json_schema_extra=_shown(maxLength=MAX_NOTE),
    )


class Header(_Timed):
    """What is known about the story as a whole. Leave out what you do not know."""

    dateline: str | None = Field(
        default=None,
        title="Dateline",
        description="Place, date and agency exactly as the article begins.",
        examples=["MOSCOW, Nov. 17 (Xinhua)"],
    )
    publisher: str = Field(
        title="Publisher", description="Who published the story.", examples=["Xinhua"]
    )
    language: str = Field(
        pattern=_LANGUAGE,
        title="Language of the article",
        description="A BCP 47 code.",
        examples=["en", "ru", "zh", "pt-BR"],
    )
    headline: str | None = Field(
        default=None, title="Headline", description="The headline as published."
    )
    byline: str | None = Field(
        default=None, title="Byline", description="Who wrote the story, as published."
    )
    published: str | None = Field(
        default=None,
        title="Published",
        description="When, as an ISO date: year-month-day, and the time if you know it.",
        examples=["2021-11-17", "2021-11-17T09:30:00+03:00"],
    )
    updated: str | None = Field(
        default=None,
        title="Updated",
        description="When the article was last changed, as an ISO date.",
        examples=["2021-11-18"],
    )
    canonical_url: str | None = Field(
        default=None,
        title="Address",
        description="Where the article stands on the web. Answers link to it.",
        examples=["https://example.org/harbour"],
    )
    corrections: list[Correction] = Field(
        default=[],
        title="Corrections",
        description="What was put right in the article after readers had it, the newest last. "
        "Answers carry the newest, /corrections lists all.",
    )
    draft: Truth = Field(
        default="false",
        title="Draft",
        description="While this is true, nothing of the story is put on air; `ask`, `chat` and "
        "`check` read it all the same. Remove the line when you have looked at everything.",
    )


class Speaker(_Shape):
    """Somebody the article quotes."""

    name: str = Field(
        title="Name", description="As the article has it.", examples=["Alexander Sergeev"]
    )
    role: str = Field(
        default="",
        title="Role",
        description="Who that is, word for word from the article.",
        examples=["president of the Russian Academy of Sciences"],
    )
    also: list[str] = Field(
        default=[],
        title="Other names",
        description="Other names that readers use for this person, in any language.",
    )


class Sentence(_Shape):
    """One sentence of a summary, and the words of the article that it rests on."""

    text: str = Field(title="The sentence", description="What readers get.")
    cite: Cite = Field(
        title="The words of the article that it rests on",
        description="Copied from article.txt: a text, or {exact, prefix, suffix}, or a list.",
    )


class Summary(_Shape):
    """What `/summary short` and `/summary long` say."""

    short: list[Sentence] = Field(
        min_length=1, title="Short summary", description="One to three sentences."
    )
    long: list[Sentence] = Field(
        min_length=1, title="Long summary", description="The story in a paragraph."
    )


class _Entry(_Timed):
    id: Id = Field(
        title="Id",
        description="Small letters, digits and hyphens; unique among all stories. Keep it: links "
        "and buttons name it.",
        examples=["virology-center"],
    )
    questions: list[Question] = Field(
        min_length=1,
        title="Questions that this answers",
        description="As readers would ask. The first one is shown on buttons. Four or more make "
        "answers much better.",
    )
    topics: list[str] = Field(
        default=[], title="Topics", description="Groups for /topics.", examples=[["virology"]]
    )
    withdrawn: str | None = Field(
        default=None,
        title="Withdrawn",
        description="What readers are told instead, when this entry must no longer be given.",
    )
    draft: Truth = Field(
        default="false",
        title="Draft",
        description="While this is true, the entry is not put on air; `ask`, `chat` and `check` "
        "read it all the same. Remove the line when you have looked at the entry.",
    )


class Fact(_Entry):
    """An editor's sentence that rests on words of the article."""

    kind: Literal["fact"] = Field(title="Kind", description="fact, quote or not_reported")
    text: str = Field(
        title="The answer",
        description="One or two sentences. Numbers, dates, names, “not” and words such as “may” "
        "must also stand in what it cites.",
        json_schema_extra=_shown(maxLength=MAX_TEXT),
    )
    cite: Cite = Field(
        title="The words of the article that it rests on",
        description="Copied from article.txt: a text, or {exact, prefix, suffix}, or a list.",
    )
    speaker: str | None = Field(
        default=None,
        title="Who said it",
        description="A key under `speakers`, when the fact is something that somebody said.",
    )


class Quote(_Entry):
    """A speaker's own words, word for word."""

    kind: Literal["quote"] = Field(title="Kind", description="fact, quote or not_reported")
    speaker: str = Field(title="Who said it", description="A key under `speakers`.")
    exact: str = Field(
        title="The words, exactly as in the article",
        description="Without the quotation marks. Write [...] where you leave words out.",
        json_schema_extra=_shown(maxLength=MAX_QUOTE),
    )
    prefix: str = Field(
        default="",
        title="The words right before",
        description="Needed only when the article has `exact` more than once.",
    )
    suffix: str = Field(
        default="",
        title="The words right after",
        description="Needed only when the article has `exact` more than once.",
    )


class NotReported(_Entry):
    """A question that readers ask and the story does not answer."""

    kind: Literal["not_reported"] = Field(title="Kind", description="fact, quote or not_reported")
    text: str = Field(
        title="What the story does not say",
        description="For example: The story gives no age for Alexander Sergeev.",
        json_schema_extra=_shown(maxLength=MAX_TEXT),
    )


Entry = Annotated[Fact | Quote | NotReported, Field(discriminator="kind")]


class StoryFile(_Shape):
    """story.yaml: what editors write about one story."""

    story: Header = Field(title="The story", description="What is known about it as a whole.")
    speakers: dict[Id, Speaker] = Field(
        default={},
        title="Speakers",
        description="Whom the article quotes, each under a short id.",
        json_schema_extra=_shown(additionalProperties=False),
    )
    synonyms: list[Annotated[list[str], Field(min_length=2)]] = Field(
        default=[],
        title="Synonyms",
        description="Groups of words that mean the same to a reader of this story.",
        examples=[[["vaccine", "jab", "vaccination"]]],
    )
    summary: Summary = Field(title="Summaries", description="A short and a long one.")
    entries: list[Entry] = Field(
        min_length=1, title="Entries", description="Everything that a reader can be told."
    )


class Case(_Shape):
    """A question with the outcome it must have."""

    q: Question = Field(
        title="Question", description="What a reader might type; no phrasing of an entry."
    )
    expect: Annotated[
        Annotated[str, Tag("words")] | Annotated[list[str], Tag("list"), Field(min_length=1)],
        Discriminator(_form),
    ] = Field(
        title="What must come of it",
        description="The id of an entry, or a list of ids any of which is right, or "
        "out_of_scope, ambiguous or smalltalk.",
        examples=["virology-center", "out_of_scope", "ambiguous", "smalltalk"],
    )


class CasesFile(_Shape):
    """cases.yaml: the content's own regression tests."""

    cases: list[Case] = Field(
        min_length=1, title="Cases", description="Questions with the outcome they must have."
    )


def json_schema(name: Literal["story", "cases"]) -> dict[str, Any]:
    """Return the JSON Schema of `story.yaml` or `cases.yaml`, for editors' programs."""
    model = StoryFile if name == "story" else CasesFile
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return head | dict(_as_typed(model.model_json_schema()))


def _as_typed(schema: Any) -> Any:
    """Return a schema of what editors may type: a key is left out rather than set to null."""
    if isinstance(schema, list):
        return [_as_typed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {key: _as_typed(value) for key, value in schema.items() if key != "default"}
    if {"type": "null"} in tidy.get("anyOf", []):
        [only] = [one for one in tidy.pop("anyOf") if one != {"type": "null"}]
        tidy |= only
    return tidy
