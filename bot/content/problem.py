"""A problem: something an editor mends. The same text in the terminal and in CI."""

from dataclasses import asdict, dataclass
from unicodedata import category

from bot.content.model import Mark

_MOST_READ, _END = 1_500, 500  # characters; a quote to be copied has up to 1,000
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_NEEDED = "\n\u200c\u200d"  # some scripts cannot be written without joiners


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing for an editor to mend: where it is, what and why, and the way out.

    Attributes:
        mark: Where it is, as an editor's program opens it.
        check: The name of the check that found it, for `check --explain NAME`.
        message: What is wrong and why it matters, in an editor's words, without a full stop.
        fix: What to do about it; empty only when the message already says so.
        is_warning: Whether content with it may go on air all the same.
    """

    mark: Mark
    check: str
    message: str
    fix: str = ""
    is_warning: bool = False

    def __str__(self) -> str:
        """Return `path:line:column: message [check]`, and the fix on a line of its own.

        A warning says so before the message, as compilers do. Of what is very long, the middle
        is left out.
        """
        kind = "warning: " if self.is_warning else ""
        said = f"{self.mark}: {kind}{_short(self.message)} [{self.check}]"
        return _seen(f"{said}\n  fix: {_short(self.fix)}" if self.fix else said)

    def as_json(self) -> dict[str, str | int]:
        """Return the problem as one flat JSON object."""
        rest = {"check": self.check, "message": self.message, "fix": self.fix}
        return asdict(self.mark) | rest | {"is_warning": self.is_warning}

    def as_github(self) -> str:
        """Return the problem as a GitHub Actions workflow command, shown beside the line it names.

        Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
        """
        mark = self.mark
        place = f"file={_property(mark.path)},line={mark.line},col={mark.column}"
        body = f"{self.message} (fix: {self.fix})" if self.fix else self.message
        kind = "warning" if self.is_warning else "error"
        return f"::{kind} {place},title={_property(self.check)}::{_data(body)}"


def _short(text: str) -> str:
    """Return a text without the middle of what is too long to be read: both ends say something."""
    if len(text) <= _MOST_READ:
        return text
    return f"{text[: _MOST_READ - _END]} … {text[-_END:]}"


def _seen(text: str) -> str:
    """Return a text with a code for each character that cannot be seen, or that turns the others.

    A problem quotes files, and these can have anything in them.

    >>> _seen("P\\0ORT \\u202eHALE")
    'P<U+0000>ORT <U+202E>HALE'
    """
    if text.isprintable():
        return text
    return "".join(
        f"<U+{ord(c):04X}>" if category(c) in _UNSEEN and c not in _NEEDED else c for c in text
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
