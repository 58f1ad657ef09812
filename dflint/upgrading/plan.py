"""Wishes to edits: which values are meant, what their files then look like, and what cannot be done."""

from collections.abc import Iterable, Sequence

from dflint.errors import DflintError
from dflint.lint.fixes import Change
from dflint.model.project import Project
from dflint.output.fixes import obstacle
from dflint.records import NamedTuple
from dflint.text import Edit, Source, Span, apply
from dflint.upgrading.matching import Match, Matcher
from dflint.upgrading.proof import Outcome, values_after
from dflint.upgrading.spec import Wish
from dflint.upgrading.targets import Owner, Target

Place = tuple[str, Span]


class Step(NamedTuple):
    """A value, what it is to become, and how that is written."""

    target: Target
    wish: Wish
    text: str


class Plan(NamedTuple):
    """What an upgrade does: `steps` are the values that change, by place, `changes` the files that come of them.

    `current` is how many values are as wished already. `left` are lines about values that were meant and cannot be
    edited, `unmatched` about wishes that mean nothing.
    """

    steps: list[Step]
    changes: list[Change]
    current: int
    left: list[str]
    unmatched: list[str]

    @property
    def is_complete(self) -> bool:
        """True when all that was wished is done."""
        return not self.left and not self.unmatched


def make_plan(projects: Sequence[Project], wishes: Sequence[Wish]) -> Plan:
    """What `wishes` change in `projects`; nothing is written. DflintError when two of them contradict each other."""
    planner = _Planner(Matcher(projects, wishes))
    for wish in wishes:
        planner.add(wish)
    return planner.plan()


class _Planner:
    """Collects steps; `stuck` are matches that cannot be edited, each with the reason."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.steps: dict[Place, Step] = {}
        self.current: set[Place] = set()
        self.stuck: list[tuple[Match, str]] = []
        self.refused: dict[str, str] = {}

    def add(self, wish: Wish) -> None:
        """Take in all values that `wish` means."""
        for match in self.matcher.matches(wish):
            target = match.target
            if target.value == wish.new:
                self.current.add((target.path, target.span))
                continue
            reason = match.obstacle or target.obstacle or _outside(target)
            text = None if reason else match.owner.write(target, wish.new)
            if text is None:
                self.stuck.append((match, reason or f"{wish.new} cannot be written there"))
            else:
                self._step(Step(target, wish, text))

    def _step(self, step: Step) -> None:
        known = self.steps.setdefault((step.target.path, step.target.span), step)
        if known.wish.new != step.wish.new:
            raise DflintError(
                f"{step.wish.place}: {step.target.name} is to become {step.wish.new}, but {known.wish.new} by "
                f"{known.wish.place} ({step.target.shown}:{step.target.line})"
            )

    def plan(self) -> Plan:
        """The steps that are sound, with their files."""
        outcomes = self._prove()
        steps = sorted(self._kept(), key=lambda step: (step.target.shown, step.target.span))
        left = dict.fromkeys(_left(match, reason) for match, reason in self.stuck if not _came(match, outcomes))
        shown = {step.target.path: step.target.shown for step in self.steps.values()}
        left |= dict.fromkeys(f"{shown[path]}: is not changed: {reason}" for path, reason in self.refused.items())
        left |= dict.fromkeys(self.matcher.unseen())
        sources, texts = self._texts()
        changes = [Change(path, shown[path], sources[path], texts[path], {}) for path in sorted(texts)]
        current = len(self.current - self.steps.keys())
        return Plan(steps, changes, current, list(left), self.matcher.unmatched)

    def _kept(self) -> list[Step]:
        return [step for step in self.steps.values() if step.target.path not in self.refused]

    def _texts(self) -> tuple[dict[str, Source], dict[str, Source]]:
        """The texts of the files that change, before and after."""
        edits: dict[str, list[Edit]] = {}
        for step in self._kept():
            edits.setdefault(step.target.path, []).append(Edit(step.target.span, step.text))
        old = {path: text for owner in self.matcher.owners for path, text in owner.sources().items() if path in edits}
        return old, {path: Source(apply(old[path].text, tuple(made)), old[path].path) for path, made in edits.items()}

    def _prove(self) -> dict[int, Outcome]:
        """Refuse the files in which something else would change; gives what becomes of each owner, by its id."""
        while True:
            _, texts = self._texts()
            touched = [owner for owner in self.matcher.owners if any(path in texts for path in owner.parts)]
            outcomes = values_after(touched, texts)
            before = len(self.refused)
            for owner, outcome in zip(touched, outcomes, strict=True):
                self._judge(owner, outcome, texts)
            if len(self.refused) == before:
                return {id(owner): outcome for owner, outcome in zip(touched, outcomes, strict=True)}

    def _judge(self, owner: Owner, outcome: Outcome, texts: Iterable[str]) -> None:
        """Refuse the files of `owner` that do not come out as they should."""
        if isinstance(outcome, str) or len(outcome) != len(owner.targets):
            reason = outcome if isinstance(outcome, str) else "something else would change, too"
            self.refused |= {path: reason for path in owner.parts if path in texts}
            return
        for target, (value, plain) in zip(owner.targets, outcome, strict=True):
            step = self.steps.get((target.path, target.span))
            if step is None or target.path not in texts:
                if plain != target.plain:
                    self.refused |= {path: f"{target.name} would change, too" for path in owner.parts if path in texts}
            elif value != step.wish.new:
                self.refused[target.path] = f'{target.name} would become "{value}", not {step.wish.new}'


def _came(match: Match, outcomes: dict[int, Outcome]) -> bool:
    """True when a value that cannot be edited is as wished once those are that it is made of."""
    outcome = outcomes.get(id(match.owner))
    return isinstance(outcome, list) and outcome[match.owner.targets.index(match.target)][0] == match.wish.new


def _outside(target: Target) -> str:
    reason = obstacle(target.link, write=False)
    return f"the file {reason}" if reason else ""


def _left(match: Match, reason: str) -> str:
    target = match.target
    return f"{target.shown}:{target.line}: {target.name} is not upgraded to {match.wish.new}: {reason}"
