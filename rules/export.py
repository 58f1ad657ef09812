"""The export of status and logs: a fifo in the image, which the program's results are written to."""

import re
from collections.abc import Iterator

from dflint.lint.finding import ERROR, INFO, Finding
from dflint.lint.rule import rule
from dflint.model.component import Component
from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.shell import Placed, placed_commands
from dflint.settings import Settings
from dflint.syntax.nodes import Cmd, Execution, Instruction, Run
from dflint.text import Span, insert, unsafe

MAKERS = ("mkfifo", "mknod")
UNIT_TESTS = ("unittest", "unit-test", "functest")


def _runs(file: File) -> Iterator[Execution]:
    """RUN, CMD and ENTRYPOINT of the final image, as far as they speak of the fifo."""
    for stage in file.descent:
        for node in stage.of(Execution):
            if file.settings.fifo in file.source[node.span]:
                yield node


def _makes_in(node: Run, fifo: str) -> bool:
    return any(
        placed.command.name in MAKERS and any(arg == fifo or "$" in arg for arg in placed.command.args)
        for placed in placed_commands(node)
    )


def _makes_itself(file: File) -> bool:
    """True when the file's own image, or a script that it copies, makes the fifo."""
    fifo = file.settings.fifo
    if any(isinstance(node, Run) and _makes_in(node, fifo) for node in _runs(file)):
        return True
    pattern = re.compile(rf"^[^#\n]*\bmk(?:fifo|nod)\b[^#\n]*{re.escape(fifo)}(?![\w-])", re.MULTILINE)
    return any(pattern.search(text) for text in file.scripts())


def _makes(project: Project, file: File) -> bool:
    return any(_makes_itself(other) for other in project.ancestry(file))


def _mentions(file: File) -> bool:
    """True for a template whose text speaks of the fifo."""
    return file.template and file.settings.fifo in file.source.text


@rule("WL020", "is-of-a-component-without-the-export-fifo", severity=ERROR)
def no_fifo(component: Component, project: Project, settings: Settings) -> Iterator[Finding]:
    """No final image of a workload makes the fifo; of a stack, the images of unit tests must."""
    if component.kind == "stack":
        for file in component.built:
            if any(word in file.name.lower() for word in UNIT_TESTS) and _lacks(project, [file]):
                yield _missing(file, f"{file.name} never makes {settings.fifo}", settings)
        return
    finals = [file for file in component.built if file.image is None or file.image.final]
    if _lacks(project, component.built) and component.built:
        at = (finals or component.built)[-1]
        yield _missing(at, f"no final image of {component.path} makes {settings.fifo}", settings)


def _lacks(project: Project, files: list[File]) -> bool:
    """True when it is certain that no final image of `files` has the fifo."""
    for file in files:
        if _mentions(file) or (file.readable and not project.has_known_base(file)) or file.template or file.error:
            return False
        if (file.image is None or file.image.final) and _makes(project, file):
            return False
    return True


def _missing(file: File, what: str, settings: Settings) -> Finding:
    node = file.in_force(Cmd) or (file.final.node if file.final else None)
    message = f"{what}; add RUN mkfifo {settings.fifo}"
    if node is None:
        return Finding(Span(0, 0), message, file=file)
    fix = unsafe(insert(node.span.start, f"RUN mkfifo {settings.fifo}\n")) if isinstance(node, Cmd) else None
    return Finding(node.keyword_span, message, fix, file=file)


@rule("WL021", "writes-to-a-fifo-that-it-never-makes", severity=ERROR)
def never_made(file: File, component: Component, project: Project, settings: Settings) -> Iterator[Finding]:
    """The logs end in an ordinary file, and reading them does not wait for the end of the run."""
    uses = [use for node in _runs(file) for use in _uses(node, settings.fifo)]
    if uses and project.has_known_base(file) and not _makes(project, file):
        yield Finding(uses[0], f"{settings.fifo} is written but never made; add RUN mkfifo {settings.fifo}")


def _uses(node: Instruction, fifo: str) -> Iterator[Span]:
    for placed in placed_commands(node):
        if placed.command.name not in (*MAKERS, "rm", "chmod", "chown", "ls", "test", "["):
            words = (*placed.command.words[1:], *placed.command.redirects)
            for word in words:
                if word.text == fifo:
                    yield node.locate(word.start, word.end) if word.end else placed.span


def _exporting(file: File) -> tuple[Cmd | None, list[Placed]]:
    """The CMD of an image that makes the fifo itself, and the commands in it."""
    node = file.in_force(Cmd)
    return node, placed_commands(node) if node else []


def _speaks(file: File) -> bool:
    """True for a final image that makes the fifo in its own instructions."""
    if file.image is None or not file.image.final or file.settings.fifo not in file.source.text:
        return False
    return any(isinstance(node, Run) and _makes_in(node, file.settings.fifo) for node in _runs(file))


@rule("WL022", "does-not-export-status-and-exit-code")
def no_status(file: File, component: Component, settings: Settings) -> Iterator[Finding]:
    """CMD writes to the fifo, but leaves out the file `status`, or never puts the exit code into it."""
    node, commands = _exporting(file) if _speaks(file) else (None, [])
    writers = [placed for placed in commands if _writes(placed, settings.fifo)]
    if node is None or not writers:
        return
    if not any(_has_status(placed) for placed in writers):
        yield Finding(writers[-1].span, f'"status" is not written to {settings.fifo}; tar it together with the logs')
    elif not _keeps_exit_code(file, node, commands):
        message = 'the exit code is not kept; write "(program; echo $? > status)"'
        yield Finding(commands[0].span, message)


def _writes(placed: Placed, fifo: str) -> bool:
    command = placed.command
    return any(word.text == fifo for word in (*command.words[1:], *command.redirects))


def _has_status(placed: Placed) -> bool:
    """True when the words name `status`, or may stand for it."""
    words = placed.command.words[1:]
    return any("status" in word.text.lower() or not word.literal or set("*?[") & set(word.text) or
               word.text in (".", "./") for word in words)  # fmt: skip


def _keeps_exit_code(file: File, node: Cmd, commands: list[Placed]) -> bool:
    """True when CMD, or a script that it runs, sets `status`; also when such a script cannot be seen."""
    text = file.source[node.span]
    if "$?" in text or "PIPESTATUS" in text:
        return True
    for placed in commands:
        if any("status" in word.text.lower() or not word.literal for word in placed.command.redirects):
            return True
    return any("status" in script for script in file.scripts()) or not file.scripts()


@rule("WL023", "ends-before-its-logs-are-read")
def ends_early(file: File, component: Component, settings: Settings) -> Iterator[Finding]:
    """The container is gone with its logs when the runtime comes for them."""
    node, commands = _exporting(file) if _speaks(file) else (None, [])
    if node is None or not any(_writes(placed, settings.fifo) for placed in commands):
        return
    if not any(_waits(placed) for placed in commands):
        message = f"the container ends once {settings.fifo} is read; end CMD with && sleep infinity"
        end = node.rest.span.end
        fix = None if node.is_json else unsafe(insert(end, " && \\\n    sleep infinity"))
        yield Finding(commands[-1].span, message, fix)


def _waits(placed: Placed) -> bool:
    command = placed.command
    if command.name == "sleep":
        return any(arg in ("infinity", "inf") or "$" in arg or arg.rstrip("smhd").isdecimal() for arg in command.args)
    return (command.name == "tail" and "-f" in command.args) or command.name in ("wait", "pause")


@rule("WL024", "makes-the-fifo-and-has-no-cmd", severity=INFO)
def no_command(file: File, component: Component, settings: Settings) -> Iterator[Finding]:
    """Nothing in the image fills the fifo; a chart may."""
    if _speaks(file) and file.in_force(Cmd) is None and file.final is not None:
        message = f"the image makes {settings.fifo} and has no CMD to fill it; add one unless the chart has it"
        yield Finding(file.final.node.keyword_span, message)
