"""What readers write about themselves is taken out, and what they ask about is not."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.journal.privacy import CARD, EMAIL, PHONE, clean, pseudonym

KEPT = [
    "Did COVID-19 come in 2020, or in 2019?",
    "What of the years 2020-2021, 2020–2021, 2019/2020 and 1941-1945, 1914-1918?",
    "What happened in 2018 2019 2020 2021?",
    "Is it $1.5 billion, or 35 million, or 1.5-2.5 million?",
    "Is it 1500000000, 1,500,000,000, 1.500.000.000, 1 500 000 000 or 1 500 000 000?",
    "On 17.11.2020 or 2020-11-17 or 11/17/2020, at 10:30 or 18.00?",
    "12-15-2020 12-17-2020",
    "15/12/2020 16/12/2020",
    "Is pi 3.14159265358?",
    "Do 146 000 000 people live there? In 2020 35 000 000?",
    "150-2000, 500-1000, pages 100-200, 1 2 3 4 5 6 7",
    "5 000 сотрудников и 35 000 000 рублей в 2020 г.",
    "2020年11月17日有 1400000000 人吗？",
    "1 900 000 000 000 and 1900000000000",
    "Is @story_bot right about a@b?",
    "",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_is_asked_about_stays(text: str) -> None:
    assert clean(text) == text


PHONES = """
+7 (912) 345-67-89;8 912 345 67 89;8(912)3456789;89123456789;8-912-345-67-89;8 (4212) 34-56-78
+7 912 2020 123;+1-202-555-0143;(202) 555-0143;202-555-0143;202.555.0143;202 555 2014;555-0143
+86 138 0013 8000;13800138000;138-0013-8000;010-62551234;(010) 6255-1234;+49 30 901820
0049 30 901820;345-67-89;01 23 45 67 89;+998 90 123 45 67;07911 123456;０１０－６２５５１２３４
＋８６ １３８００１３８０００;+7‑912‑345‑67‑89;+٧٩١٢٣٤٥٦٧٨٩;+7\u00a0912\u00a0345\u00a067\u00a089
""".strip()


@pytest.mark.parametrize("number", re.split("[;\n]", PHONES))
@pytest.mark.parametrize("around", ["{}", "Call {}.", "电话{}谢谢", "в 2020 году, тел.{}, 35 лет"])
def test_a_telephone_number_goes(number: str, around: str) -> None:
    assert clean(around.format(number)) == around.format(PHONE)


@pytest.mark.parametrize(
    "number",
    ["4111 1111 1111 1111", "4111111111111111", "5555-5555-5555-4444", "3782 822463 10005"],
)
def test_a_card_number_goes(number: str) -> None:
    assert clean(f"I paid with {number} in 2020") == f"I paid with {CARD} in 2020"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b+c@example.co.uk.", f"{EMAIL}."),
        ("我的邮箱是abc@qq.com谢谢", f"我的邮箱是{EMAIL}谢谢"),
        ("почта@яндекс.рф", EMAIL),
        ("ＡＢ＠ｑｑ．ｃｏｍ", EMAIL),
        ("<x@y.zz>, x@y.zz", f"<{EMAIL}>, {EMAIL}"),
    ],
)
def test_an_email_address_goes(text: str, expected: str) -> None:
    assert clean(text) == expected


WORDS = st.text(st.sampled_from("aбв病 ?!,\n🙏"), max_size=20)


@given(
    before=WORDS,
    after=WORDS,
    country=st.sampled_from(["+7", "8", "+86", "+1", "0049", "+٧"]),
    digits=st.text(st.sampled_from("0123456789"), min_size=10, max_size=10),
    shape=st.sampled_from(
        "CABD;C A B D;C-A-B-D;C (A) B-D;C(A)BD;C (A)-B-D;C A B-D;C.A.B.D;C - A - B - D".split(";")
    ),
    space=st.sampled_from([" ", "\u00a0", "\u2009"]),
)
def test_no_digit_of_a_telephone_number_stays_however_it_is_written(
    before: str, after: str, country: str, digits: str, shape: str, space: str
) -> None:
    # What ends in a round number or a year may be one, unless it is written as telephones are.
    assume(not re.search("000$|(1[5-9]|20)..$", digits))
    groups = {"C": country, "A": digits[:3], "B": digits[3:6], "D": digits[6:], " ": space}
    number = "".join(groups.get(mark, mark) for mark in shape)

    assert not re.search(r"\d", clean(f"{before} {number} {after}"))


@given(
    number=st.text(st.sampled_from("0123456789"), min_size=15, max_size=15),
    mark=st.sampled_from(["", " ", "-"]),
)
def test_no_digit_of_a_card_number_stays(number: str, mark: str) -> None:
    number = "4" + number[1:]
    last = next(d for d in "0123456789" if _is_valid(number + d))
    whole = number + last

    left = clean(f"card {mark.join(whole[i : i + 4] for i in range(0, 16, 4))}")

    assert left == f"card {CARD}"


def _is_valid(number: str) -> bool:
    """Return whether Luhn's formula holds, by the table of doubled digits."""
    doubled = [int("0246813579"[int(digit)]) for digit in number[::2]]
    return (sum(doubled) + sum(map(int, number[1::2]))) % 10 == 0


@given(
    years=st.lists(st.integers(1900, 2099), min_size=1, max_size=6),
    mark=st.sampled_from([" ", ", ", " and ", "; ", "、"]),
    words=WORDS,
)
def test_years_stay(years: list[int], mark: str, words: str) -> None:
    text = f"{words} {mark.join(map(str, years))} {words}"

    assert clean(text) == text


@given(st.integers(1, 999), st.integers(1, 4), st.sampled_from([" ", ",", ".", "\u00a0"]))
def test_round_numbers_stay(number: int, thousands: int, mark: str) -> None:
    text = f"Is it {number}{f'{mark}000' * thousands}, or {number}{'000' * thousands}?"

    assert clean(text) == text


@given(st.text(max_size=200))
def test_whatever_was_written_can_be_stored(text: str) -> None:
    stored = clean(text)

    assert "\0" not in stored
    assert stored.encode().decode() == stored
    assert clean(stored) == stored


def test_a_pseudonym_says_nothing_and_is_the_same_each_time() -> None:
    one = pseudonym(b"key", 700_800_900)

    assert one == pseudonym(b"key", 700_800_900) != pseudonym(b"another", 700_800_900)
    assert re.fullmatch("[0-9a-f]{32}", one)
