"""What ShellCheck says of the shell texts of a project.

The texts of all files are collected before any rule runs, each different one once; ShellCheck works on them while the
rules do, and what it says is then a finding wherever the text stands.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint import disk
from dflint.embedded.plain import is_plain
from dflint.lint.certainty import is_about_known_name, is_certain
from dflint.lint.finding import Finding
from dflint.lint.rule import Rule
from dflint.lint.selection import is_named, is_on, names_shellcheck, severity_given, wants_shellcheck
from dflint.lint.shellcheck import PREFIX, rule_of, severity_of
from dflint.lint.shelltexts import Checked, Comment, fix_of, shell_text, span_of
from dflint.model.file import File
from dflint.model.script import scripts
from dflint.settings import Settings
from dflint.syntax.nodes import Onbuild, Run

if TYPE_CHECKING:
    from dflint.embedded.shellcheck import Batches
    from dflint.lint.heard import Heard

MISSING = 'there is no ShellCheck, so no SC codes; install "dflint[shellcheck]", or say --no-shellcheck'
OFF = "ShellCheck is off, so no SC codes"
ENOUGH = 20_000

# What ShellCheck has said of a text holds for good, so does that it has no end with it: the passes of a fix check
# hardly any text twice.
_known: dict[str, list[Comment]] = {}
_lost: set[str] = set()


class Scripts:
    """The scripts of the files of a project, and what ShellCheck says of them.

    `notes` say what it could not do.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.notes: list[str] = []
        self._files: set[File] = set()
        self._seen: set[str] = set()
        self._checked: list[Checked] = []
        self._batches: Batches | None = None
        self._heard: Heard | None = None
        self._on: dict[tuple[int, str], bool] = {}
        self._named: dict[tuple[int, str], bool] = {}

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
        if text in self._seen or text in _known or text in _lost:
            return
        if checked.added and is_plain(text.partition("\n")[2], self._is_loose(checked.file.settings)):
            return
        self._seen.add(text)
        if self._batches is None and not self._begin():
            return
        said = self._heard.said(text) if self._heard is not None else None
        if said is not None:
            _known[text] = said
        elif self._batches is not None:
            self._batches.add(text)

    def _begin(self) -> bool:
        """Look for ShellCheck; False when it is not there."""
        if MISSING in self.notes:
            return False
        from dflint.embedded.shellcheck import Batches, find_program
        from dflint.lint.heard import Heard

        program = find_program(self.root)
        if program is None:
            self.notes.append(MISSING)
            return False
        self._batches = Batches(program)
        self._heard = Heard(program)
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

    def _is_loose(self, settings: Settings) -> bool:
        """True when `settings` ask for no code of ShellCheck, so that what waits to be selected is not wanted."""
        key = id(settings), PREFIX
        if key not in self._on:
            self._on[key] = not names_shellcheck(settings)
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
                    for script in scripts(inner, stage, inner is not node):
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
            self._take(self._batches)
        self._tell()
        for each in self._checked:
            for comment in _known.get(each.text, ()):
                if self._is_on(comment, each) and not is_about_known_name(comment, each.script):
                    rule = rule_of(f"{PREFIX}{comment['code']}")
                    yield each.file, rule, _finding(comment, each, rule)

    def _take(self, batches: "Batches") -> None:
        """Wait for ShellCheck and keep what it says."""
        batches.finish()
        if len(_known) > ENOUGH:
            _known.clear()
        _known.update(batches.found)
        if self._heard is not None:
            for text, comments in batches.found.items():
                self._heard.keep(text, comments)
        if batches.error or batches.given_up:
            disk.spoil()
        if batches.error:
            self.notes.append(f"ShellCheck ({batches.program}) cannot be run: {batches.error}; so no SC codes")
        else:
            _lost.update(batches.given_up)

    def _tell(self) -> None:
        """Note which scripts ShellCheck has no end with."""
        for each in self._checked if _lost else ():
            if each.text in _lost:
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


def _finding(comment: Comment, checked: Checked, rule: Rule) -> Finding:
    given = severity_given(rule, checked.file.settings)
    message = " ".join(comment["message"].split()).removesuffix(".")
    severity = severity_of(comment["level"]) if given is None else given
    return Finding(span_of(comment, checked), message, fix_of(comment, checked), severity=severity)
