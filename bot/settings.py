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

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+", re.ASCII)


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
    return re.sub(r"//[^/@]*@", "//**********@", str(value))
