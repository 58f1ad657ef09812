"""Commands that run other commands: `sudo apt-get ...`, `xargs rm`, `bash -c "..."`."""

from collections.abc import Iterator

from dflint.embedded.shell import SHELLS, Command, read_shell
from dflint.embedded.words import Word

# Programs that run the command in their arguments: their options that take a value, words before the command.
PREFIXES: dict[str, tuple[tuple[str, ...], int]] = {
    "sudo": (
        ("-u", "--user", "-g", "--group", "-C", "-D", "--chdir", "-h", "-p", "-R", "-r", "-t", "-T", "-U"), 0,
    ),
    "doas": (("-u", "-C"), 0),
    "env": (("-u", "--unset", "-C", "--chdir", "-S"), 0),
    "exec": (("-a",), 0),
    "time": (("-f", "--format", "-o", "--output"), 0),
    "nohup": ((), 0),
    "command": ((), 0),
    "builtin": ((), 0),
    "eatmydata": ((), 0),
    "fakeroot": ((), 0),
    "busybox": ((), 0),
    "nice": (("-n", "--adjustment"), 0),
    "ionice": (("-c", "--class", "-n", "--classdata"), 0),
    "stdbuf": (("-i", "-o", "-e"), 0),
    "timeout": (("-k", "--kill-after", "-s", "--signal"), 1),
    "gosu": ((), 1),
    "su-exec": ((), 1),
    "chroot": ((), 1),
    "xargs": (
        ("-n", "--max-args", "-P", "--max-procs", "-I", "-L", "--max-lines", "-d", "--delimiter", "-E", "-s", "-a"), 0,
    ),
}  # fmt: skip
DEEPEST = 20


def unwrap(command: Command) -> Iterator[Command]:
    """`command`, and those that it runs: behind `sudo` and the like, and in `sh -c`."""
    yield command
    words = command.words
    while words and program(words) in PREFIXES:
        words = _after_prefix(words)
        if words:
            yield command._replace(words=words, start=words[0].start, prefixed=True)
    if words and program(words) in (*SHELLS, "su") and command.inside.count("nested") < DEEPEST:
        yield from _nested(words, command)


def program(words: tuple[Word, ...]) -> str:
    """Name of the program that `words` begin with, without its folder."""
    return words[0].text.rpartition("/")[2]


def _after_prefix(words: tuple[Word, ...]) -> tuple[Word, ...]:
    valued, positional = PREFIXES[program(words)]
    looks_up = program(words) == "command" and len(words) > 1 and words[1].text in ("-v", "-V")
    words = () if looks_up else words[1:]
    while words and (words[0].text.startswith("-") or "=" in words[0].text):
        words = words[2:] if words[0].text in valued else words[1:]
    return words[positional:]


def _nested(words: tuple[Word, ...], outer: Command) -> Iterator[Command]:
    """The commands of `sh -c "..."`, `words` beginning with the shell's name; `su` may name a user first."""
    is_su = program(words) == "su"
    at = 1
    while at + 1 < len(words) and (is_su or words[at].text.startswith(("-", "+"))):
        flag, script = words[at].text, words[at + 1]
        if flag == "--command" or (flag[:1] == "-" != flag[1:2] and flag.endswith("c")):
            yield from (_placed(inner, script, outer) for inner in read_shell(script.text).commands)
            return
        takes_value = flag[-1:] in ("o", "O") and not flag.startswith("--")
        at += 2 if takes_value else 1


def _placed(inner: Command, script: Word, outer: Command) -> Command:
    """A command of the text in `script` as a command of the text around it.

    Its words keep their places where the text is written letter by letter, else they have that of the whole and are
    not literal.
    """
    inside = (*outer.inside, "nested", *inner.inside)
    shift = _shift(script)
    if shift is None:
        words = tuple(word._replace(start=script.start, end=script.end, literal=False) for word in inner.words)
        start, end = script.start, script.end
    else:
        words = tuple(word._replace(start=word.start + shift, end=word.end + shift) for word in inner.words)
        start, end = inner.start + shift, inner.end + shift
    return inner._replace(
        words=words, redirects=inner.redirects + outer.redirects, start=start, end=end, inside=inside, prefixed=True
    )


def _shift(script: Word) -> int | None:
    """Where the text of `script` begins in the text around it, when it is written there letter by letter."""
    if "\\" in script.text or not script.raw:
        return None
    if script.raw == script.text:
        return script.start
    return script.start + 1 if script.raw[1:-1] == script.text and script.quoted else None
