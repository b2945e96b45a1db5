"""`run`: the bot in Telegram."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.edition import content_option

if TYPE_CHECKING:
    from bot.settings import Settings


class TokenMissing(click.ClickException):
    """There is no token, so there is no bot in Telegram."""


@click.command()
@content_option
def run(directory: Path) -> None:
    """Run the bot in Telegram until it is stopped.

    It asks Telegram for messages (polling), so it needs no address of its own; with WEBHOOK_URL,
    Telegram calls it instead. TELEGRAM_TOKEN has to be set, in the environment or in .env;
    .env.example names all settings.

    \b
    Example:
      python -m bot run
      python -m bot run --content content

    \b
    Exit codes:
      0  stopped
      1  it could not run
      2  wrong usage
    """
    settings = settings_with_token().model_copy(update={"content_dir": directory})

    # Imported here so that the other commands start without Telegram's library.
    from bot import app

    click.get_current_context().exit(app.run(settings))


def settings_with_token() -> "Settings":
    """Return the settings, the token among them.

    Raises:
        TokenMissing: There is no token.
        click.ClickException: A setting cannot be used.
    """
    from bot.settings import Settings, SettingsError, TokenNotSet  # takes long to import

    try:
        settings = Settings.load()
        if settings.telegram_token is None:
            raise TokenNotSet
    except TokenNotSet as error:
        raise TokenMissing(str(error)) from error
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    return settings
