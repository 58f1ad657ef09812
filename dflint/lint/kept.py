"""What earlier runs found in parts of projects that say the same still, and depend on nothing that has changed."""

from collections.abc import Iterator, Sequence

from dflint.cache.facts import Facts
from dflint.cache.identity import fingerprint
from dflint.cache.runs import holds, questions
from dflint.cache.sealed import joined, parted
from dflint.disk import Record, digest, encoded, note
from dflint.lint.engine import Part
from dflint.lint.shelldesk import ShellDesk
from dflint.lint.work import Outcome, Worker, told
from dflint.lint.written import load
from dflint.model.project import IMAGE, Project, digest_of

# With fewer parts it takes longer to look than to work.
FEW = 8
FIELDS = 5


class Kept:
    """The parts of `projects` and what `facts` hold of them."""

    def __init__(self, projects: Sequence[Project], worker: Worker, desk: ShellDesk, facts: Facts) -> None:
        self._projects = {project.root: project for project in projects}
        self._desk = desk
        self._facts = facts
        self._keys: dict[int, str] = {}
        self._of: dict[int, Project] = {}
        self._parts: dict[int, Part] = {}
        all_parts = [(number, part) for number in range(len(projects)) for part in worker.parts(number)]
        if len(all_parts) < FEW:
            return
        worker.keeps = True
        here = encoded(fingerprint())
        for order, (number, part) in enumerate(all_parts):
            given = worker.of_project(number)
            if not any(file in given for file in part.files):
                self._of[order] = projects[number]
                self._parts[order] = part
                self._keys[order] = self._key(here, projects[number], part)

    def _key(self, here: bytes, project: Project, part: Part) -> str:
        wants = any(file.settings.shellcheck for file in part.files)
        speaker = self._desk.speaker if wants else ""
        about = (project.root, str(project.has_conventions), str(wants), speaker)
        components = [f"{one.path} {one.kind} {one.group} {len(one.files)}" for one in part.components]
        files = [digest_of(file) for file in part.files]
        return digest(b"part", here, *map(encoded, (*about, *components, *files)))

    def recall(self) -> Iterator[Outcome]:
        """The outcomes of parts that are known."""
        orders = {key: order for order, key in self._keys.items()}
        for key, value in self._facts.get_all(orders):
            outcome = self._recalled(orders[key], parted(value))
            if outcome is not None:
                yield outcome

    def _recalled(self, order: int, fields: list[str]) -> Outcome | None:
        if len(fields) != FIELDS or not holds(fields[0]) or not self._answers(self._of[order], fields[1]):
            return None
        if fields[4]:
            self._desk.miss()
        found = told(self._parts[order].files, load(fields[2]))
        return Outcome(order, found, fields[3].split("\0")[1:], Record(), bool(fields[4]))

    def _answers(self, project: Project, text: str) -> bool:
        """True when those who build the images that the part asked for say the same still."""
        fields = text.split("\0") if text else []
        for name, answer in zip(fields[::2], fields[1::2], strict=False):
            if project.answer(name) != answer:
                return False
            note(IMAGE + project.root, name, answer)
        return True

    def keep(self, outcome: Outcome) -> None:
        """Keep `outcome`, unless it could come out otherwise next time."""
        key = self._keys.get(outcome.order)
        if key is None or not outcome.saved or not outcome.asked.lasts:
            return
        if not outcome.complete and self._desk.speaker:
            return
        answers = outcome.asked.answers.items()
        names = [field for (kind, name), answer in answers if kind[:1] == IMAGE for field in (name, answer)]
        notes = "".join("\0" + line for line in outcome.notes)
        fields = [questions(outcome.asked), "\0".join(names), outcome.saved, notes, "t" if outcome.texts else ""]
        self._facts.put(key, joined(fields))
