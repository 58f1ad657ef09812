"""What a run is asked to do, apart from what configuration files say."""

from collections.abc import Mapping

from dflint.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dflint.discover import Lister

STDIN = "-"


class Options(NamedTuple):
    """How the files are chosen, and what overrides their configuration.

    `overrides` are fields of `Settings`; `isolated` reads no configuration file, `config` that one for all files.
    `data` is the text that the path `-` means, to be read as the file `stdin_filename`. `build_args` are added to
    those of the configuration. `lister` gives the files below a folder, where it is not for git to say.
    """

    overrides: Mapping[str, object] = {}
    isolated: bool = False
    config: str | None = None
    data: bytes = b""
    stdin_filename: str | None = None
    build_args: Mapping[str, str] = {}
    lister: "Lister | None" = None


DEFAULTS = Options()
