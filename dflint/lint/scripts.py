"""The shell texts of files, and what ShellCheck says of them as findings.

Each different text is read once in a run (`dflint.lint.shelldesk`); what is said of it is then a finding wherever the
text stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dflint.embedded.foreseen import foreseen
from dflint.lint.certainty import is_about_known_name, is_certain
from dflint.lint.finding import Finding
from dflint.lint.rule import Rule
from dflint.lint.selection import is_named, is_on, names_shellcheck, severity_given, wants_shellcheck
from dflint.lint.shellcheck import PREFIX, QUIET, rule_of, severity_of
from dflint.lint.shelltexts import Checked, Comment, fix_of, shell_text, span_of
from dflint.model.file import File
from dflint.model.script import scripts
from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.settings import Settings
from dflint.syntax.nodes import Onbuild, Run

if TYPE_CHECKING:
    from typing import TypeAlias

    from dflint.embedded.sift import Sifted

MISSING = 'there is no ShellCheck, so no SC codes; install "dflint[shellcheck]", or say --no-shellcheck'
OFF = "ShellCheck is off, so no SC codes"


# What is known of a text before ShellCheck has read it: its comments, or what is left to be read, or nothing.
Known: TypeAlias = "list[Comment] | Sifted | None"


class Answers(NamedTuple):
    """What ShellCheck says of texts: its comments on each, None where it has no end with one.

    A text that is not there was not read: there is no ShellCheck, or it cannot be run.
    """

    comments: Mapping[str, list[Comment] | None] = {}


class Wishes:
    """Which codes of ShellCheck are wanted under which settings."""

    def __init__(self) -> None:
        self._on: dict[tuple[int, str], bool] = {}
        self._named: dict[tuple[int, str], bool] = {}

    def any(self, settings: Settings) -> bool:
        """True when `settings` want any code."""
        key = id(settings), ""
        if key not in self._on:
            self._on[key] = wants_shellcheck(settings)
        return self._on[key]

    def only_defaults(self, settings: Settings) -> bool:
        """True when `settings` ask for no code of ShellCheck, so that what waits to be selected is not wanted."""
        key = id(settings), PREFIX
        if key not in self._on:
            self._on[key] = not names_shellcheck(settings)
        return self._on[key]

    def comment(self, comment: Comment, checked: Checked) -> bool:
        """True when `comment` is wanted where the text `checked` stands."""
        settings, code = checked.file.settings, f"{PREFIX}{comment['code']}"
        key = id(settings), code
        if key not in self._on:
            self._on[key] = is_on(rule_of(code), settings)
            self._named[key] = is_named(rule_of(code), settings)
        return self._on[key] and (self._named[key] or is_certain(comment, checked.script))


class Scripts:
    """The scripts of files that belong together.

    `texts` are what ShellCheck is to read, each once, with what is known of them before; `said` what it would say of
    others, if `speaks` tells that it is there. `notes` say what it could not do. With `sifts` it reads no more of a
    text than it has to.
    """

    def __init__(self, wishes: Wishes, speaks: Callable[[], bool], sifts: bool = True) -> None:
        self.texts: dict[str, Known] = {}
        self.said: dict[str, list[Comment]] = {}
        self.notes: list[str] = []
        self._wishes = wishes
        self._speaks = speaks
        self._sifts = sifts
        self._read: set[File] = set()
        self._checked: list[Checked] = []

    def add(self, file: File) -> None:
        """Take in the scripts of `file`."""
        if not (file.focus and file.readable and self._wishes.any(file.settings)):
            return
        if file.settings.shellcheck:
            self._read.add(file)
            for each in _collect(file):
                self._take(each)
        elif OFF not in self.notes and any(True for _ in _collect(file)):
            self.notes.append(OFF)

    def _take(self, checked: Checked) -> None:
        text = checked.text
        if text not in self.texts and text not in self.said:
            known = _known(checked, self._sifts) if checked.added else None
            if not isinstance(known, list):
                self.texts[text] = known
            elif not known or (all(map(_is_quiet, known)) and self._wishes.only_defaults(checked.file.settings)):
                return  # nothing, or nothing that anyone has asked for
            elif self._speaks():
                self.said[text] = known
            else:
                self.texts[text] = known
        self._checked.append(checked)

    def findings(self, answers: Answers) -> Iterator[tuple[File, Rule, Finding]]:
        """What ShellCheck says, each at its place."""
        for each in self._checked:
            if each.text not in answers.comments and each.text not in self.said:
                self._read.discard(each.file)
                continue
            comments = self.said[each.text] if each.text in self.said else answers.comments[each.text]
            if comments is None:
                self._read.discard(each.file)
                path, line = each.file.shown, each.file.source.line_of(each.script.node.span.start)
                self.notes.append(f"{path}:{line}: ShellCheck has no end with this script, so no SC codes here")
            for comment in comments or ():
                if self._wishes.comment(comment, each) and not is_about_known_name(comment, each.script):
                    rule = rule_of(f"{PREFIX}{comment['code']}")
                    yield each.file, rule, _finding(comment, each, rule)

    def has_read(self, file: File) -> bool:
        """True when ShellCheck has read all scripts of `file`."""
        return file in self._read


def _known(checked: Checked, sifts: bool) -> Known:
    comments = foreseen(checked.text)
    if comments is not None or not sifts:
        return comments
    from dflint.embedded.sift import sift

    sifted = sift(checked.text, checked.script.parsed.text)
    return sifted.comments if sifted is not None and not sifted.text else sifted


def _is_quiet(comment: Comment) -> bool:
    """True for what is only said when it is selected."""
    return f"{PREFIX}{comment['code']}" in QUIET


def _collect(file: File) -> Iterator[Checked]:
    for stage in file.blocks:
        for node in stage.instructions:
            inner = node.inner if isinstance(node, Onbuild) else node
            if isinstance(inner, Run):
                for script in scripts(inner, stage, inner is not node):
                    text = shell_text(script, file)
                    if text is not None:
                        yield Checked(file, script, *text)


def _finding(comment: Comment, checked: Checked, rule: Rule) -> Finding:
    given = severity_given(rule, checked.file.settings)
    message = " ".join(comment["message"].split()).removesuffix(".")
    severity = severity_of(comment["level"]) if given is None else given
    return Finding(span_of(comment, checked), message, fix_of(comment, checked), severity=severity)
