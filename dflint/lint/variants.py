"""A fixed file, or a template in each of its variants, against what it was before."""

from collections import Counter
from collections.abc import Iterator, Sequence

from dflint.lint.guard import fault
from dflint.model.file import File
from dflint.model.templates import Template, expand
from dflint.syntax.parser import parse
from dflint.template.expansion import Expansion
from dflint.text import Edit, Source, Span, apply


def fault_of(files: Sequence[File], root: str, edits: Sequence[Edit]) -> str | None:
    """Why `edits` must not be made in the file that `files` were read from: itself, or the variants of a template.

    `root` is that of the project.
    """
    first = files[0]
    source = first.expansion.files[0] if first.expansion else first.source
    ends = [span.end for span, _ in edits]
    if min(edits).span.start < 0 or max(ends) > len(source.text):
        return "it lies outside of the file"
    try:
        new = Source(apply(source.text, tuple(edits)), source.path)
    except ValueError:
        return "its edits overlap"
    if first.expansion is None:
        return fault(first.document, parse(new), edits)
    template = Template(new, first.path, root, first.home or root, first.settings)
    expansions = dict(expand([template])).get(first.path, [])
    if len(expansions) != len(files):
        return "the template could not be expanded any more"
    return next(filter(None, map(_variant_fault, files, expansions)), None)


def _variant_fault(file: File, new: Expansion) -> str | None:
    """Compare what a template expands to, before and after: its own differences are the edits."""
    old = file.expansion
    if old is None or (new.error is not None and old.error is None):
        return "the template could not be expanded any more"
    if _notes(new) - _notes(old):
        return "the template would expand to something else"
    return fault(file.document, parse(new.source), list(_differences(old.source.text, new.source.text)))


def _notes(expansion: Expansion) -> "Counter[str]":
    return Counter(note.kind for note in expansion.notes) + Counter(unset=len(expansion.unset))


def _differences(old: str, new: str) -> Iterator[Edit]:
    """The edits, each of whole lines, that make `new` of `old`."""
    from difflib import SequenceMatcher

    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    for tag, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Edit(Span(starts[first], starts[last]), "".join(after[start:end]))
