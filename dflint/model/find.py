"""One thing that a Dockerfile puts into an image, as the file says it."""

from dflint.records import NamedTuple
from dflint.text import Span


class Spot(NamedTuple):
    """A line of a file of the build context: its absolute path, and the line from 1."""

    path: str
    line: int


class Find:
    """An ingredient that was found in a stage.

    `kind` is in plain words (`OS package`, `git repository`), `how` says by what it was found (`apt-get install`,
    `FROM`, the name of a requirements file) at `span` of the Dockerfile, or at `spot` of another file. `stage` is the
    index of its stage. Unresolved parts of the texts stand as `${NAME}` or `$(command)`; `names` are the variables
    that they were made of. `pin` is the digest, commit or checksum that holds it fast. `home` is the path where it is
    put, if that is known. `removed` says that a later step of the stage removes it; `needed` is False for what only
    the build needs, such as a key.
    """

    __slots__ = (
        "home", "how", "kind", "name", "names", "needed", "pin", "removed", "source", "span", "spot", "stage",
        "version",
    )  # fmt: skip

    def __init__(
        self, kind: str, name: str, version: str = "", source: str = "", *, how: str, span: Span, stage: int,
        pin: str = "", names: frozenset[str] = frozenset(), home: str = "", needed: bool = True,
        spot: Spot | None = None,
    ) -> None:  # fmt: skip
        self.kind = kind
        self.name = name
        self.version = version
        self.source = source
        self.how = how
        self.span = span
        self.stage = stage
        self.pin = pin
        self.names = names
        self.home = home
        self.needed = needed
        self.spot = spot
        self.removed = False

    @property
    def resolved(self) -> bool:
        """False when a part of its texts is not known."""
        return not any("$" in text or "`" in text for text in (self.name, self.version, self.source))

    def says_same(self, other: "Find") -> bool:
        """True for the same thing, found at the same place: the branches of a `case` give such."""
        return (self.span, self.spot, self.kind, self.name, self.version) == (
            other.span, other.spot, other.kind, other.name, other.version,
        )  # fmt: skip

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name} {self.version} by {self.how}>"
