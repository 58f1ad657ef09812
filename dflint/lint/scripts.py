"""What ShellCheck says of the shell texts of a project.

The texts of all files are collected before any rule runs, each different one once; ShellCheck works on them while the
rules do, and what it says is then a finding wherever the text stands.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from dflint.embedded.plain import is_plain
from dflint.lint.finding import Finding
from dflint.lint.rule import Rule
from dflint.lint.selection import is_named, is_on, severity_given, wants_shellcheck
from dflint.lint.shellcheck import PREFIX, rule_of, severity_of
from dflint.model.file import File
from dflint.model.script import Script, scripts
from dflint.model.stages import Stage
from dflint.settings import Settings
from dflint.syntax.nodes import Instruction, Onbuild, Run
from dflint.text import Edit, Fix, Span

if TYPE_CHECKING:
    from dflint.embedded.shellcheck import Batches

DIALECTS = ("sh", "bash", "dash", "ash", "ksh")
# Names that the builder itself gives to every RUN.
PROXIES = frozenset(f"{name}_proxy" for name in ("all", "ftp", "http", "https", "no"))
# What is said of a name, and which word of the message that is; none of it holds for names of ARG and ENV.
OF_NAMES = {2034: 0, 2153: 2, 2154: 0, 3028: 3}
# Images, and parts of tags of others, that are built on Debian or Ubuntu.
DEBIAN = (
    *("debian", "ubuntu", "buildpack-deps", "stretch", "buster", "bullseye", "bookworm", "trixie", "slim", "xenial"),
    *("bionic", "focal", "jammy", "noble", "ubuntu20.04", "ubuntu22.04", "ubuntu24.04"),
)
MISSING = 'there is no ShellCheck, so no SC codes; install "dflint[shellcheck]", or say --no-shellcheck'
OFF = "ShellCheck is off, so no SC codes"
ENOUGH = 20_000

Comment = dict[str, Any]
# What ShellCheck has said of a text holds for good: the passes of a fix check hardly any text twice.
_known: dict[str, list[Comment]] = {}


class Checked(NamedTuple):
    """A script that ShellCheck reads: `text` with the line that names its shell, if that was `added`."""

    file: File
    script: Script
    text: str
    added: bool


class Scripts:
    """The scripts of the files of a project, and what ShellCheck says of them.

    `notes` say what it could not do.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.notes: list[str] = []
        self._of: dict[Instruction, list[Script]] = {}
        self._files: set[File] = set()
        self._seen: set[str] = set()
        self._checked: list[Checked] = []
        self._batches: Batches | None = None
        self._on: dict[tuple[int, str], bool] = {}
        self._named: dict[tuple[int, str], bool] = {}

    def of(self, node: Instruction, stage: Stage, onbuild: bool) -> list[Script]:
        """The scripts of `node`, a RUN of `stage`."""
        return self._of.get(node) or scripts(node, stage, onbuild)

    def add(self, file: File) -> None:
        """Let ShellCheck begin with the scripts of `file`."""
        if file in self._files or not (file.focus and file.readable and self._wants(file.settings)):
            return
        self._files.add(file)
        for each in self._collect(file):
            if file.settings.shellcheck:
                self._checked.append(each)
                self._hand_over(each)
            elif OFF not in self.notes:
                self.notes.append(OFF)

    def _hand_over(self, checked: Checked) -> None:
        text = checked.text
        if text in self._seen or text in _known:
            return
        self._seen.add(text)
        if checked.added and is_plain(text.partition("\n")[2]):
            return
        if self._batches is None and not self._begin():
            return
        if self._batches is not None:
            self._batches.add(text)

    def _begin(self) -> bool:
        """Look for ShellCheck; False when it is not there."""
        if MISSING in self.notes:
            return False
        from dflint.embedded.shellcheck import Batches, find_program

        program = find_program(self.root)
        if program is None:
            self.notes.append(MISSING)
            return False
        self._batches = Batches(program)
        return True

    def flush(self) -> None:
        """There are no more files to come."""
        if self._batches is not None:
            self._batches.flush()

    def _wants(self, settings: Settings) -> bool:
        key = id(settings), ""
        if key not in self._on:
            self._on[key] = wants_shellcheck(settings)
        return self._on[key]

    def _is_on(self, comment: Comment, checked: Checked) -> bool:
        settings, code = checked.file.settings, f"{PREFIX}{comment['code']}"
        key = id(settings), code
        if key not in self._on:
            self._on[key] = is_on(rule_of(code), settings)
            self._named[key] = is_named(rule_of(code), settings)
        return self._on[key] and (self._named[key] or is_certain(comment, checked.script))

    def _collect(self, file: File) -> Iterator[Checked]:
        for stage in file.blocks:
            for node in stage.instructions:
                inner = node.inner if isinstance(node, Onbuild) else node
                if isinstance(inner, Run):
                    self._of[inner] = scripts(inner, stage, inner is not node)
                    for script in self._of[inner]:
                        text = shell_text(script, file)
                        if text is not None:
                            yield Checked(file, script, *text)

    def tick(self) -> None:
        """Hand over what waits, between other work."""
        if self._batches is not None:
            self._batches.tick()

    def findings(self) -> Iterator[tuple[File, Rule, Finding]]:
        """What ShellCheck says, each at its place."""
        if self._batches is not None:
            self._batches.finish()
            if len(_known) > ENOUGH:
                _known.clear()
            _known.update(self._batches.found)
            self._tell(self._batches)
        for each in self._checked:
            for comment in _known.get(each.text, ()):
                if self._is_on(comment, each) and not _is_about_known_name(comment, each.script):
                    rule = rule_of(f"{PREFIX}{comment['code']}")
                    yield each.file, rule, _finding(comment, each, rule)

    def _tell(self, batches: "Batches") -> None:
        """Note what ShellCheck could not do."""
        if batches.error:
            self.notes.append(f"ShellCheck ({batches.program}) cannot be run: {batches.error}; so no SC codes")
            return
        lost = set(batches.given_up)
        for each in self._checked if lost else ():
            if each.text in lost:
                path, line = each.file.shown, each.file.source.line_of(each.script.node.span.start)
                self.notes.append(f"{path}:{line}: ShellCheck has no end with this script, so no SC codes here")

    def has_read(self, file: File) -> bool:
        """True when ShellCheck has read all scripts of `file`."""
        return file.settings.shellcheck and file in self._files and not self.notes

    def close(self) -> None:
        """Stop what still runs."""
        if self._batches is not None:
            self._batches.close()


class Ahead:
    """The scripts of all projects, which ShellCheck reads while their files are still being loaded."""

    def __init__(self) -> None:
        self._of: dict[str, Scripts] = {}

    def add(self, root: str, file: File) -> None:
        """Take in a file of the project at `root`."""
        self.scripts(root).add(file)

    def scripts(self, root: str) -> Scripts:
        """The scripts of the project at `root`."""
        if root not in self._of:
            self._of[root] = Scripts(root)
        return self._of[root]

    def __enter__(self) -> "Ahead":
        return self

    def __exit__(self, *args: object) -> None:
        for scripts_of_project in self._of.values():
            scripts_of_project.close()


def shell_text(script: Script, file: File) -> tuple[str, bool] | None:
    """The text that ShellCheck is to read, and whether its first line was added; None for what it cannot read."""
    if script.is_argv or script.shell not in DIALECTS:
        return None
    if script.heredoc is None:
        heredocs = script.node.heredocs
        bodies = file.source[Span(heredocs[0].body.start, heredocs[-1].terminator.end)] if heredocs else ""
        return f"#!/bin/{script.shell}{_options(script)}\n{script.text}\n{bodies}", True
    text = script.text
    if script.heredoc.chomp:
        text = "".join(line.lstrip("\t") for line in text.splitlines(keepends=True))
    if text.startswith("#!"):
        return text, False
    is_argument = bool(script.node.rest.text.partition("<<")[0].strip())
    if is_argument and script.heredoc.expand and any(mark in text for mark in "$`\\"):
        return None  # the shell of the RUN changes the text before the one that reads it
    return f"#!/bin/{script.shell}{_options(script)}\n{text}", True


def _options(script: Script) -> str:
    """` -e` where the shell that runs `script` ends at the first failure."""
    words = script.node.rest.text.partition("<<")[0].split() if script.heredoc else []
    if not words:
        words = list(script.stage.shell(script.node) or ())
    return " -e" if any(_ends_early(word) for word in words[1:]) else ""


def _ends_early(word: str) -> bool:
    return word == "errexit" or (word[:1] == "-" and word[1:2] != "-" and "e" in word)


def _is_about_known_name(comment: Comment, script: Script) -> bool:
    """True for what is said of a name that ARG or ENV give to the shell."""
    place = OF_NAMES.get(comment["code"])
    if place is None:
        return False
    name = comment["message"].split(" ", place + 1)[place]
    return name in script.stage.scope_at(script.node) or name in PROXIES


def is_certain(comment: Comment, script: Script) -> bool:
    """True for what holds in any image, as far as that can be told; the rest is said only to those who select it."""
    code, text = comment["code"], script.text
    if comment["level"] in ("info", "style"):
        return False
    if code == 2154:  # a file that is read here may assign the name
        return not any(mark in text for mark in ("source ", " . ", "(. "))
    if 3000 <= code < 4000:
        is_known = code == 3037 and ("/echo -" in text or "echo -n" in text)
        return has_dash(script.stage) and not is_known
    return True


def has_dash(stage: Stage) -> bool:
    """True when /bin/sh is certainly dash, as Debian and Ubuntu have it; elsewhere it knows more."""
    image = stage.line_of_descent[-1].image
    name, _, tag = image.text.partition("@")[0].rpartition("/")[2].partition(":")
    return image.known and (name in DEBIAN or any(part in DEBIAN for part in tag.split("-")))


def _finding(comment: Comment, checked: Checked, rule: Rule) -> Finding:
    given = severity_given(rule, checked.file.settings)
    message = " ".join(comment["message"].split()).removesuffix(".")
    severity = severity_of(comment["level"]) if given is None else given
    return Finding(_span(comment, checked), message, _fix(comment, checked), severity=severity)


def _span(place: Comment, checked: Checked) -> Span:
    """Where in the source a place in the text of `checked` stands."""
    start = place["line"] - checked.added, place["column"] - 1
    end = place["endLine"] - checked.added, place["endColumn"] - 1
    script, source = checked.script, checked.file.source
    folded = 0
    if script.heredoc is None:
        text = script.text
        folded = text.count("\n") + 1
        if start[0] <= folded or not script.node.heredocs:
            first = _offset(text, *start)
            return _located(script, first, max(first, _offset(text, *end)))
    first = _in_body(checked, start[0] - folded, start[1])
    last = max(first, _in_body(checked, end[0] - folded, end[1]))
    return Span(min(first, len(source.text)), min(last, len(source.text)))


def _offset(text: str, line: int, column: int) -> int:
    """Offset of a place in `text`."""
    if line > text.count("\n") + 1:
        return len(text)
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return min(at + column, len(text))


def _located(script: Script, first: int, last: int) -> Span:
    """The place of a part of a text of which continued lines may be folded."""
    if first < last:
        return script.node.locate(first, last)
    at = script.node.locate(first - 1, first).end if first else script.node.locate(0, 0).start
    return Span(at, at)


def _in_body(checked: Checked, line: int, column: int) -> int:
    """The offset in the source of a place in the bodies of the heredocs of a script."""
    source = checked.file.source
    heredoc = checked.script.heredoc or checked.script.node.heredocs[0]
    number = max(1, source.line_of(heredoc.body.start) + line - 1)
    if number > source.line_count:
        return len(source.text)
    start, end = source.line_span(number)
    whole = source.text[start:end]
    cut = len(whole) - len(whole.lstrip("\t")) if checked.script.heredoc and heredoc.chomp else 0
    return min(start + cut + column, start + len(whole.rstrip("\r\n")))


def _fix(comment: Comment, checked: Checked) -> Fix | None:
    """ShellCheck's own fix, where it stays within one line of the source."""
    edits = [_edit(each, checked) for each in (comment.get("fix") or {}).get("replacements", ())]
    return Fix(tuple(edit for edit in edits if edit), "unsafe") if edits and all(edits) else None


def _edit(replacement: Comment, checked: Checked) -> Edit | None:
    span = _span(replacement, checked)
    if span.start == span.end and replacement["insertionPoint"] == "afterEnd":
        # What opens a word goes to that word, not to the end of the line before.
        at = _span({**replacement, "endColumn": replacement["endColumn"] + 1}, checked).start
        span = Span(at, at)
    text = replacement["replacement"]
    if "\n" in text or "\n" in checked.file.source[span] or replacement["line"] <= checked.added:
        return None
    return Edit(span, text)
