"""zypper, the package manager of openSUSE and SLE."""

from collections.abc import Iterator

from dflint.embedded.programs import PROGRAMS
from dflint.lint.finding import Finding
from dflint.lint.rule import rule
from dflint.model.calls import call_span, is_answered, is_written, unpinned
from dflint.model.file import File
from dflint.model.layers import addition, is_mounted, reaches_image, removes
from dflint.model.script import Command, Script
from dflint.model.stages import Stage
from dflint.text import insert, safe

INSTALL = ("install", "in")
ASKING = (*INSTALL, "remove", "rm", "source-install", "si", "patch")


@rule("DL3034", "waits-for-an-answer-of-zypper", programs=("zypper",))
def asks(command: Command) -> Iterator[Finding]:
    """zypper that may ask: nobody is there to answer, so the build fails."""
    if not command.runs("zypper", *ASKING) or command.has(*PROGRAMS["zypper"].assent) or is_answered(command):
        return
    fix = safe(insert(command.name_span.end, " --non-interactive")) if is_written(command) else None
    message = f"zypper {command.call.subcommand} may ask before it goes on; write zypper --non-interactive"
    yield Finding(call_span(command), message, fix)


@rule("DL3035", "upgrades-the-distribution-with-zypper", programs=("zypper",))
def upgrades(command: Command, stage: Stage) -> Iterator[Finding]:
    """`zypper dup`: another base image, made by hand."""
    if command.runs("zypper", "dist-upgrade", "dup") and not _is_rolling(stage):
        message = f"zypper {command.call.subcommand} replaces what the base image holds; use a newer base image"
        yield Finding(call_span(command), message)


def _is_rolling(stage: Stage) -> bool:
    """True for Tumbleweed, which is kept up to date in no other way."""
    return "tumbleweed" in stage.line_of_descent[-1].image.text.lower()


@rule("DL3036", "leaves-the-cache-of-zypper", programs=("zypper",))
def keeps_cache(script: Script, file: File) -> Iterator[Finding]:
    """`zypper install`, and nothing in the same layer deletes what it downloaded."""
    folders = PROGRAMS["zypper"].caches
    loads = [command for command in script.commands if command.runs("zypper", *INSTALL)]
    if not loads or not reaches_image(script.stage, file) or is_mounted(script, *folders):
        return
    last = loads[-1]
    if any(command.runs("zypper", "clean", "cc") or removes(command, *folders) for command in script.after(last)):
        return
    edit = None if last.prefixed else addition(script, file, "zypper clean --all")
    message = "the cache of zypper stays in the layer; end the RUN with zypper clean --all"
    yield Finding(call_span(last), message, safe(edit) if edit else None)


@rule("DL3037", "installs-packages-of-zypper-without-version", default=False, programs=("zypper",))
def no_version(command: Command) -> Iterator[Finding]:
    """`zypper install httpd`: whatever version the repository has on the day of the build."""
    kind = command.option("-t", "--type")
    if command.runs("zypper", *INSTALL) and (kind is None or kind.value == "package"):
        for word in unpinned(command, "=<>", ".rpm"):
            if not word.text.startswith(("!", "-", "~", "pattern:", "product:")):
                yield Finding(word.span, f'package "{word.text}" has no version; write {word.text}=VERSION')
