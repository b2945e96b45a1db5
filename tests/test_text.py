"""How texts are taken apart."""

import pytest

from bot import text


@pytest.mark.parametrize(
    "plain",
    [
        "Why didn't Russia's COVID-19 center cost $1.5 million?",
        "They cannot, can't, cant and won't; it isnt so, but we want plenty",
        "rock`n'roll 12:30 1,500.25 3rd snake_case e-mail x2 a-1 -- 'quoted' o'clock's",
        "tab\tand\nline\x1cbreaks  ",
        "",
    ],
)
def test_plain_letters_are_taken_apart_as_any_others_are(plain: str) -> None:
    assert text.words(f"{plain} é") == [*text.words(plain), "é"]
    assert text.normalise(f"{plain} é") == f"{text.normalise(plain)} é".strip()
