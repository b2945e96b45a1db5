"""An editor sends files: problems, or what changes; then one tap, and one to undo it."""

import gc
import io
import logging
import zipfile

import pytest

from bot.desk import Edition
from bot.newsroom import progress, proposals
from bot.newsroom.proposals import MOST_KEPT
from bot.phrases import ENGLISH
from tests.botapi import BotApi, Button, Message
from tests.botapi.methods import Upload
from tests.content.harbour import ARTICLE, STORY
from tests.scenarios.newsroom import Newsroom, checker, newsroom, sent_to, until

__all__ = ["checker", "newsroom"]

UPLOAD = Upload("story.yaml", b"story: {}")
QUESTION = "how many vessels burned"
BETTER = STORY.replace(
    "boats were lost?\n", "boats were lost?\n      - How many vessels burned?\n"
)
BROKEN = STORY.replace("by early spring", "by late spring")
WORDIER = STORY.replace(
    "      - Were the boats", "      - Was there any insurance?\n      - Were the boats"
)


async def sends(newsroom: Newsroom, text: str, name: str = "story.yaml") -> Message:
    """Have Eve send a file, and return the bot's answer."""
    return await newsroom.eve.sends_document(name, text.encode())


def zipped(**files: str) -> bytes:
    """Return a zip of a folder; `_` in the names stands for the dot."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"fire/{name.replace('_', '.')}", text)
    return packed.getvalue()


def in_memory(question: str) -> int:
    """Return how many editions there are with an entry that is asked so."""
    gc.collect()
    return sum(
        any(question in entry.questions for entry in one.entries)
        for one in gc.get_objects()
        if isinstance(one, Edition)
    )


BARNS_ARTICLE = ARTICLE.replace("PORT HALE", "WESTON").replace("30 boats", "30 barns")
BARNS = zipped(
    article_txt=BARNS_ARTICLE,
    story_yaml=STORY.replace("PORT HALE", "WESTON")
    .replace("30 boats", "30 barns")
    .replace("How many boats were lost?", "How many barns were lost?")
    .replace("boats-lost", "barns-lost")
    .replace("id: rebuilding", "id: barns-rebuilding")
    .replace("When will the harbour be rebuilt?", "What of the barns by early spring?")
    .replace("id: insurance", "id: barns-insurance")
    .replace("Were the boats insured?", "Were the barns insured?")
    .replace("the boats were", "the barns were"),
)


async def test_a_better_story_is_shown_published_answered_from_and_undone(
    newsroom: Newsroom,
) -> None:
    eve, ann = newsroom.eve, newsroom.ann
    assert (await ann.says(QUESTION)).covered("blockquote") == ()

    shown = await sends(newsroom, BETTER)
    assert "No problems in harbour/story.yaml." in shown.text
    assert "“How many vessels burned?”" in shown.text
    assert shown.labels == ("Publish", "Discard")
    assert newsroom.file("story.yaml").read_text() == STORY

    on_air = (await eve.taps(shown, "Publish")).message
    assert on_air.id == shown.id
    assert "Edition 2 is on air" in on_air.text
    assert newsroom.file("story.yaml").read_text() == BETTER
    assert (await ann.says(QUESTION)).covered("blockquote") == (
        "About 30 boats were lost in a fire",
    )

    undone = (await eve.taps(on_air, "Undo")).message
    assert "Edition 2 is undone. Edition 3 is on air" in undone.text
    assert newsroom.file("story.yaml").read_text() == STORY
    assert (await ann.says(QUESTION)).covered("blockquote") == ()


async def test_who_waits_reads_what_is_being_done_in_the_message_with_the_result(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PATIENCE_S", 0.0)

    first = await sends(newsroom, BETTER)

    assert first.text.endswith(" …")
    await until(lambda: not newsroom.eve.sees(first).text.endswith(" …"))
    assert newsroom.eve.sees(first).labels == ("Publish", "Discard")
    assert len(newsroom.eve.reads()) == 1


async def test_given_nobody_can_be_told_what_is_being_done_then_it_is_done_all_the_same(
    newsroom: Newsroom,
    server: BotApi,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    shown = await sends(newsroom, BETTER)
    monkeypatch.setattr(progress, "PATIENCE_S", 0.0)
    server.fail("editMessageText", status=403, description="Forbidden: bot was blocked")

    await newsroom.eve.taps(shown, "Publish")

    await until(lambda: newsroom.eve.sees(shown).text.startswith("Edition 2 is on air"))
    assert newsroom.file("story.yaml").read_text() == BETTER
    assert "what is being done not told, Forbidden" in caplog.text


async def test_problems_are_shown_as_check_prints_them_and_nothing_changes(
    newsroom: Newsroom,
) -> None:
    shown = await sends(newsroom, BROKEN)

    assert shown.text.startswith("1 problem in harbour/story.yaml, so nothing is published.")
    assert "harbour/story.yaml:31:12: " in shown.text
    assert "[quote-not-verbatim]\n  fix: " in shown.text
    assert shown.labels == ()
    assert newsroom.file("story.yaml").read_text() == STORY
    assert newsroom.publisher.on_air.number == 1


async def test_problems_that_do_not_fit_come_as_a_file(newsroom: Newsroom, server: BotApi) -> None:
    many = STORY + "".join(
        f"  - id: fact-{n}\n    kind: fact\n    text: It is so.\n    cite: Not there {n}\n"
        f"    questions: [What of number {n}?]\n"
        for n in range(30)
    )

    shown = await sends(newsroom, many)
    file = await newsroom.eve.hears()

    assert shown.text.count("[cite-not-verbatim]") < 30
    assert file.document == "problems.txt"
    assert sent_to(server, file).count(b"[cite-not-verbatim]") == 30


async def test_what_is_on_air_already_is_said_to_be_so(newsroom: Newsroom) -> None:
    shown = await sends(newsroom, STORY)

    assert "is on air already" in shown.text
    assert shown.labels == ()


async def test_the_same_article_again_is_said_to_be_on_air_and_no_more(
    newsroom: Newsroom,
) -> None:
    shown = await newsroom.eve.sends_document("article.txt", ARTICLE.encode())

    assert shown.text == "What is in the new article of harbour is on air already: nothing to do."


async def test_a_zip_of_a_new_story_goes_on_air_beside_the_other(newsroom: Newsroom) -> None:
    shown = await newsroom.eve.sends_document("fire.zip", BARNS)

    assert "the story is new, with 3 entries" in shown.text
    await newsroom.eve.taps(shown, "Publish")
    answer = await newsroom.ann.says("how many barns were lost")
    assert answer.covered("blockquote") == ("About 30 barns were lost in a fire",)
    assert (newsroom.folder / "fire" / "article.txt").read_text() == BARNS_ARTICLE


async def test_files_that_are_sent_at_once_are_checked_together(newsroom: Newsroom) -> None:
    article = ARTICLE.replace("early spring", "late spring")
    eve = newsroom.eve

    shown = await eve.sends_documents(
        ("article.txt", article.encode()), ("story.yaml", BROKEN.encode())
    )
    both = "No problems in harbour/article.txt and harbour/story.yaml."
    await until(lambda: eve.sees(shown).text.startswith(both))

    assert eve.sees(shown).labels == ("Publish", "Discard")
    assert len(eve.reads()) == 1


async def test_a_caption_below_the_last_file_is_for_all_that_are_sent_at_once(
    newsroom: Newsroom,
) -> None:
    eve = newsroom.eve
    await eve.taps(await eve.sends_document("fire.zip", BARNS), "Publish")
    cases = "cases:\n  - q: how many boats were lost in all\n    expect: boats-lost\n"

    shown = await eve.sends_documents(
        ("story.yaml", BETTER.encode()), ("cases.yaml", cases.encode()), caption="harbour"
    )
    both = "No problems in harbour/story.yaml and harbour/cases.yaml."
    await until(lambda: eve.sees(shown).text.startswith(both))

    await eve.taps(eve.sees(shown), "Publish")
    assert newsroom.file("story.yaml").read_text() == BETTER
    assert newsroom.file("cases.yaml").read_text() == cases


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("story.yaml", b"", "is empty"),
        ("story.yaml", b"\0\1\2" * 100, "is not a text"),
        ("notes.pdf", b"%PDF-1.7", "is a PDF"),
        ("story.zip", b"PK\3\4 and no more", "cannot be opened"),
        ("story.zip", zipped(story_yaml="a" * 60_000_000), "are the most that is read"),
        ("story.yaml", b"story: &a [*a, *a]", "problem"),
        ("story.yaml", b"x" * 9_000_000, "are the most that is taken"),
    ],
    ids=["empty", "binary", "pdf", "cut", "bomb", "aliases", "huge"],
)
async def test_what_is_of_no_use_is_refused_in_plain_words(
    newsroom: Newsroom, name: str, data: bytes, said: str
) -> None:
    shown = await newsroom.eve.sends_document(name, data)

    assert said in shown.text
    assert shown.labels == ()
    assert newsroom.publisher.on_air.number == 1
    assert newsroom.file("story.yaml").read_text() == STORY


async def test_what_is_too_large_is_not_even_fetched(newsroom: Newsroom, server: BotApi) -> None:
    await newsroom.eve.sends_document("story.zip", b"x" * 9_000_000)

    assert "getFile" not in [call.method for call in server.calls]


async def test_a_proposal_is_published_once_and_not_after_it_was_discarded(
    newsroom: Newsroom,
) -> None:
    shown = await sends(newsroom, BETTER)
    publish, discard = shown.button("Publish"), shown.button("Discard")

    discarded = await newsroom.eve.taps(shown, discard)
    again = await newsroom.eve.taps(shown, publish)

    assert discarded.message.text.startswith("Discarded.")
    assert (again.toast, again.alert) == ("This was discarded already.", True)
    assert newsroom.publisher.on_air.number == 1
    other = await sends(newsroom, BETTER)
    publish = other.button("Publish")
    await newsroom.eve.taps(other, publish)
    assert (await newsroom.eve.taps(other, publish)).toast == "This was published already."
    assert newsroom.publisher.on_air.number == 2


async def test_a_proposal_that_is_gone_says_what_to_do(newsroom: Newsroom) -> None:
    first = await sends(newsroom, BETTER)
    for n in range(MOST_KEPT):
        await sends(newsroom, BETTER.replace("burned?", f"burned, all {n}?"))

    tap = await newsroom.eve.taps(first, "Publish")
    unknown = await newsroom.eve.taps(first, Button("Publish", "E:p:of-before-the-restart"))

    assert tap.toast.endswith("Send the file again.")
    assert unknown.toast.endswith("Send the file again.")
    assert newsroom.publisher.on_air.number == 1


async def test_a_proposal_is_not_kept_for_long(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "KEPT_S", 0.0)
    shown = await sends(newsroom, BETTER)

    tap = await newsroom.eve.taps(shown, "Publish")

    assert (
        tap.toast == "This was checked more than 15 minutes ago. Send the file or command again."
    )
    assert newsroom.publisher.on_air.number == 1


async def test_of_several_proposals_the_newest_alone_is_held_ready_and_the_others_checked_again(
    newsroom: Newsroom,
) -> None:
    before = in_memory("How many vessels burned?"), in_memory("Was there any insurance?")

    older = await sends(newsroom, BETTER)
    await sends(newsroom, WORDIER)

    after = in_memory("How many vessels burned?"), in_memory("Was there any insurance?")
    assert after == (before[0], before[1] + 1)
    on_air = (await newsroom.eve.taps(older, "Publish")).message
    assert "Edition 2 is on air" in on_air.text
    assert newsroom.file("story.yaml").read_text() == BETTER


async def test_given_something_else_was_published_then_it_is_checked_again_on_top_of_that(
    newsroom: Newsroom,
) -> None:
    shown = await sends(newsroom, BETTER)
    other = await newsroom.max.sends_document(
        "cases.yaml", b"cases:\n  - q: how many boats were lost in all\n    expect: boats-lost\n"
    )
    await newsroom.max.taps(other, "Publish")

    again = (await newsroom.eve.taps(shown, "Publish")).message

    assert again.text.startswith("Something else has been published meanwhile")
    assert "“How many vessels burned?”" in again.text
    on_air = (await newsroom.eve.taps(again, "Publish")).message
    assert "Edition 3 is on air" in on_air.text
    assert newsroom.file("cases.yaml").exists()
    assert newsroom.file("story.yaml").read_text() == BETTER


async def test_only_what_is_on_air_is_undone(newsroom: Newsroom) -> None:
    eve = newsroom.eve
    first = (await eve.taps(await sends(newsroom, BETTER), "Publish")).message
    await eve.taps(await sends(newsroom, WORDIER), "Publish")

    tap = await eve.taps(first, "Undo")

    assert tap.toast.startswith("Edition 2 is not on air any more")
    assert newsroom.file("story.yaml").read_text() == WORDIER


async def test_what_a_publication_or_its_undoing_took_out_of_the_folder_is_told_to_the_others(
    newsroom: Newsroom,
) -> None:
    shown = await sends(newsroom, BETTER)
    newsroom.file("story.yaml").write_text(WORDIER)

    on_air = (await newsroom.eve.taps(shown, "Publish")).message
    first = await newsroom.max.hears()
    newsroom.file("story.yaml").write_text(BROKEN)
    await newsroom.eve.taps(on_air, "Undo")
    second = await newsroom.max.hears()

    assert "kept as edition 2" in first.text
    assert "kept as edition 4" in second.text


async def test_for_anybody_else_there_are_no_editors(newsroom: Newsroom) -> None:
    shown = await sends(newsroom, BETTER)
    ann, group = newsroom.ann, newsroom.ann.server.group("Harbour")

    refused = await ann.sends_document("story.yaml", BETTER.encode())
    tap = await ann.taps(refused, Button("Publish", shown.button("Publish").data))
    by_max = await newsroom.max.taps(
        await newsroom.max.says("hello"), Button("Publish", shown.button("Publish").data)
    )
    newsroom.eve.telegram.deliver(
        "message",
        group.post(newsroom.eve.user, {"document": newsroom.eve.telegram.keep(UPLOAD)}),
    )
    await newsroom.eve.hears_nothing(group)
    asked = await newsroom.eve.says("/help", chat=group)
    in_group = await newsroom.eve.taps(asked, Button("Publish", shown.button("Publish").data))

    assert refused.text == ENGLISH.not_text
    assert tap.toast == ENGLISH.outdated_button
    assert by_max.toast == "This is another editor’s proposal. Send the file yourself."
    assert in_group.toast == ENGLISH.outdated_button
    assert newsroom.publisher.on_air.number == 1


async def test_nothing_that_an_editor_sends_is_in_the_log(
    newsroom: Newsroom, server: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("bot", "telegram", "asyncio", "aiohttp"):
        caplog.set_level(logging.DEBUG if name == "bot" else logging.INFO, name)

    shown = await newsroom.eve.sends_document("story.yaml", BETTER.encode(), caption="vessels too")
    await newsroom.eve.taps(shown, "Publish")

    assert "edition" in caplog.text
    assert "vessels" not in caplog.text
    assert server.token not in caplog.text
    [edition, _] = await newsroom.bot.answering.journal.editions() or []
    assert (edition.editor, edition.how, edition.note) == (
        newsroom.eve.user["id"],
        "sent",
        "vessels too",
    )


async def test_a_corrected_article_goes_on_air_with_its_new_words_and_a_note_for_readers(
    newsroom: Newsroom,
) -> None:
    eve, ann = newsroom.eve, newsroom.ann
    article = ARTICLE.replace("early spring", "late spring")

    shown = await eve.sends_document("article.txt", article.encode())
    assert "1 paragraph changed" in shown.text
    assert (
        "• rebuilding: “We will rebuild the harbour by early spring” — "
        "it has now: “We will rebuild the harbour by late spring”"
    ) in shown.text
    assert shown.labels == ("Take the new words",)

    taken = (await eve.taps(shown, "Take the new words")).message
    assert "Readers are not told of a correction." in taken.text
    assert taken.labels == ("Publish", "Discard")

    noted = await eve.says("Stone said late spring, not early spring.", reply_to=taken)
    assert (
        "Readers are told of the correction: “Stone said late spring, not early spring.”"
        in noted.text
    )
    assert (await eve.taps(taken, taken.button("Publish"))).toast.endswith("Send the file again.")

    on_air = (await eve.taps(noted, "Publish")).message
    assert "Edition 2 is on air" in on_air.text
    answer = await ann.says("When will the harbour be rebuilt?")
    assert answer.covered("blockquote") == ("We will rebuild the harbour by late spring",)
    assert "Stone said late spring" in (await ann.says("/corrections")).text
    assert newsroom.file("article.txt").read_text() == article


async def test_given_sentences_that_are_not_true_any_more_then_the_story_comes_with_the_new_words(
    newsroom: Newsroom, server: BotApi
) -> None:
    article = ARTICLE.replace("30 boats", "35 boats").encode()
    shown = await newsroom.eve.sends_document("article.txt", article)

    taken = (await newsroom.eve.taps(shown, shown.button("Take the new words"))).message
    story = await newsroom.eve.hears()

    assert "[number-not-cited]" in taken.text
    assert taken.labels == ()
    half = sent_to(server, story).decode()
    assert "cite: About 35 boats were lost in a fire" in half
    both = await newsroom.eve.sends_documents(
        ("article.txt", article), ("harbour-story.yaml", half.replace("30", "35").encode())
    )
    await until(lambda: newsroom.eve.sees(both).labels == ("Publish", "Discard"))


async def test_a_caption_is_the_note_for_readers(newsroom: Newsroom) -> None:
    article = ARTICLE.replace("$35 million", "$53 million").encode()

    shown = await newsroom.eve.sends_document(
        "article.txt", article, caption="harbour: It may cost $53 million."
    )

    assert "Readers are told of the correction: “It may cost $53 million.”" in shown.text
    assert shown.labels == ("Publish", "Discard")


async def test_given_words_that_are_gone_then_the_ways_out_are_named(newsroom: Newsroom) -> None:
    article = ARTICLE.replace("We will rebuild the harbour by early spring", "No comment")

    shown = await newsroom.eve.sends_document("article.txt", article.encode())

    assert "For rebuilding there is nothing like it: /withdraw it" in shown.text
    assert shown.labels == ()
    await newsroom.eve.says("/withdraw rebuilding Stone did not say so")
    again = await newsroom.eve.sends_document("article.txt", article.encode())
    assert again.labels == ("Publish", "Discard")


async def test_a_sentence_of_the_summary_is_not_to_be_withdrawn(newsroom: Newsroom) -> None:
    article = ARTICLE.replace("About 30 boats were lost in a fire", "Nothing at all")

    shown = await newsroom.eve.sends_document("article.txt", article.encode())

    assert "• summary.short.1: “About 30 boats were lost in a fire”" in shown.text
    assert "For boats-lost there is nothing like it: /withdraw it" in shown.text
    assert shown.text.endswith("Or mend story.yaml, and send both files at once.")


async def test_new_words_that_nobody_can_see_whole_are_not_offered(newsroom: Newsroom) -> None:
    article = ARTICLE.replace("the harbour by", "the har\u00adbor by")

    shown = await newsroom.eve.sends_document("article.txt", article.encode())

    assert shown.labels == ()
    assert "the invisible character U+00AD (SOFT HYPHEN) stands here" in shown.text


async def test_given_a_story_that_is_gone_when_its_article_is_decided_on_then_that_is_said(
    newsroom: Newsroom,
) -> None:
    eve = newsroom.eve
    await eve.taps(await eve.sends_document("fire.zip", BARNS), "Publish")
    broken = await eve.sends_document(
        "article.txt", ARTICLE.replace("early spring", "late spring").encode(), caption="harbour"
    )
    fine = await eve.sends_document(
        "article.txt", ARTICLE.replace("35 million", "53 million").encode(), caption="harbour"
    )
    files = newsroom.publisher.on_air.content.files
    left = {name: data for name, data in files.items() if not name.startswith("harbour/")}
    proposal = await newsroom.publisher.proposed(left)
    await newsroom.publisher.publish(proposal, editor=None, how="sent")

    taken = (await eve.taps(broken, "Take the new words")).message
    published = (await eve.taps(fine, "Publish")).message

    assert "the story harbour is not on air any more" in taken.text
    assert "the story harbour is not on air any more" in published.text


async def test_new_words_are_taken_once_and_by_who_sent_them(
    newsroom: Newsroom,
) -> None:
    article = ARTICLE.replace("early spring", "late spring")
    shown = await newsroom.eve.sends_document("article.txt", article.encode())
    take = shown.button("Take the new words")

    by_max = await newsroom.max.taps(await newsroom.max.says("hello"), take)
    taken = await newsroom.eve.taps(shown, take)
    tap = await newsroom.eve.taps(shown, take)

    assert tap.toast.endswith("Send the file again.")
    assert by_max.toast.endswith("Send the file again.")
    assert taken.message.labels == ("Publish", "Discard")


async def test_another_story_in_the_place_of_the_only_one_is_asked_about(
    newsroom: Newsroom,
) -> None:
    other = STORY
    for id_ in ("boats-lost", "rebuilding"):
        other = other.replace(f"id: {id_}", f"id: other-{id_}")

    shown = await sends(newsroom, other)

    assert "Is this another story? 2 of 3 entries on air would go." in shown.text
    assert "send a zip of that folder" in shown.text


async def test_what_the_folder_holds_besides_is_told_before_it_is_replaced(
    newsroom: Newsroom,
) -> None:
    newsroom.file("story.yaml").write_text(BROKEN)

    shown = await sends(newsroom, BETTER)

    assert "The content folder holds changes that are not on air." in shown.text


async def test_what_waits_for_its_time_is_told_when_it_is_published(newsroom: Newsroom) -> None:
    later = STORY.replace(
        "    kind: quote\n", "    kind: quote\n    publish_at: 2090-01-01T06:00Z\n"
    )

    on_air = (await newsroom.eve.taps(await sends(newsroom, later), "Publish")).message

    assert "Waiting, on air from 2090-01-01 06:00+00:00: rebuilding" in on_air.text
