"""apk, the package manager of Alpine."""

from collections.abc import Iterator

from dflint.embedded.programs import PROGRAMS
from dflint.lint.finding import INFO, Finding
from dflint.lint.rule import rule
from dflint.model.calls import add_option, call_span, unpinned
from dflint.model.file import File
from dflint.model.layers import is_mounted, reaches_image, removes
from dflint.model.script import Command
from dflint.model.stages import Stage
from dflint.text import safe


@rule("DL3018", "installs-packages-of-apk-without-version", default=False, programs=("apk",))
def no_version(command: Command) -> Iterator[Finding]:
    """`apk add curl`: whatever version the repository has on the day of the build."""
    if command.runs("apk", "add"):
        for word in unpinned(command, "=~<>", ".apk"):
            if not word.text.startswith("!"):
                yield Finding(word.span, f'package "{word.text}" has no version; write {word.text}=VERSION')


@rule("DL3019", "leaves-the-cache-of-apk", severity=INFO, programs=("apk",))
def keeps_cache(command: Command, stage: Stage, file: File) -> Iterator[Finding]:
    """`apk add` without `--no-cache`: the index of the repositories stays in the layer."""
    if not command.runs("apk", "add") or command.has("--no-cache", "--no-network") or not reaches_image(stage, file):
        return
    folders = PROGRAMS["apk"].caches
    script = command.script
    if is_mounted(script, *folders) or any(removes(later, *folders) for later in script.after(command)):
        return
    edit = add_option(command, "--no-cache")
    message = "apk add leaves the index of the packages in the layer; add --no-cache"
    yield Finding(call_span(command), message, safe(edit) if edit else None)
