"""Settings: what is read, what is refused, and that no secret is ever shown."""

import re
import traceback
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsError, TokenNotSet, WrongSettings

TOKEN = "4242424242:TEST-token_of_the_tests_and_nobody_else"
EXAMPLE = Path(__file__).parents[1] / ".env.example"


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder with no setting in the environment; return the folder."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return tmp_path


def test_given_nothing_when_loaded_then_there_are_defaults_and_no_token() -> None:
    settings = Settings.load()

    assert settings.described() == [
        ("TELEGRAM_TOKEN", "not set"),
        ("TELEGRAM_BASE_URL", "https://api.telegram.org/bot"),
        ("TELEGRAM_BASE_FILE_URL", "https://api.telegram.org/file/bot"),
        ("WEBHOOK_URL", "not set"),
        ("WEBHOOK_SECRET", "not set"),
        ("WEBHOOK_HOST", "127.0.0.1"),
        ("WEBHOOK_PORT", "8443"),
        ("CONTENT_DIR", "content"),
        ("EDITORS", "not set"),
        ("MAX_WRONG_RATE", "0.05"),
        ("SEMANTIC_MODEL", "not set"),
        ("DATABASE_URL", "sqlite:///storybot.db"),
        ("RETENTION_DAYS", "30"),
        ("LOG_LEVEL", "INFO"),
    ]
    with pytest.raises(TokenNotSet, match=r"TELEGRAM_TOKEN is not set\. Ask @BotFather"):
        _ = settings.token


def test_given_an_env_file_when_loaded_then_it_counts_and_the_environment_wins(
    nothing_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing_set.joinpath(".env").write_text(
        f"\ufeffTELEGRAM_TOKEN={TOKEN}\n# mine\nEDITORS=12, 34,\nLOG_LEVEL=error\nOTHER=1\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("LOG_LEVEL", "debug")

    settings = Settings.load()

    assert settings.token == TOKEN
    assert settings.editors == {12, 34}
    assert settings.log_level == "DEBUG"
    assert ("EDITORS", "12, 34") in settings.described()


@pytest.mark.parametrize(("rate", "expected"), [("0.5", 0.5), ("0.001", 0.001), (".02", 0.02)])
def test_the_tolerated_rate_is_a_share(
    rate: str, expected: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAX_WRONG_RATE", rate)

    assert Settings.load().max_wrong_rate == expected


def test_given_settings_that_are_set_to_nothing_then_they_are_not_set(
    nothing_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [name.upper() for name in Settings.model_fields]
    nothing_set.joinpath(".env").write_text("".join(f"{name}=\n" for name in names))
    monkeypatch.setenv("EDITORS", "")

    assert Settings.load().described() == Settings.model_construct().described()


@pytest.mark.parametrize("token", [TOKEN, "42:TEST", "1:a-_"])
def test_a_token_is_digits_a_colon_and_more(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", token)

    assert Settings.load().token == token


WRONG = [
    ("TELEGRAM_TOKEN", "no-token-at-all", "digits, a colon"),
    ("TELEGRAM_TOKEN", f"{TOKEN} ", "digits, a colon"),
    ("TELEGRAM_TOKEN", "42:", "digits, a colon"),
    ("TELEGRAM_TOKEN", "٤٢:TEST", "digits, a colon"),
    ("TELEGRAM_BASE_URL", "ftp://secret.example/bot", "ends in /bot"),
    ("TELEGRAM_BASE_URL", "secret.example/bot", "ends in /bot"),
    ("TELEGRAM_BASE_URL", "https://secret.example", "ends in /bot"),
    ("TELEGRAM_BASE_URL", "https:///bot", "ends in /bot"),
    ("TELEGRAM_BASE_URL", "https://secret.example:port/bot", "ends in /bot"),
    ("TELEGRAM_BASE_FILE_URL", "https://secret.example/files", "ends in /file/bot"),
    ("TELEGRAM_BASE_FILE_URL", "https://secret.example/bot", "ends in /file/bot"),
    ("WEBHOOK_URL", "http://secret.example/hook", "https address"),
    ("WEBHOOK_URL", "https://secret.example/hook?a=b", "without a query"),
    ("WEBHOOK_URL", "https://secret.example/healthz", "may not be /healthz"),
    ("WEBHOOK_URL", "https://secret.example/{hook}", "letters, digits and"),
    ("WEBHOOK_SECRET", "my secret", "1 to 256 letters, digits, - and _"),
    ("WEBHOOK_SECRET", 257 * "s", "1 to 256 letters, digits, - and _"),
    ("WEBHOOK_PORT", "65536", "a port, 1 to 65535"),
    ("EDITORS", "@anna", "Usernames are refused, because they change hands"),
    ("EDITORS", "12 34", "commas between them"),
    ("EDITORS", "-10012", "numeric ids"),
    ("MAX_WRONG_RATE", "5 %", "above 0 and not above 0.5"),
    ("MAX_WRONG_RATE", "0,02", "such as 0.05 for 5 in 100"),
    ("MAX_WRONG_RATE", "-0.02", "above 0"),
    ("MAX_WRONG_RATE", "1e-999", "above 0"),
    ("MAX_WRONG_RATE", "0.51", "not above 0.5"),
    ("MAX_WRONG_RATE", "nan", "a number"),
    ("DATABASE_URL", "mysql://ann:secret@localhost/bot", "sqlite:///"),
    ("DATABASE_URL", "sqlite://secret.db", "the path of a file"),
    ("RETENTION_DAYS", "0", "1 to 365"),
    ("RETENTION_DAYS", "366", "a number of days"),
    ("LOG_LEVEL", "loud", "DEBUG, INFO, WARNING or ERROR"),
]


@pytest.mark.parametrize(("name", "value", "expected"), WRONG)
def test_a_wrong_setting_is_named_with_what_was_expected_and_its_value_is_not_shown(
    name: str, value: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(WrongSettings) as caught:
        Settings.load()

    error = caught.value
    shown = "".join([str(error), repr(error), *traceback.format_exception(error)])
    assert str(error).startswith(f"{name} has to be ")
    assert expected in str(error)
    assert ".env.example" in str(error)
    assert value not in shown
    assert error.__context__ is None
    with pytest.raises(ValidationError) as unshown:
        Settings()
    assert value not in str(unshown.value)


def test_all_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value, _ in WRONG:
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        Settings.load()

    assert [line.split()[0] for line in str(caught.value).splitlines()] == [
        "TELEGRAM_TOKEN",
        "TELEGRAM_BASE_URL",
        "TELEGRAM_BASE_FILE_URL",
        "WEBHOOK_URL",
        "WEBHOOK_SECRET",
        "WEBHOOK_PORT",
        "EDITORS",
        "MAX_WRONG_RATE",
        "DATABASE_URL",
        "RETENTION_DAYS",
        "LOG_LEVEL",
    ]


def test_given_an_env_file_that_is_not_utf_8_then_that_is_said(nothing_set: Path) -> None:
    nothing_set.joinpath(".env").write_bytes(b"TELEGRAM_TOKEN=42:\xff\xfe")

    with pytest.raises(WrongSettings, match=r"\.env is not UTF-8"):
        Settings.load()


def test_a_secret_is_shown_as_stars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_BASE_URL", "http://ann:secret@localhost:8081/bot")

    settings = Settings.load()

    assert settings.described()[:2] == [
        ("TELEGRAM_TOKEN", "**********"),
        ("TELEGRAM_BASE_URL", "http://**********@localhost:8081/bot"),
    ]
    assert TOKEN not in f"{settings}{settings!r}"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:////var/lib/storybot.db", "sqlite:////var/lib/storybot.db"),
        ("postgresql://db/storybot", "postgresql://db/storybot"),
        (
            "postgresql://ann:pa@ss9word@db:5432/storybot",
            "postgresql://**********@db:5432/storybot",
        ),
        ("postgresql://db/storybot?password=pa@ss9word", "postgresql://db/storybot?**********"),
    ],
)
def test_a_database_is_shown_without_the_password(
    url: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    settings = Settings.load()

    assert settings.database_url.get_secret_value() == url
    assert ("DATABASE_URL", shown) in settings.described()
    assert "ss9word" not in f"{settings}{settings!r}"


def test_a_webhook_needs_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example/telegram")
    with pytest.raises(WrongSettings, match=r"WEBHOOK_SECRET has to be .* set when WEBHOOK_URL"):
        Settings.load()

    monkeypatch.setenv("WEBHOOK_SECRET", "made-up_1")
    settings = Settings.load()

    assert settings.webhook_url == "https://bot.example/telegram"
    assert ("WEBHOOK_SECRET", "**********") in settings.described()
    assert "made-up" not in f"{settings}{settings!r}"


def test_the_example_names_every_setting_with_a_comment_and_changes_nothing(
    nothing_set: Path,
) -> None:
    example = EXAMPLE.read_text(encoding="utf-8")
    nothing_set.joinpath(".env").write_text(example, encoding="utf-8")

    named = re.findall(r"^([A-Z_]+)=$", example, re.MULTILINE)
    paragraphs = example.strip().split("\n\n")

    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)
    assert all(paragraph.startswith("# ") for paragraph in paragraphs)
    assert Settings.load().described() == Settings.model_construct().described()
