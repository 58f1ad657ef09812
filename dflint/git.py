"""git as a program, called so that neither hooks nor the configuration of a repository change what it does."""

import os

from dflint.errors import DflintError
from dflint.paths import shown
from dflint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import CompletedProcess

# Set while git runs a hook: they would point a git that works in another folder to the wrong repository.
HOOK_VARIABLES = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"})
# They would change what a comparison prints and how paths are read.
OUTPUT_VARIABLES = frozenset(
    {"GIT_DIFF_OPTS", "GIT_EXTERNAL_DIFF", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS"}
    | {"GIT_ICASE_PATHSPECS"}
)


# The configuration of a repository can name a program as file system monitor; the option keeps git from running it.
GIT = ("git", "-c", "core.fsmonitor=false")


def environment() -> dict[str, str]:
    """The variables that git gets."""
    clean = {name: value for name, value in os.environ.items() if name not in HOOK_VARIABLES | OUTPUT_VARIABLES}
    return {**clean, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


def call(folder: str, *arguments: str) -> "CompletedProcess[bytes] | None":
    """Run git in `folder`; None when there is no git."""
    import subprocess

    command = [*GIT, *arguments]
    try:
        return subprocess.run(
            command, check=False, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, capture_output=True
        )
    except OSError:
        return None


def ask(folder: str, *arguments: str) -> str | None:
    """What git prints in `folder`, None when it fails; DflintError when there is no git."""
    done = call(folder, *arguments)
    if done is None:
        raise DflintError("--since needs git, and there is none on the PATH")
    return None if done.returncode else os.fsdecode(done.stdout)


def read(folder: str, *arguments: str) -> bytes:
    """What git prints in `folder`; DflintError with what it complains about when it fails."""
    done = call(folder, *arguments)
    if done is None or done.returncode:
        told = done.stderr.decode(errors="replace").strip() if done else "there is none on the PATH"
        raise DflintError(f"{shown(folder)}: git: {told.splitlines()[0] if told else 'failed'}")
    return done.stdout
