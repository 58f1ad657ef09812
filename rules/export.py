"""The export of status and logs: a fifo in the image, which the program's results are written to."""

import re
from collections.abc import Iterator
from functools import cache

from dflint.lint.finding import ERROR, INFO, Finding
from dflint.lint.rule import rule
from dflint.model import fifo as fifos
from dflint.model.component import Component
from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.shell import Placed, placed_commands
from dflint.settings import Settings
from dflint.syntax.nodes import Cmd, Entrypoint, Run
from dflint.text import Fix, Span, insert, unsafe

UNIT_TESTS = ("unittest", "unit-test", "functest")
# Programs that pass on what another one wrote.
PIPES = ("cat", "tee", "dd", "gzip", "pv")
LONG_ENOUGH = 60  # seconds that a runtime may take to come for the logs
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _is_final(file: File) -> bool:
    return file.image is None or file.image.final


def _makes(project: Project, file: File) -> bool:
    """True when the image of `file` has the fifo, by its own doing or by that of an image it builds on."""
    found = (fifos.is_made(other) for other in project.ancestry(file))
    return next((made for made in found if made is not None), False)


def _is_without(project: Project, file: File) -> bool:
    """True when it is certain that the image of `file` does not have the fifo."""
    return file.readable and project.has_known_base(file) and not _makes(project, file)


@rule("WL020", "is-of-a-component-without-the-export-fifo", severity=ERROR)
def no_fifo(component: Component, project: Project, settings: Settings) -> Iterator[Finding]:
    """No final image of a workload makes the fifo; of a stack, the images of unit tests must."""
    if component.kind == "stack":
        for file in component.built:
            if any(word in file.name.lower() for word in UNIT_TESTS) and _is_without(project, file):
                yield _missing(file, f"{file.name} never makes {settings.fifo}", settings)
        return
    together = project.together(component)
    built = [file for other in together for file in other.built]
    finals = [file for file in built if _is_final(file)]
    if together[-1] is component and built and all(_is_without(project, file) for file in finals):
        place = "this folder" if component.group == "." else component.group
        what = f"no final image of {place} makes {settings.fifo}"
        found = _missing((finals or built)[-1], what, settings)
        yield found if finals else found._replace(fix=None)  # a fifo in an intermediate image would not help


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
    if not _is_final(file) or settings.fifo not in file.source.text or not _is_without(project, file):
        return
    for stage in reversed(file.descent):
        for node in stage.instructions:
            if isinstance(node, Run) or node is file.in_force(Cmd) or node is file.in_force(Entrypoint):
                for placed in fifos.writers(file, stage, node):
                    word = fifos.use(file, stage, node, placed)
                    span = placed.span if node.is_json or node.heredocs else node.locate(word.start, word.end)
                    message = f"{settings.fifo} is written but never made; add RUN mkfifo {settings.fifo}"
                    yield Finding(span, message)
                    return


def _writers(file: File, node: Cmd | None) -> list[Placed]:
    """The commands of CMD that write to the fifo; none in an image that stays on the build machine."""
    found = file.final.last(Cmd) if file.final and node and _is_final(file) else None
    return fifos.writers(file, *found) if found else []


@rule("WL022", "does-not-export-status-and-exit-code")
def no_status(file: File, component: Component, settings: Settings) -> Iterator[Finding]:
    """CMD leaves out the fifo or the file `status`, or never puts the exit code into it."""
    node = file.in_force(Cmd)
    writers = _writers(file, node)
    if node is None or not _is_final(file):
        return
    if not writers:
        if fifos.made_by_run(file) and _must_export(file, node):
            message = f"CMD writes nothing to {settings.fifo}; end it with tar cf {settings.fifo} status and the logs"
            yield Finding(node.keyword_span, message)
    elif not any(_has_status(placed, node, settings.fifo) for placed in writers):
        yield Finding(writers[-1].span, f'"status" is not written to {settings.fifo}; tar it together with the logs')
    elif not _keeps_exit_code(file, node):
        message = 'the exit code is not kept; write "(program; echo $? > status)"'
        yield Finding(placed_commands(node)[0].span, message)


def _must_export(file: File, node: Cmd) -> bool:
    """True when nothing but CMD can write to the fifo: it keeps a status itself, or runs only what can be seen."""
    if file.in_force(Entrypoint) is not None or any(file.settings.fifo in text for text in file.scripts()):
        return False
    if _keeps_in(node):
        return True
    running = [placed for placed in placed_commands(node) if placed.command.words and not _waits(placed, file)]
    programs = [placed.command.words[0].text for placed in running]
    unseen = [name for name in programs if "/" in name or "." in name or "$" in name]
    return bool(programs) and (not unseen or bool(file.scripts()))


def _has_status(placed: Placed, node: Cmd, fifo: str) -> bool:
    """True when what is written holds the file `status`, or may do so."""
    if placed.command.name in PIPES:
        others = placed_commands(node)
        return any("status" in word.text for other in others for word in other.command.words[1:])
    kept = [target for target in fifos.targets(placed_commands(node)) if "status" in target]
    given = ("-T", "--files-from", *(target.rpartition("/")[0] for target in kept))
    words = [word for word in placed.command.words[1:] if not word.text.endswith(fifo)]
    return any(word.text.rstrip("/") in given or fifos.may_hold(word, "status") for word in words)


@cache
def _keeping() -> "re.Pattern[str]":
    """A line of a script that writes a file `status`."""
    return re.compile(r"^[^#\n]*(?:>|\btee\b)[^#\n;|&]*status", re.MULTILINE | re.IGNORECASE)


def _keeps_in(node: Cmd) -> bool:
    """True when CMD itself writes an exit code."""
    if "$?" in node.rest.text or "PIPESTATUS" in node.rest.text:
        return True
    return any("status" in name.lower() for name in fifos.targets(placed_commands(node)))


def _keeps_exit_code(file: File, node: Cmd) -> bool:
    """True when CMD, or a script of the image, writes an exit code."""
    return _keeps_in(node) or any(_keeping().search(text) for text in file.scripts())


@rule("WL023", "ends-before-its-logs-are-read")
def ends_early(file: File, component: Component, settings: Settings) -> Iterator[Finding]:
    """The container is gone with its logs when the runtime comes for them."""
    node = file.in_force(Cmd)
    writers = _writers(file, node)
    if node is None or not writers:
        return
    placed = placed_commands(node)
    after = placed[max(placed.index(writer) for writer in writers) + 1 :]
    if not any(_waits(later, file) for later in after) and not re.search(r"\b(while|until)\b", node.rest.text):
        message = f"the container ends once {settings.fifo} is read; end CMD with && sleep infinity"
        yield Finding(placed[-1].span, message, _sleep(file, node))


def _waits(placed: Placed, file: File) -> bool:
    command = placed.command
    if command.name == "sleep":
        return any(_is_long(arg) for arg in command.args)
    if command.name == "tail":
        return any(arg.startswith("-") and "f" in arg.lower() for arg in command.args)
    if "." in command.name or "/" in command.words[0].text:
        return any("sleep" in text or "tail -f" in text.lower() for text in file.scripts())
    return command.name in ("wait", "pause")


def _is_long(time: str) -> bool:
    """True for a time of `sleep` that a runtime comes in."""
    number, unit = (time[:-1], UNITS[time[-1]]) if time[-1:] in UNITS else (time, 1)
    return not number.isdecimal() or int(number) * unit >= LONG_ENOUGH


def _sleep(file: File, node: Cmd) -> Fix | None:
    """Put the sleep behind what CMD does, where that is plain to see."""
    text = node.rest.text.rstrip()
    if node.is_json or node.heredocs or "#" in text or text.endswith((";", "&", "|", file.document.escape)):
        return None
    return unsafe(insert(node.rest.span.end, f" && {file.document.escape}\n    sleep infinity"))


@rule("WL024", "makes-the-fifo-and-has-no-cmd", severity=INFO)
def no_command(file: File, component: Component, project: Project, settings: Settings) -> Iterator[Finding]:
    """Nothing in the image fills the fifo; a chart may."""
    if file.final is None or not _is_final(file) or not fifos.made_by_run(file):
        return
    if not any(other.in_force(Cmd) or other.in_force(Entrypoint) for other in project.ancestry(file)):
        message = f"the image makes {settings.fifo} and has no CMD to fill it; add one unless the chart has it"
        yield Finding(file.final.node.keyword_span, message)
