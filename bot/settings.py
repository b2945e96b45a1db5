"""What an operator sets, in the environment or in a file `.env`: read once, at the door.

    SettingsError
    ├── WrongSettings    something is set, but cannot be used
    └── TokenNotSet      there is no token, and without one there is no bot

A setting that is set to nothing counts as not set. A secret's value is in no message.
"""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, Secret, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+", re.ASCII)
_WEBHOOK_PATH = re.compile(r"[A-Za-z0-9/:._~-]*", re.ASCII)
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)


class SettingsError(Exception):
    """What an operator has to set otherwise; the text says what, how and where to get it."""


class WrongSettings(SettingsError):
    """Settings that cannot be used, all of them, one a line."""


class TokenNotSet(SettingsError):
    """The token is needed now, and it is not set."""

    def __init__(self) -> None:
        super().__init__(
            "TELEGRAM_TOKEN is not set. "
            "Ask @BotFather for one and put it in .env (see .env.example)."
        )


class DatabaseUrl(Secret[str]):
    """The address of a database, shown without the name and the password that may be in it."""

    def _display(self) -> str:
        return _shown(re.sub(r"\?.*", "?**********", self.get_secret_value()))


class Settings(BaseSettings):
    """The settings. The description of a field says what it has to be, for `SettingsError`."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8-sig",  # Notepad begins a file with a mark that is not text
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    telegram_token: SecretStr | None = Field(
        None,
        description="has to be a bot's token: digits, a colon, then letters, digits, - and _. "
        "Ask @BotFather for it",
    )
    telegram_base_url: str = Field(
        "https://api.telegram.org/bot",
        description="has to be an http or https address that ends in /bot; the token follows it. "
        "Leave it out unless you run a Bot API server of your own",
    )
    telegram_base_file_url: str = Field(
        "https://api.telegram.org/file/bot",
        description="has to be an http or https address that ends in /file/bot; the token follows "
        "it. Leave it out unless you run a Bot API server of your own",
    )
    webhook_url: str | None = Field(
        None,
        description="has to be an https address that Telegram can reach and a proxy of yours "
        "passes on, without a query; its path may have letters, digits and /:._~- and may not be "
        "/healthz. Leave it out to let the bot ask Telegram itself",
    )
    webhook_secret: SecretStr | None = Field(
        None,
        validate_default=True,
        description="has to be 1 to 256 letters, digits, - and _, and has to be set when "
        "WEBHOOK_URL is: it tells Telegram from everybody else. Make one up, and keep it to "
        "yourself",
    )
    webhook_host: str = Field(
        "127.0.0.1",
        description="has to be the address of this machine at which your proxy finds the bot: "
        "127.0.0.1, or 0.0.0.0 in a container",
    )
    webhook_port: int = Field(
        8443,
        ge=1,
        le=65535,
        description="has to be a port, 1 to 65535, at which your proxy finds the bot",
    )
    content_dir: Path = Field(
        Path("content"), description="has to be the folder that holds one folder a story"
    )
    editors: Annotated[frozenset[int], NoDecode] = Field(
        frozenset(),
        description="has to be numeric ids with commas between them, such as 12345678,87654321. "
        "Usernames are refused, because they change hands. Telegram Desktop shows an id in the "
        "profile, after Settings > Advanced > Experimental settings > Show Peer IDs in Profile",
    )
    max_wrong_rate: float = Field(
        0.05,
        gt=0,
        le=0.5,
        description="has to be a number above 0 and not above 0.5: how many of all answers may be "
        "wrong, such as 0.05 for 5 in 100",
    )
    semantic_model: str | None = Field(
        None,
        description="has to be the folder of a sentence-transformers model, or its name at "
        "Hugging Face",
    )
    database_url: DatabaseUrl = Field(
        DatabaseUrl("sqlite:///storybot.db"),
        description="has to be sqlite:/// and the path of a file, or postgresql:// and the rest "
        "of the address of a PostgreSQL database",
    )
    retention_days: int = Field(
        30,
        ge=1,
        le=365,
        description="has to be a number of days, 1 to 365: how long what readers asked is kept",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="has to be DEBUG, INFO, WARNING or ERROR"
    )

    @classmethod
    def load(cls) -> "Settings":
        """Return the settings of the environment, else of `.env` in the working directory.

        Raises:
            WrongSettings: Names every setting that is wrong.
        """
        try:
            return cls()
        except ValidationError as error:
            wrong = {str(found["loc"][0]) for found in error.errors(include_input=False)}
        except UnicodeDecodeError:
            wrong = set()
        # Raised here, not above: the error that holds the values must not travel with it.
        raise WrongSettings(
            "\n".join(
                f"{name.upper()} {field.description} (see .env.example)."
                for name, field in cls.model_fields.items()
                if name in wrong
            )
            or ".env is not UTF-8. Save it again as UTF-8."
        )

    @property
    def token(self) -> str:
        """The token itself.

        Raises:
            TokenNotSet: There is none.
        """
        if self.telegram_token is None:
            raise TokenNotSet
        return self.telegram_token.get_secret_value()

    def described(self) -> list[tuple[str, str]]:
        """Return the name of each setting and what may be shown of its value."""
        return [(name.upper(), _shown(getattr(self, name))) for name in type(self).model_fields]

    @field_validator("telegram_token")
    @classmethod
    def _is_a_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError
        return token

    @field_validator("telegram_base_url", "telegram_base_file_url")
    @classmethod
    def _is_an_address(cls, url: str, info: ValidationInfo) -> str:
        parts = urlsplit(url)  # raises ValueError itself, for a bad port among others
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            raise ValueError
        if not url.endswith(
            "/file/bot" if info.field_name == "telegram_base_file_url" else "/bot"
        ):
            raise ValueError
        return url

    @field_validator("webhook_url")
    @classmethod
    def _is_for_telegram(cls, url: str | None) -> str | None:
        if url is not None:
            parts = urlsplit(url)
            if parts.scheme != "https" or not parts.hostname or parts.port == 0:
                raise ValueError
            if parts.query or parts.fragment or parts.path == "/healthz":
                raise ValueError
            if not _WEBHOOK_PATH.fullmatch(parts.path):
                raise ValueError
        return url

    @field_validator("webhook_secret")
    @classmethod
    def _is_a_secret(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is None:
            if info.data.get("webhook_url") is not None:
                raise ValueError
        elif not _WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError
        return secret

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: DatabaseUrl) -> DatabaseUrl:
        if not re.match("sqlite:///.|postgresql://.", url.get_secret_value()):
            raise ValueError
        return url

    @field_validator("semantic_model", mode="before")
    @classmethod
    def _not_blank(cls, model: object) -> object:
        return (model.strip() or None) if isinstance(model, str) else model

    @field_validator("editors", mode="before")
    @classmethod
    def _are_numbers(cls, ids: object) -> object:
        if not isinstance(ids, str):
            return ids
        typed = [part.strip() for part in ids.split(",")]
        if not all(re.fullmatch(r"[1-9]\d{0,15}", part, re.ASCII) for part in typed if part):
            raise ValueError
        return frozenset(int(part) for part in typed if part)

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level


def _shown(value: object) -> str:
    if value is None or value == frozenset():
        return "not set"
    if isinstance(value, frozenset):
        return ", ".join(map(str, sorted(value)))
    # str() of a secret is stars; an address may hold a name and a password.
    return re.sub(r"//.*@", "//**********@", str(value))
