"""Checks that an entry names the speaker to whom the article gives the words."""

from collections.abc import Iterator

from bot.content.draft import Draft
from bot.content.manual import check, guess
from bot.content.problem import Problem
from bot.content.schema import NotReported
from bot.content.voices import Voice


@check
def speaker_unknown(draft: Draft) -> Iterator[Problem]:
    """`speaker` is a key under `speakers`.

    Why: readers are told who said it, by name and role.

    Wrong:  speaker: ston
    Right:  speaker: stone
    """
    for i, entry in draft.entries:
        if isinstance(entry, NotReported) or not entry.speaker:
            continue
        if draft.speaker_ids is not None and entry.speaker not in draft.speaker_ids:
            known = ", ".join(sorted(draft.speaker_ids)) or "nobody yet"
            yield Problem(
                draft.mark("entries", i, "speaker"),
                "speaker-unknown",
                f"{entry.speaker!r} is not under `speakers`",
                f"known there: {known}{guess(entry.speaker, draft.speaker_ids)}",
            )


@check
def quote_not_attributed(draft: Draft) -> Iterator[Problem]:
    """The article gives the words of a quote to the speaker that the entry names.

    Why: right words in the wrong mouth are a false quotation.

    Wrong:
        speaker: reed
        exact: We will rebuild the harbour

    Right:
        speaker: stone
        exact: We will rebuild the harbour
    """
    for i, entry, passage in draft.told_quotes:
        speaker = draft.file.speakers.get(entry.speaker)
        if speaker is None or not draft.names(speaker.name):
            continue
        for span in passage.spans or ():
            if not any(quotation.holds(span) for quotation in draft.article.quotations):
                continue
            voice = draft.voices.of_quotation(span)
            if voice.speaker != entry.speaker:
                yield Problem(
                    draft.mark("entries", i, "speaker"),
                    "quote-not-attributed",
                    f"the article gives quote {entry.id!r} {_to(draft, voice)}, "
                    f"not to {speaker.name}",
                    "correct `speaker`; if the article calls this person something else there, "
                    f"add that name under `also` of {entry.speaker!r}",
                )


@check
def fact_not_attributed(draft: Draft) -> Iterator[Problem]:
    """A fact with a `speaker` cites words that the article gives to that speaker.

    Why: readers are told that this person said so.

    Wrong:
        text: The cause is not known.
        cite: The cause is not known
        speaker: stone

    Right:
        text: The cause is not known.
        cite: The cause is not known
        speaker: reed
    """
    for claim in draft.told_facts:
        speaker = draft.file.speakers.get(claim.speaker or "")
        if speaker is None or claim.speaker is None or not draft.names(speaker.name):
            continue
        for passage in claim.passages:
            if any(not draft.voices.may_be(claim.speaker, span) for span in passage.spans or ()):
                yield Problem(
                    passage.mark,
                    "fact-not-attributed",
                    f"the article does not say that these words come from {speaker.name}",
                    "correct `speaker`, or remove it if this is the reporter's own wording",
                )


def _to(draft: Draft, voice: Voice) -> str:
    if voice.speaker:
        return f"to {draft.file.speakers[voice.speaker].name}"
    return f"to {voice.name}" if voice.name else "to nobody by name"
