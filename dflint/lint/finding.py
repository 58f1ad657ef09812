"""What a rule says (`Finding`) and what a user sees of it (`Diagnostic`)."""

from enum import IntEnum

from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.text import Fix, Position, Span

if TYPE_CHECKING:
    from dflint.model.file import File
    from dflint.template.rope import Origin


class Severity(IntEnum):
    """How bad a finding is; comparable."""

    STYLE = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The name as printed and as written in configurations: lower case."""
        return self.name.lower()


STYLE, INFO, WARNING, ERROR = Severity


class Related(NamedTuple):
    """A second place that a finding speaks of, with what it says there; `path` as the diagnostics print it."""

    path: str
    position: Position
    message: str


class Finding(NamedTuple):
    """What one rule says of one place.

    `span` is as narrow as the text to change. `file` is set by rules that look at more than one file;
    `severity` where one finding weighs less than its rule. `origin` is a place in a template, in the stead of `span`.
    """

    span: Span
    message: str
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    file: "File | None" = None
    severity: Severity | None = None
    origin: "Origin | None" = None


class Diagnostic(NamedTuple):
    """A finding in its file, ready to print. Lines and columns are 1-based, columns count code points, the end is
    exclusive. `text` is the source line without its ending; `fix` has its edits as offsets into the file.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    name: str
    aliases: tuple[str, ...]
    severity: Severity
    message: str
    url: str | None
    fix: Fix | None
    related: tuple[Related, ...]
    text: str
