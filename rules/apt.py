"""apt-get and apt."""

from collections.abc import Iterator

from dflint.embedded.programs import APT_LISTS
from dflint.lint.finding import INFO, Finding
from dflint.lint.rule import rule
from dflint.model.calls import add_option, call_span, installs, is_answered, is_written, unpinned
from dflint.model.file import File
from dflint.model.layers import addition, is_mounted, later_scripts, reaches_image, removes
from dflint.model.script import Command, Script
from dflint.model.stages import Stage
from dflint.text import Fix, Span, replace, safe, unsafe

TOOLS = ("apt-get", "apt", "aptitude")
DELETE = f"rm -rf {APT_LISTS}/*"
# What becomes of `apt SUBCOMMAND`: another program, and another subcommand where the name differs.
GET = ("install", "update", "remove", "purge", "autoremove", "autopurge", "clean", "autoclean", "source", "build-dep",
       "download", "changelog")  # fmt: skip
CACHE = ("search", "show", "showsrc", "depends", "rdepends", "policy")

# Options with which apt-get only says what it would do.
DRY = ("-s", "--simulate", "--just-print", "--dry-run", "--recon", "--no-act", "--print-uris", "--assume-no")
HARMLESS = ("echo", "true", "set", "sudo", "sleep")


def _updates(command: Command) -> bool:
    return command.program in TOOLS and command.call.subcommand == "update"


def _installs(command: Command) -> bool:
    return command.program in TOOLS and command.call.subcommand == "install"


def _setting(command: Command, name: str) -> str | None:
    """The value that an option `-o NAME=value` gives to `name`, in lower case."""
    for option in command.call.options:
        key, _, value = (option.value or "").partition("=")
        if option.name in ("-o", "--option") and key.lower() == name.lower():
            return value.lower()
    return None


def _held(script: Script) -> set[str]:
    """The packages that `apt-mark hold` keeps at a version."""
    holds = [command.args for command in script.commands if command.name == "apt-mark"]
    return {word.text.partition("=")[0] for args in holds if args and args[0].text == "hold" for word in args[1:]}


@rule("DL3008", "installs-packages-of-apt-without-version", default=False, programs=("apt-get",))
def no_version(command: Command) -> Iterator[Finding]:
    """`apt-get install curl`: whatever version the archive has on the day of the build."""
    if not command.runs("apt-get", "install"):
        return
    held = _held(command.script)
    for word in unpinned(command, "=/~", ".deb", "^", "-"):
        if word.text not in held:
            yield Finding(word.span, f'package "{word.text}" has no version; write {word.text}=VERSION')


@rule("DL3009", "leaves-the-lists-of-apt", severity=INFO, programs=TOOLS)
def lists_left(script: Script, stage: Stage, file: File) -> Iterator[Finding]:
    """`apt-get update` fetches lists of some 20 to 50 MB, and nothing in the same layer deletes them."""
    updates = [command for command in script.commands if _updates(command)]
    if not updates or is_mounted(script, APT_LISTS) or not reaches_image(stage, file):
        return
    if any(_cleans(command) for command in script.after(updates[-1])):
        return
    relied_on = any(_lacks_update(later) for later in later_scripts(script, file))
    advice = "update, install and {} in one RUN" if relied_on else "end the RUN with {}"
    message = f"the lists of packages stay in the layer; {advice.format(DELETE)}"
    yield Finding(call_span(updates[-1]), message, None if relied_on else _delete_lists(updates[-1], file))


def _cleans(command: Command) -> bool:
    return removes(command, APT_LISTS) or any(command.runs(tool, "distclean", "dist-clean") for tool in TOOLS)


def _delete_lists(update: Command, file: File) -> Fix | None:
    """Delete the lists at the end of the RUN."""
    script = update.script
    prefix = "sudo " if any(command.name == "sudo" for command in script.commands) else ""
    edit = addition(script, file, f"{prefix}{DELETE}")
    if edit is None or not any(_installs(command) for command in script.after(update)):
        return None
    return unsafe(edit) if prefix else safe(edit)


def _lacks_update(script: Script) -> bool:
    """True when `script` installs before it fetches the lists, if it does so at all."""
    first = next((command for command in script.commands if _updates(command) or _installs(command)), None)
    return first is not None and _installs(first)


@rule("DL3014", "waits-for-an-answer-of-apt-get", programs=("apt-get",))
def asks(command: Command) -> Iterator[Finding]:
    """`apt-get install` without `-y`: nobody is there to answer, so the build fails."""
    if command.runs("apt-get", "install") and not (_assents(command) or is_answered(command)):
        edit = add_option(command, "-y")
        message = "apt-get install may ask before it installs; add -y"
        yield Finding(call_span(command), message, safe(edit) if edit else None)


def _assents(command: Command) -> bool:
    quiet = [option.value for option in command.call.options if option.name in ("-q", "--quiet")]
    if len(quiet) > 1 or "2" in quiet or command.has("-y", "--yes", "--assume-yes", *DRY):
        return True
    return _setting(command, "APT::Get::Assume-Yes") in ("true", "yes", "1")


@rule("DL3015", "installs-recommended-packages", severity=INFO, default=False, programs=("apt-get",))
def recommends(command: Command, stage: Stage) -> Iterator[Finding]:
    """`apt-get install` without `--no-install-recommends`."""
    if not command.runs("apt-get", "install"):
        return
    setting = _setting(command, "APT::Install-Recommends")
    if setting or command.has("--no-install-recommends", "--install-recommends") or _configured(stage, command):
        return
    edit = add_option(command, "--no-install-recommends")
    message = "apt-get install adds the recommended packages; add --no-install-recommends"
    yield Finding(call_span(command), message, unsafe(edit) if edit else None)


def _configured(stage: Stage, command: Command) -> bool:
    """True when an earlier line of the stage, or of one that it builds on, writes a configuration that says no."""
    end = command.script.node.span.end
    lines = [node for each in stage.line_of_descent for node in each.instructions if node.span.start < end]
    texts = [text for node in lines for text in (node.rest.text, *(heredoc.content for heredoc in node.heredocs))]
    return any("Install-Recommends" in text and "apt.conf" in text for text in texts)


@rule("DL3027", "uses-apt", programs=("apt",))
def end_user_tool(command: Command) -> Iterator[Finding]:
    """`apt`, whose output and options may change with any release."""
    if command.name != "apt":
        return
    found = _replacement(command)
    instead = found[0] if found else "apt-get or apt-cache"
    yield Finding(command.name_span, f"apt is made for people at a terminal; use {instead}", found and found[1])


def _replacement(command: Command) -> tuple[str, Fix | None] | None:
    """The program for a script that does the same, and the fix; None when there is none."""
    verb = command.call.subcommand
    is_upgrade = verb in ("upgrade", "full-upgrade")
    program = "apt-get" if verb in GET or is_upgrade else "apt-cache" if verb in CACHE else None
    if program is None:
        return None
    if not is_written(command) or command.raw.words[0].raw.rpartition("/")[2] != "apt":
        return program, None
    end = command.name_span.end
    edits = [replace(Span(end - 3, end), program)]
    if verb == "full-upgrade":
        edits.append(replace(command.verb.span, "dist-upgrade"))
    return program, unsafe(*edits) if is_upgrade else safe(*edits)


@rule("DF010", "installs-from-the-list-of-an-older-layer", programs=(*TOOLS, "apk"))
def split(script: Script, file: File) -> Iterator[Finding]:
    """A RUN that only fetches the lists, and a later one that installs from them."""
    for tools, lists in ((TOOLS, APT_LISTS), (("apk",), "/var/cache/apk")):
        calls = [command for command in script.commands if command.program in tools]
        updates = [command for command in calls if command.call.subcommand == "update"]
        if (
            not updates
            or is_mounted(script, lists)
            or any(_uses(command, tools) for command in script.after(updates[0]))
        ):
            continue
        if any(_relies(later, tools) for later in later_scripts(script, file) if later.stage is script.stage):
            message = "the lists come from a cached layer when a later RUN installs; update in the RUN that installs"
            yield Finding(call_span(updates[0]), message)


def _uses(command: Command, tools: tuple[str, ...]) -> bool:
    """True when `command` may install from the lists, or deletes them."""
    return installs(command) or not (command.program in tools or command.name in HARMLESS)


def _relies(script: Script, tools: tuple[str, ...]) -> bool:
    """True when `script` installs with one of `tools` before it fetches lists of its own."""
    calls = [command for command in script.commands if command.program in tools]
    first = next((call for call in calls if installs(call) or call.call.subcommand == "update"), None)
    fresh = ("--no-cache", "-U", "--update-cache", "--update")
    return first is not None and installs(first) and not (tools == ("apk",) and first.has(*fresh))


@rule("DF011", "upgrades-all-packages", severity=INFO, default=False, programs=TOOLS)
def upgrades(command: Command) -> Iterator[Finding]:
    """`apt-get upgrade`: the image differs from day to day, and each changed file is in it twice."""
    if any(command.runs(tool, "upgrade", "dist-upgrade", "full-upgrade", "safe-upgrade") for tool in TOOLS):
        message = f"{command.name} {command.call.subcommand} changes what the base image holds; use a newer base image"
        yield Finding(call_span(command), message)
