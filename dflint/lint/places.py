"""Places of findings as people see them: in the file, or, for an expanded template, where a person would edit it."""

import posixpath

from dflint.lint.finding import Finding, Related
from dflint.lint.rule import Rule
from dflint.lint.shellcheck import CHAPTER
from dflint.model.file import File
from dflint.model.templates import MARKS as MARKS_OF_OTHERS
from dflint.records import NamedTuple
from dflint.template.expansion import WITHOUT_VALUE, Expansion, Place
from dflint.text import Edit, Fix, Position, Source, Span

# Text that m4 or Jinja2 would read as more than text.
MARKS = ("`", "'", "dnl", "{{", "{%", "{#", "$(")

# Notes that say that the result lacks text.
MISSING = ("include", "outside", "forbidden")
# Rules that depend on instructions before, of which some may be in the text that is lacking.
DEPENDENT = (
    *("DL3000", "DL3002", "DL3004", "DL3009", "DL3012", "DL3022", "DL3023", "DL3024", "DL3042", "DL3044", "DL3045"),
    *("DL3057", "DL4003", "DL4004", "DL4006", "BK009", "BK011", "BK017", "DF040", "DF041", "DF070", "DF074", "DF081"),
)
# What is said of a file that does not begin with FROM.
BEGINNING = ("E010", "E011")
# What the builder, or ShellCheck, cannot read.
UNREADABLE = ("E", "SC1")


class Located(NamedTuple):
    """A finding's place: printed path, source and span there, the fix with edits in that source, further places."""

    path: str
    source: Source
    span: Span
    fix: Fix | None
    related: tuple[Related, ...]


def locate(file: File, finding: Finding) -> Located:
    """Where `finding` of `file` is to be shown."""
    expansion = file.expansion
    if expansion is None:
        return Located(file.shown, file.source, finding.span, finding.fix, finding.related)
    origin = finding.origin
    place = expansion.origin_place(origin) if origin is not None else expansion.place(finding.span)
    source = expansion.files[place.file]
    related = finding.related
    if not place.literal and origin is None:
        related += _expanded_line(file, finding.span)
    fix = _mapped(file, expansion, finding.fix) if finding.fix and place.file == 0 else None
    return Located(_shown(file, place, source), source, place.span, fix, related)


def is_doubtful(file: File, rule: Rule, finding: Finding) -> bool:
    """True for a finding that may only come from what is missing in an expansion, or from a template that has none.

    That is one in a line or an instruction that a name without a value is part of, and a syntax error where an include
    was not found; also a FROM that is not there, or comes too late, where any name has no value, and a syntax error in
    lines that go on behind an expression there. Of a template that is not expanded it is what holds marks of its
    language, what depends on lines that a condition may leave out, and whatever is said of a shell's text.
    """
    expansion = file.expansion
    if expansion is None:
        if rule.code.startswith("E"):
            return False
        texts = (file.source[span] for span in _around(file, finding.span)[1:])
        is_marked = any(mark in text for text in texts for mark in MARKS_OF_OTHERS)
        return is_marked or rule.chapter == CHAPTER or rule.code in DEPENDENT
    if finding.origin is not None:
        return False
    kinds = {note.kind for note in expansion.notes}
    if not kinds.isdisjoint(MISSING) and (rule.code.startswith("E") or rule.code in DEPENDENT):
        return True
    if kinds.isdisjoint(WITHOUT_VALUE):
        return False
    if rule.code.startswith(UNREADABLE) and _goes_on(expansion, finding.span):
        return True
    return rule.code in BEGINNING or any(_has_undefined(expansion, span) for span in _around(file, finding.span))


def _around(file: File, span: Span) -> list[Span]:
    """`span`, and that of the instruction around it."""
    return [span, *(node.span for node in file.document.instructions if node.span.start <= span.start < node.span.end)]


def _has_undefined(expansion: Expansion, span: Span) -> bool:
    """True when a name without a value stands in the lines of the template that `span` comes from."""
    place = expansion.place(span)
    source = expansion.files[place.file]
    first, last = source.line_of(place.span.start), source.line_of(max(place.span.start, place.span.end - 1))
    notes = (note for note in expansion.notes if note.kind in WITHOUT_VALUE and note.origin.file == place.file)
    return any(first <= source.line_of(note.origin.start) <= last for note in notes)


def _goes_on(expansion: Expansion, span: Span) -> bool:
    """True when the line of the template that `span` comes from goes on what an expression begins, or should begin."""
    place = expansion.place(span)
    source = expansion.files[place.file]
    last = first = source.line_of(place.span.start)
    while first > 1 and source.line_text(first - 1).rstrip().endswith("\\"):
        first -= 1
    return any(mark in source.line_text(line) for line in range(first, last + 1) for mark in MARKS_OF_OTHERS)


def _shown(file: File, place: Place, source: Source) -> str:
    """The path of the template, or of the file that it includes, as diagnostics print it."""
    return file.shown if place.file == 0 else _shown_part(file, source)


def included(file: File) -> list[str]:
    """The files that the template `file` includes, as diagnostics print them."""
    return [_shown_part(file, source) for source in file.expansion.files[1:]] if file.expansion else []


def _shown_part(file: File, source: Source) -> str:
    way = posixpath.relpath(source.path, file.folder or ".")
    return posixpath.normpath(posixpath.join(posixpath.dirname(file.shown), way))


def _expanded_line(file: File, span: Span) -> tuple[Related, ...]:
    """A note that shows the line which the macro makes."""
    if not file.source.line_count:
        return ()
    line = file.source.line_text(file.source.line_of(span.start)).strip()
    return (Related(file.shown, Position(file.source.line_of(span.start), 1), f"expands to: {line}"),) if line else ()


def _mapped(file: File, expansion: Expansion, fix: Fix) -> Fix | None:
    """`fix` in the template; None unless each edit stays within text that was copied from there."""
    edits = [_edit(file, expansion, edit) for edit in fix.edits]
    return Fix(tuple(edit for edit in edits if edit), fix.applicability) if all(edits) else None


def _edit(file: File, expansion: Expansion, edit: Edit) -> Edit | None:
    if not expansion.is_literal(edit.span) or any(mark in edit.text for mark in MARKS):
        return None
    names = {*file.settings.build_args, *file.settings.template.definitions, "WORKLOAD", "STACK"}
    if any(name in edit.text for name in names):
        return None
    place = expansion.place(edit.span)
    return Edit(place.span, edit.text) if place.file == 0 and place.literal else None
