"""How strict the shell of a script is: whether it stops at a failure, and whether all commands of a pipe count."""

from collections.abc import Iterable, Iterator

from dflint.embedded.shell import SHELLS, ShellText, read_shell
from dflint.embedded.words import Spot, Word
from dflint.model.script import Script
from dflint.model.shell import words_beside_heredocs
from dflint.syntax.nodes import Shell
from dflint.text import Span

ERREXIT, PIPEFAIL = "errexit", "pipefail"
# Where images have no registry: they were built on this machine.
LOCAL = ("local/", "local-image/", "localhost/")


def shell_text(script: Script) -> ShellText:
    """What the shell of `script` reads: of an argv, the text in `["bash", "-c", "..."]`."""
    word = command_text(script)
    if not script.is_argv:
        return script.parsed
    return read_shell(word.text) if word else ShellText("")


def place(script: Script, spot: Spot) -> Span:
    """Where `spot` of the shell's text stands in the source; of an argv, its word."""
    word = command_text(script)
    found = word or spot
    return script.locate(found.start, found.end)


def command_text(script: Script) -> Word | None:
    """The word behind `-c` in the argv of a shell."""
    words = script.node.args if script.is_argv else ()
    if not words or words[0].text.rpartition("/")[2] not in SHELLS:
        return None
    for at, word in enumerate(words[1:-1], 1):
        if word.text.startswith("-") and not word.text.startswith("--") and word.text.endswith("c"):
            return Word(words[at + 1].text, at + 1, at + 1, True)
    return None


def own_shell(script: Script) -> list[str] | None:
    """The words that start the shell of a heredoc or of an argv, when it is not that of the stage."""
    if script.is_argv:
        return [word.text for word in script.node.args]
    if script.heredoc is None:
        return None
    first = script.heredoc.content.split("\n", 1)[0]
    if first.startswith("#!"):
        return first.removeprefix("#!").split()
    return words_beside_heredocs(script.node) or None


def has_known_shell(script: Script) -> bool:
    """False where a base image may have a SHELL that nobody sees: one without a known name, or one built right here."""
    stage = script.stage
    image = stage.line_of_descent[-1].image
    if own_shell(script) or stage.shell(script.node) is not None or stage.index < 0:
        return True
    return image.known and not image.text.startswith(LOCAL)


def options(script: Script, at: int | None = None) -> set[str]:
    """The options of the shell that are on at `at` of its text, or at its end: those that it starts with, and `set`."""
    on = set(_started(own_shell(script) or _shell_words(script)))
    for command in shell_text(script).commands:
        if command.name == "set" and (at is None or command.start < at):
            for sign, option in _switched(command.args):
                on.add(option) if sign == "-" else on.discard(option)
    return on


def _shell_words(script: Script) -> list[str]:
    """The words of the SHELL in force, also of one that is no JSON array."""
    found = script.stage.last(Shell, script.node)
    return ([word.text for word in found[1].args] if found[1].is_json else found[1].rest.text.split()) if found else []


def is_doubtful_shell(script: Script) -> bool:
    """True for a SHELL with pipefail that is no bash: outside of Alpine, `sh` may not know that option."""
    words = [] if own_shell(script) else _shell_words(script)
    image = script.stage.line_of_descent[-1].image.text
    is_plain = bool(words) and words[0].rpartition("/")[2] in ("sh", "dash")
    return is_plain and PIPEFAIL in words and not any(name in image for name in ("alpine", "busybox"))


def _started(words: Iterable[str]) -> Iterator[str]:
    return (option for sign, option in _switched(tuple(words)[1:]) if sign == "-")


def _switched(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Sign and name of each option: those of several letters by name, `e` as `errexit`."""
    sign = ""
    for word in words:
        if word in ("--", "-"):
            return
        if sign:
            yield sign, word
            sign = ""
        elif word[:1] in ("-", "+") and word[1:2] != "-":
            if "e" in word:
                yield word[0], ERREXIT
            sign = word[0] if word.endswith("o") else ""
