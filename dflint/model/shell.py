"""The shell commands of RUN, CMD and ENTRYPOINT, with their places in the file."""

from collections.abc import Iterator

from dflint.embedded.prefixes import unwrap
from dflint.embedded.shell import SHELLS, Command, commands
from dflint.embedded.words import Word
from dflint.records import NamedTuple
from dflint.syntax.nodes import Heredoc, Instruction
from dflint.text import Span


class Placed(NamedTuple):
    """A command and its span in the source."""

    command: Command
    span: Span


def placed_commands(node: Instruction) -> list[Placed]:
    """The commands of `node`: of its shell text, its argv, or the heredocs that its shell runs."""
    if node.is_json:
        return list(_argv(node))
    found = [Placed(command, node.locate(command.start, command.end)) for command in commands(node.rest.text)]
    for heredoc in node.heredocs:
        if is_script(node, heredoc):
            found += [Placed(command, heredoc.body) for command in commands(heredoc.content)]
    return found


def is_script(node: Instruction, heredoc: Heredoc) -> bool:
    """True when the body of `heredoc` is run by a shell: `RUN <<EOF` or `RUN bash <<EOF`."""
    if heredoc.content.startswith("#!"):
        words = heredoc.content.split("\n", 1)[0].removeprefix("#!").split()
        names = [word.rpartition("/")[2] for word in words if not word.startswith("-")]
        return next((name for name in names if name != "env"), "") in SHELLS
    words = words_beside_heredocs(node)
    return node.keyword == "RUN" and (not words or words[0].rpartition("/")[2] in SHELLS)


def words_beside_heredocs(node: Instruction) -> list[str]:
    """The words of `node` without those that announce a heredoc: `bash -e` of `bash -e <<EOF` and `<<EOF bash -e`."""
    return [word for word in node.rest.text.split() if "<<" not in word]


def _argv(node: Instruction) -> Iterator[Placed]:
    """The command of an argv, and those of the text in `["bash", "-c", "..."]`; offsets are numbers of words."""
    words = tuple(Word(word.text, at, at, "$" not in word.text) for at, word in enumerate(node.args))
    if words:
        for command in unwrap(Command(words, (), 0, 0)):
            yield Placed(command, node.args[command.start].span if command.start else node.rest.span)
