"""Where the shell texts of a run go to be read by ShellCheck, each different one once."""

from collections.abc import Mapping, Sequence
from marshal import dumps, loads

from dflint import disk
from dflint.lint.scripts import MISSING, Answers, Known
from dflint.lint.shelltexts import Comment
from dflint.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dflint.embedded.batches import Batches
    from dflint.embedded.sift import Sifted
    from dflint.lint.heard import Heard

ENOUGH = 20_000

# What ShellCheck has said of a text holds for good, so does that it has no end with it (None): the passes of a fix
# check hardly any text twice. Texts by digest, comments as bytes: there may be very many.
_known: dict[str, bytes | None] = {}


class Query(NamedTuple):
    """Texts that ShellCheck was asked to read, by digest."""

    texts: dict[str, str]


class ShellDesk:
    """ShellCheck for the projects at `roots`, with up to `jobs` processes at a time.

    `notes` gets a line for what it cannot do. Call `close` in any case.
    """

    def __init__(self, roots: Sequence[str], jobs: int, notes: list[str]) -> None:
        self.roots = roots
        self.jobs = jobs
        self.notes = notes
        self._program = ""
        self._batches: Batches | None = None
        self._heard: Heard | None = None
        self._asked: set[str] = set()
        # Whole texts by what is left of them for ShellCheck to read.
        self._sifted: dict[str, list[tuple[str, Sifted]]] = {}
        self._given: set[str] = set()
        # Grows whenever a query may have become one that can be answered.
        self.news = 0
        self._is_shut = False
        if len(_known) > ENOUGH:
            _known.clear()

    def ask(self, texts: Mapping[str, Known]) -> Query:
        """Let ShellCheck begin with those of `texts` that are new, as far as their comments are not known before."""
        self.news += 1
        query = Query({_digest(text): text for text in texts})
        for key, text in query.texts.items():
            if key in _known or key in self._asked or not self._is_open():
                continue
            known = texts[text]
            if isinstance(known, list):
                _known[key] = dumps(known)
            elif not self._recall(text):
                self._read(text, known)
        return query

    def _recall(self, text: str) -> bool:
        """True when it is known what ShellCheck says of `text`, from this run or an earlier one."""
        key = _digest(text)
        comments = self._heard.said(text) if key not in _known and self._heard is not None else None
        if comments is not None:
            _known[key] = dumps(comments)
        return key in _known

    def _read(self, text: str, sifted: "Sifted | None") -> None:
        """Let ShellCheck read `text`, or what is left of it."""
        self._asked.add(_digest(text))
        left = text
        if sifted is not None:
            left = sifted.text
            self._sifted.setdefault(left, []).append((text, sifted))
            if self._recall(left):
                self._share(left)
                return
        if left not in self._given:
            self._given.add(left)
            self._batch().add(left)

    def _batch(self) -> "Batches":
        if self._batches is None:
            from dflint.embedded.batches import Batches

            self._batches = Batches(self._program, self.jobs)
        return self._batches

    @property
    def speaker(self) -> str:
        """A text that stands for ShellCheck as it is here, empty where there is none."""
        self._look()
        return self._heard.speaker if self._heard is not None else ""

    def miss(self) -> None:
        """Say what it means that there is no ShellCheck, where it would have something to read."""
        self._look()
        if self._is_shut:
            self._note(MISSING)

    def is_there(self) -> bool:
        """True when there is a ShellCheck."""
        self._look()
        return not self._is_shut

    def _is_open(self) -> bool:
        """False when there is no ShellCheck."""
        self.miss()
        return not self._is_shut

    def _look(self) -> None:
        """Look for ShellCheck, once."""
        if self._heard is None and not self._is_shut:
            from dflint.embedded.shellcheck import find_program
            from dflint.lint.heard import Heard

            program = find_program(*self.roots)
            if program is None:
                self._is_shut = True
            else:
                self._program = program
                self._heard = Heard(program)

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def answers(self, query: Query) -> Answers | None:
        """What ShellCheck says of the texts of `query`; None while it is still reading one of them."""
        if not self._asked.isdisjoint(query.texts):
            return None
        known = ((text, _known[key]) for key, text in query.texts.items() if key in _known)
        return Answers({text: None if data is None else loads(data) for text, data in known})

    @property
    def is_busy(self) -> bool:
        """True while ShellCheck is at work."""
        return self._batches is not None and self._batches.is_busy

    def flush(self) -> None:
        """Let ShellCheck begin with all that it was asked, be it little."""
        if self._batches is not None:
            self._batches.flush()

    def tick(self) -> None:
        """Take what is ready and start what waits, without waiting for anything."""
        if self._batches is not None:
            self._batches.tick()
            self._take(self._batches)

    def wait(self) -> None:
        """Wait until ShellCheck is ready with some texts."""
        if self._batches is not None:
            self._batches.wait()
            self._take(self._batches)

    def _take(self, batches: "Batches") -> None:
        found, given_up = batches.collect()
        self.news += bool(found or given_up)
        self._given.difference_update(found, given_up)
        for left, comments in found.items():
            self._keep(left, comments)
            self._share(left)
        if given_up:
            disk.spoil()
        for left in given_up:
            if batches.error:
                texts = (left, *(text for text, _ in self._sifted.pop(left, ())))
                self._asked.difference_update(map(_digest, texts))
            else:
                self._store(left, None)
                self._share(left)
        if batches.error and given_up:
            self._note(f"ShellCheck ({batches.program}) cannot be run: {batches.error}; so no SC codes")

    def _share(self, left: str) -> None:
        """Take what ShellCheck says of what was left of texts for these."""
        said = _known[_digest(left)]
        for text, sifted in self._sifted.pop(left, ()):
            whole = sifted.whole(text, loads(said)) if said is not None else None
            if whole is not None:
                self._keep(text, whole)
            elif said is None:
                self._store(text, None)
            else:
                self._read(text, None)

    def _keep(self, text: str, comments: list[Comment]) -> None:
        self._store(text, dumps(comments))
        if self._heard is not None:
            self._heard.keep(text, comments)

    def _store(self, text: str, data: bytes | None) -> None:
        key = _digest(text)
        _known[key] = data
        self._asked.discard(key)

    def close(self) -> None:
        """Stop what still runs."""
        if self._batches is not None:
            self._batches.close()


def _digest(text: str) -> str:
    return disk.digest(disk.encoded(text))
