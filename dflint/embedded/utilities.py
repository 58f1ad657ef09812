"""Commands that ShellCheck or the shell knows, and what they may take without anything being said of it.

Each reads from where its name ends, and says whether all was as expected.
"""

from collections.abc import Callable

from dflint.embedded.comments import has_flags, is_literal, is_mask
from dflint.embedded.plain import MASKED, MINDED
from dflint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from dflint.embedded.scan import Scan


def mkdir(scan: "Scan") -> bool:
    """`mkdir -p a b`."""
    return scan.options("-pvarents", 3) and scan.words(1, options=False)


def copy(scan: "Scan") -> bool:
    """`cp -r a b`."""
    return scan.options("") and scan.words(2, options=False)


def remove(scan: "Scan") -> bool:
    """`rm -rf /tmp/a`."""
    return scan.only(scan.patterns.removing, 0) and scan.places()


def sed(scan: "Scan") -> bool:
    """`sed -i 's/a/b/' c`."""
    return scan.words(1, scan.patterns.expression, options=False)


def grep(scan: "Scan") -> bool:
    """`grep -q 'a' b`."""
    return scan.words(1, scan.patterns.sought, options=False, stars=False)


def awk(scan: "Scan") -> bool:
    """`awk '{print $1}' a`."""
    return scan.words(1, scan.patterns.awk, options=False)


def tr(scan: "Scan") -> bool:
    """`tr -d '\\n'`."""
    return scan.only(scan.patterns.characters, 2)


def printf(scan: "Scan") -> bool:
    """`printf 'a\\n'`, `printf '%s\\n' a b`."""
    if scan.take(scan.patterns.printed):
        return True
    return scan.take(scan.patterns.lines) is not None and scan.words(1)


def export(scan: "Scan") -> bool:
    """`export A=b C=d`, of variables that are not read here."""
    start = scan.at
    while (blanks := scan.patterns.blanks.match(scan.text, scan.at)) and (
        found := scan.patterns.exported.match(scan.text, blanks.end())
    ):
        if MASKED in found[0]:
            return False
        scan.assigned.add(found[1])
        scan.at = found.end()
    return scan.at > start


def listed(scan: "Scan") -> bool:
    """`ls -l a`."""
    return scan.options("") and scan.words(0, options=False)


def find(scan: "Scan") -> bool:
    """`find /a -name '*.c' -delete`."""
    return scan.take(scan.patterns.found) is not None


def test(scan: "Scan") -> bool:
    """`test -e a`."""
    start = scan.at
    if not scan.take(scan.patterns.test):
        return False
    scan.compared |= scan.names(start, scan.at)
    return True


def bracket(scan: "Scan") -> bool:
    """`[ -e a ]`."""
    return test(scan) and scan.take(scan.patterns.bracket) is not None


def shell_of(scan: "Scan") -> bool:
    """`sh a.sh`; without a word it would read the standard input."""
    return scan.words(1, options=False) and scan.words(0)


def echo(scan: "Scan") -> bool:
    """`echo a b`, with one blank between words: more of them are spoken of."""
    scan.take(scan.patterns.to_errors)
    flag = scan.take(scan.patterns.flag)
    if flag and scan.shell == "sh":
        scan.said.append((flag.start(1), has_flags(scan.text, *flag.span(1))))
    elif flag and scan.shell != "bash":
        return False
    start = scan.at
    good = scan.words(1, scan.patterns.escaped if flag and "e" in flag[1] else scan.patterns.said, options=False)
    said = scan.text[start : scan.at]
    for found in scan.patterns.unexpanded.finditer(scan.text, start, scan.at):
        if found[1]:
            scan.said.append((found.start(1), is_literal(scan.text, *found.span(1))))
    has_gap = any(gap in scan.patterns.quoted.sub("x", said) for gap in ("  ", "\t"))
    return good and not has_gap and "$(" not in said and not is_mask(said.strip(' "'))


def set_(scan: "Scan") -> bool:
    """`set -eux`."""
    return scan.take(scan.patterns.blanks) is not None and scan.take(scan.patterns.flags) is not None


def source(scan: "Scan") -> bool:
    """`source /a/b c`, which bash knows."""
    good = scan.shell == "bash" and scan.take(scan.patterns.blanks) and scan.take(scan.patterns.literal)
    return bool(good) and scan.words(0)


def dot(scan: "Scan") -> bool:
    """`. /a/b`."""
    start = scan.at
    good = scan.take(scan.patterns.blanks) and scan.take(scan.patterns.literal)
    return bool(good) and scan.text[start : scan.at].lstrip().startswith("/")


def cd(scan: "Scan") -> bool:
    """`cd a`."""
    blanks = scan.take(scan.patterns.blanks)
    if blanks is None or scan.patterns.dash.match(scan.text, scan.at):
        return False
    return scan.take(scan.patterns.word) is not None


def xargs(scan: "Scan") -> bool:
    """`xargs -r make a`."""
    if scan.last in ("find", "ls"):
        return False
    while scan.take(scan.patterns.each):
        pass
    called = scan.take(scan.patterns.called)
    is_known = called is not None and (called[1] == "rm" or called[1] not in MINDED)
    return is_known and scan.only(scan.patterns.literal, 0)


def mktemp(scan: "Scan") -> bool:
    """`mktemp -d`."""
    return scan.only(scan.patterns.literal, 1)


def alone(scan: "Scan") -> bool:
    """`pwd`."""
    return True


Command = Callable[["Scan"], bool]
# Commands that may stand behind sudo, and those that may not.
CHANGES: dict[str, Command] = {
    "mkdir": mkdir, "cp": copy, "ln": copy, "mv": copy, "rm": remove, "sh": shell_of, "bash": shell_of,
    "/bin/sh": shell_of, "/bin/bash": shell_of,
}  # fmt: skip
ALONE: dict[str, Command] = {
    "echo": echo, "printf": printf, "set": set_, "export": export, "cd": cd, ".": dot, "source": source, "sed": sed,
    "ls": listed, "cat": listed, "find": find, "test": test, "[": bracket, "pwd": alone, "grep": grep, "awk": awk,
    "mktemp": mktemp,
}  # fmt: skip
# Commands that read what is piped to them.
FILTERS: dict[str, Command] = {"grep": grep, "awk": awk, "sed": sed, "tr": tr, "xargs": xargs}
# Commands whose output something is said of, where it is read by another one or used in a text.
UNPIPED = ("[", "cat", "export", "ls", "test")
NO_OUTPUT = ("[", ".", "cd", "echo", "export", "printf", "set", "source", "test")
