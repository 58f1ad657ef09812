"""The git repositories that a stage clones, and what of them it checks out."""

import posixpath

from dflint.embedded.packages import is_commit, repository_name
from dflint.embedded.urls import without_user
from dflint.model.find import Find
from dflint.model.stages import Stage
from dflint.model.steps import Step
from dflint.model.variables import Token, is_open

GIT = "git repository"
REFS = ("-b", "--branch", "--revision")
NO_REFS = (".", "--", "FETCH_HEAD", "HEAD", "@")


class Clones:
    """The clones of one stage; `step` reads its steps in order."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.finds: list[Find] = []

    def step(self, step: Step) -> None:
        """Take in one step, if it is git's."""
        subcommand = step.call.subcommand
        if step.program != "git":
            return
        if subcommand == "clone":
            self._clone(step)
        elif subcommand in ("remote add", "remote set-url") and len(step.operands) > 1:
            if is_remote(step.operands[1].text):
                self._add(step, step.operands[1], _folder(step))
        elif subcommand in ("checkout", "reset", "switch", "fetch", "pull"):
            self._check_out(step, subcommand)

    def _clone(self, step: Step) -> None:
        words = step.operands
        if not words or not is_remote(words[0].text):
            return
        bare = ".git" if step.has("--bare", "--mirror") else ""
        to = words[1].text if len(words) > 1 else repository_name(words[0].text) + bare
        find = self._add(step, words[0], posixpath.join(_folder(step), to))
        refs = step.values(*REFS)
        if refs:
            _set_ref(find, refs[-1])

    def _add(self, step: Step, url: Token, folder: str) -> Find:
        find = Find(
            GIT, repository_name(url.text), "", without_user(url.text), how="git clone", span=step.span(url),
            stage=self.stage.index, names=url.names, home=posixpath.normpath(folder),
        )  # fmt: skip
        self.finds.append(find)
        return find

    def _check_out(self, step: Step, subcommand: str) -> None:
        find = self._at(_folder(step), step)
        words = _before_paths(step)
        if subcommand in ("fetch", "pull"):
            words = words[1:]
        if find is None or not words or (subcommand == "reset" and not step.has("--hard")):
            return
        word = words[0]
        text = word.text.partition(":")[0] if subcommand == "fetch" else word.text
        is_file = len(words) > 1 and _is_path(words[1].text) and not is_commit(text)
        if text not in NO_REFS and not text.startswith(("HEAD", "@{")) and not is_file:
            _set_ref(find, word._replace(text=text))

    def _at(self, folder: str, step: Step) -> Find | None:
        """The clone that `folder` is in; the last one where that is not known."""
        for find in reversed(self.finds):
            if folder == find.home or folder.startswith(find.home + "/"):
                return find
        last = self.finds[-1] if self.finds else None
        if last is None or not (is_open(folder) or is_open(last.home)):
            return None
        return last


def is_remote(url: str) -> bool:
    """True for what is no path of the disk: `https://...`, `git@host:path`, a variable."""
    if not repository_name(url):
        return False
    return "://" in url or url.startswith(("$", "git@")) or (":" in url and "/" not in url.partition(":")[0])


def _folder(step: Step) -> str:
    """The folder of the repository that the command is about."""
    given = step.value("-C") or step.value("--git-dir")
    path = step.path(given) if given else step.folder
    return path.removesuffix("/.git")


def _before_paths(step: Step) -> list[Token]:
    """The operands before `--`, behind which there are paths."""
    texts = [word.text for word in step.words]
    paths = len(texts) - texts.index("--") - 1 if "--" in texts else 0
    return step.operands[: len(step.operands) - paths]


def _is_path(text: str) -> bool:
    return "/" in text or "." in text or text == "--"


def _set_ref(find: Find, ref: Token) -> None:
    text = ref.text.removeprefix("refs/").removeprefix("tags/").removeprefix("origin/").removeprefix("heads/")
    find.version = text
    find.pin = text if is_commit(text) else ""
    find.names |= ref.names


def added_repository(url: str) -> tuple[str, str] | None:
    """Address and ref of a repository as ADD names it: `https://github.com/o/r.git#v1:folder`; None for others."""
    base, _, fragment = url.partition("#")
    plain, _, query = base.partition("?")
    is_git = (
        plain.endswith(".git")
        or plain.startswith(("git@", "git://", "ssh://"))
        or (plain.startswith(("https://github.com/", "github.com/")) and plain.rstrip("/").count("/") == 4)
    )
    if not is_git or not repository_name(plain):
        return None
    refs = [part.partition("=")[2] for part in query.split("&") if part.split("=")[0] in ("ref", "tag", "branch")]
    return plain, fragment.partition(":")[0] or (refs[0] if refs else "")
