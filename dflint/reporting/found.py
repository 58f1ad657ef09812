"""What was found in the stages of a file, as rows, joined with what the file declares where that is used for it."""

import os
from collections.abc import Iterable, Iterator, Sequence

from dflint.embedded.packages import OS
from dflint.model.bases import IMAGE
from dflint.model.carried import ships
from dflint.model.file import File
from dflint.model.find import Find
from dflint.model.reach import Reached
from dflint.records import NamedTuple
from dflint.reporting.facts import Place, Row
from dflint.reporting.sources import link_of
from dflint.reporting.texts import utf8

VAGUE = ("version", "repository", "package")


class Declared(NamedTuple):
    """A row of what a file declares, and the names of the ARGs that it was made of."""

    row: Row
    stem: str
    versions: frozenset[str]
    sources: frozenset[str]


class Joiner:
    """Joins the finds of one file with what it declares. `root` is the project's folder."""

    def __init__(self, file: File, root: str, declared: Sequence[Declared], reach: Reached, images: tuple[str, ...]):
        self.file = file
        self.root = root
        self.declared = list(declared)
        self.reach = reach
        self.images = images
        self.finds: Sequence[Find] = ()
        # The distinct things that each ARG is used for.
        self.users: dict[str, set[tuple[str, str]]] = {}

    def rows(self, finds: Sequence[Find]) -> Iterator[Row]:
        """The rows of the file: those declared, then those found."""
        self.finds = finds
        for find in finds:
            for name in find.names:
                self.users.setdefault(name, set()).add((find.kind, find.name))
        joined: dict[int, list[Find]] = {}
        loose = []
        for find in finds:
            owner = self._owner(find) if find.names else None
            if owner is None:
                loose.append(find)
            else:
                joined.setdefault(owner, []).append(find)
        absorbed = {at: owner for owner, found in joined.items() for at in self._absorbed(owner, found)}
        for at, item in enumerate(self.declared):
            if at not in absorbed:
                also = [self.declared[other].row for other, owner in absorbed.items() if owner == at]
                yield self._joined(item, joined.get(at, []), also, finds)
        yield from (self._row(find) for find in loose)

    def _owner(self, find: Find) -> int | None:
        """The index of what is declared that `find` is the use of."""
        every = list(enumerate(self.declared))
        sources = [at for at, item in every if item.sources & find.names and not _is_other(item, find)]
        versions = [at for at, item in every if item.versions & find.names]
        both = [at for at in sources if at in versions]
        if both:
            return self._best(both, find)
        named = [at for at in (*versions, *sources) if _same_name(self.declared[at].stem, find)]
        if named:
            return self._best(named, find)
        own = [at for at in versions if self._is_only_use(self.declared[at].versions, find) and self._is_free(at)]
        own = [at for at in own if _begins(find, self.declared[at].row.version)]
        if own:
            return own[0]
        same = [at for at in sources if self.declared[at].row.source == utf8(find.source)]
        alone = [at for at in sources if self._is_one_source(self.declared[at].sources, find)]
        return next(iter(same or alone), None)

    def _best(self, indexes: list[int], find: Find) -> int:
        """The one of `indexes`, rows of the same stem, whose values `find` has."""
        return next((at for at in indexes if _begins(find, self.declared[at].row.version)), indexes[0])

    def _is_only_use(self, names: frozenset[str], find: Find) -> bool:
        return all(self.users.get(name, set()) <= {(find.kind, find.name)} for name in names & find.names)

    def _is_one_source(self, names: frozenset[str], find: Find) -> bool:
        """True when all that comes from a source is of one kind and version: the files of a repository."""
        users = {(user.kind, user.version) for user in self.finds if user.names & names & find.names}
        return users == {(find.kind, find.version)}

    def _is_free(self, at: int) -> bool:
        """True when nothing was found that uses the source declared with a version."""
        return not any(name in self.users for name in self.declared[at].sources)

    def _absorbed(self, owner: int, found: list[Find]) -> Iterator[int]:
        """The sources of other stems that serve for nothing else than what is joined with `owner`."""
        for at, item in enumerate(self.declared):
            uses = [find for find in found if item.sources & find.names]
            alone = uses and not item.versions and self._is_only_use(item.sources, uses[0])
            if at != owner and alone and not self.declared[owner].sources:
                yield at

    def _joined(self, item: Declared, found: list[Find], also: list[Row], every: Sequence[Find]) -> Row:
        row = item.row
        if not found:
            return row._replace(shipped=self._is_shipped(item, every))
        first = next((find for find in found if ships(find, self.reach)), found[0])
        source = row.source or utf8(first.source) or ("" if _same_name(item.stem, first) else utf8(first.name))
        vague = row.kind in VAGUE or (row.kind == OS and first.kind.endswith(" package"))
        kind = first.kind if vague else row.kind
        places = [*row.places, *(place for other in also for place in other.places)]
        return row._replace(
            version=row.version or utf8(first.version),
            source=source,
            kind=kind,
            link="" if kind == IMAGE else row.link or link_of(source),
            places=tuple(dict.fromkeys(places)),
            found=", ".join(dict.fromkeys([row.found, *(find.how for find in found)])),
            shipped=any(ships(find, self.reach) for find in found),
            resolved=row.resolved and first.resolved,
            pin=utf8(first.pin),
            uses=tuple(dict.fromkeys(map(self._place, found))),
        )

    def _is_shipped(self, item: Declared, every: Sequence[Find]) -> bool:
        """For what is declared and is no find's own: where something is made of it, does that ship."""
        uses = [find for find in every if find.names & (item.versions | item.sources)]
        return any(ships(find, self.reach) for find in uses) if uses else item.row.shipped

    def _row(self, find: Find) -> Row:
        source = utf8(find.source)
        return Row(
            name=utf8(find.name),
            version=utf8(find.version),
            kind=find.kind,
            source=source,
            link="" if find.kind == IMAGE else link_of(source),
            images=self.images,
            places=(self._place(find),),
            found=utf8(find.how),
            declared=False,
            shipped=ships(find, self.reach),
            resolved=find.resolved,
            pin=utf8(find.pin),
        )

    def _place(self, find: Find) -> Place:
        if find.spot is not None:
            path = os.path.relpath(find.spot.path, self.root).replace(os.sep, "/")
            return Place(utf8(path), find.spot.line)
        path, line = self.file.written_at(find.span)
        return Place(utf8(path), line)


def _bare(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())


def _same_name(stem: str, find: Find) -> bool:
    """True when a stem means the thing that was found: `FIO`, `PY_TORCH` and `LIBFOO` for `fio`, `pytorch`, `foo`."""
    short = _bare(stem)
    names = {_bare(find.name), _bare(find.name.rpartition("/")[2])}
    return short in names or short.removeprefix("lib") in names or f"lib{short}" in names


def _is_other(item: Declared, find: Find) -> bool:
    """True for an image that is only made of the reference that is declared: `${X_IMAGE}-slim`."""
    row = item.row
    return find.kind == IMAGE and not row.version and utf8(find.source) != row.source.partition("@")[0]


def _begins(find: Find, version: str) -> bool:
    """True when the version of `find` begins with the one that is declared."""
    return bool(version) and find.version.removeprefix("v").startswith(version.removeprefix("v"))


def merged(rows: Iterable[Row]) -> tuple[Row, ...]:
    """`rows` by name; those that say the same become one with the images and places of all."""
    found: dict[tuple[str, str, str, str], Row] = {}
    for row in rows:
        key = (row.name, row.version, row.kind, row.source)
        first = found.get(key)
        found[key] = row if first is None else _both(first, row)
    return tuple(found[key] for key in sorted(found))


def _both(first: Row, row: Row) -> Row:
    return first._replace(
        images=tuple(dict.fromkeys(first.images + row.images)),
        places=tuple(dict.fromkeys(first.places + row.places)),
        found=", ".join(dict.fromkeys([*first.found.split(", "), *row.found.split(", ")])),
        declared=first.declared or row.declared,
        shipped=first.shipped or row.shipped,
        resolved=first.resolved and row.resolved,
        pin=first.pin or row.pin,
        uses=tuple(dict.fromkeys(first.uses + row.uses)),
    )
