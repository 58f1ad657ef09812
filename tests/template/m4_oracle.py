"""GNU m4 as the judge of dflint's interpreter, and templates made up at random."""

import os
import random
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from dflint.template.expansion import Expansion
from dflint.template.m4_expand import expand_m4
from dflint.text import Source

DEFINITIONS = {"WORKLOAD": "Fio", "RELEASE": ":latest", "REGISTRY": ""}
INCLUDED = {
    "inc.m4": b"included a `quoted a' define(`a',`new $1')a\n",
    "open.m4": b"no newline a",
    "args.m4": b"1,`2, 3',\n4",
    "bytes.txt": b"caf\xc3\xa9 \xff a\r\n",
}
WORDS = ["a", "b", "c", "RELEASE", "WORKLOAD", "x", "len", "shift", "define", "l_", "\u00e9", "_1", "12", "FROM"]
BLANKS = ["\n", " ", "\t", "\r\n", "", "  ", "\n\n"]
PUNCTUATION = [
    "(",
    ")",
    ",",
    "`",
    "'",
    "``",
    "''",
    "[",
    "]",
    "<<",
    ">>",
    "#",
    "@",
    "$1",
    "$@",
    "$",
    "-",
    "\\",
    "/*",
    "*/",
]
PATTERNS = [
    "a", "a*", "[abc]", "[^a]", "\\(a\\|ab\\)\\(c\\|b\\)*", "^", "$", ".", "\\w+", "\\b", "\\<", "\\>", "a+b?", "x*",
    "\\(a*\\)\\(b*\\)", "\\W", "^a", "a$", "[a-c]+", "\\(.\\)\\1", "", "*a", "\\(^a\\|b$\\)", "[]a]", "[^]a]", "\\`a",
    "a\\'", "\\(a\\)*", "\\(a\\|b\\)*c", "a\\|b\\|", "\\.", "[.-]", "a**", "\\(", "[", "\\", "\\s", "\\S+", "\\B", "^*",
    "\\(a\\(b\\)*\\)*", "a\\{2\\}", "[[:alpha:]]", "\\(*a\\)", "x\\|\\(a\\)", "+", "?", "\\)", "\\2", "\\(a?\\)*b",
]  # fmt: skip
FILLINGS = ["", "X", "<\\&>", "\\1", "[\\1|\\2]", "\\0", "\\", "\\\\", "`\\&'", "\\9", "$1", "a"]
NUMBERS = ["0", "1", "2", "-1", "3", "10", "", "x", " 2", "2 ", "+1", "99999999999", "-2147483648", "0x10", "08", "007"]
FORMATS = [
    "%d", "%5d", "%-5d|", "%05d", "%s", "%5s|", "%-5s|", "%.2s", "%c", "%x", "%#x", "%o", "%#o", "%X", "%i", "%u", "%%",
    "%q", "%", "%+d", "% d", "%.3d", "%05.2d|", "%*d", "%-*d|", "%.*d", "%f", "%.2f", "%e", "%g", "%G", "%08.2f", "%5%",
    "%hd", "%hhd", "%ld", "%'d", "%+s", "%.0f", "%#.0f", "%lu", "%hx", "%5c|", "%.c", "%", "%l", "%-", "%+08d", "%E",
]  # fmt: skip
CALLED = ["a", "b", "c", "shift", "ifelse", "len", "ifdef", "index", "incr", "define", "q", "defn"]
LITERALS = ["0", "1", "2", "3", "7", "0x1F", "0b11", "0r3:21", "017", "65536", "2147483647", "-1", "9"]
SIGNS = ["+", "-", "*", "/", "%", "**", "<<", ">>", "<", "<=", ">", ">=", "==", "!=", "&", "|", "^", "&&", "||", "="]
IDIOMS = [
    "define(`forloop',`pushdef(`$1',`$2')_forloop($@)popdef(`$1')')"
    "define(`_forloop',`$4`'ifelse($1,`$3',`',`define(`$1',incr($1))$0($@)')')forloop(`i',1,4,`i,')",
    "define(`foreach',`pushdef(`$1')_foreach($@)popdef(`$1')')define(`_arg1',`$1')"
    "define(`_foreach',`ifelse(`$2',`()',`',`define(`$1',_arg1$2)$3`'$0(`$1',(shift$2),`$3')')')"
    "foreach(`x',(a,`b',c d),`<x>')",
    "define(`fact',`ifelse($1,0,1,`eval($1*fact(decr($1)))')')fact(5)",
    "define(`rev',`ifelse($#,0,,$#,1,``$1'',`rev(shift($@)),`$1'')')rev(a,`b,c',d)",
    "define(`join',`ifelse($#,2,``$2'',``$2'`$1'$0(`$1',shift(shift($@)))')')join(`-',a,b,c)",
    "define(`q',``$@'')define(`dq',```$@''')q(a,b)dq(a,b)",
    "define(`cnt',0)define(`next',`define(`cnt',incr(cnt))cnt')next next()",
    "pushdef(`a',`one')pushdef(`a',`two')a popdef(`a')a popdef(`a')a",
    "define(`stack',defn(`a'))stack define(`copy',defn(`define'))copy(`z',`zz')z",
    "changequote([,])define([m],[$1`$2'])m(1,2)changequote",
    "changequote(`<<',`>>')define(<<m>>,<<<<$1>>>>)m(1)<<x<<y>>z>>changequote",
    "changequote(,)`a'changequote", "changequote(`')a'changequote", "changequote(<,)<a'>changequote",
    "changecom(/*,*/)/* a ' ( */ a changecom(`#')", "changecom(`@@',`;')@@ a;a @ changecom", "changecom#a changecom(#)",
    "define(`over',`$1(`x',2)')over(`len')over(`define')", "indir(`define',`in dir',`$1+$#')indir(`in dir',1,2)",
    "builtin(`len',`abc')builtin(`nope')indir(`nope')", "ifdef(`a',`Y',`N')ifdef(`no',`Y')ifdef(`no',`Y',`N')",
    "ifelse(a,a,`1',`2')ifelse(a,b,c,d,e,f,g)ifelse(a,b,c,d,e)ifelse(1)ifelse(1,2)ifelse(,,`e')",
    "a(\n # comment, a )\n x)", "a( `q'\n , b(`c',\n d) )", "m4wrap(`w1 a\n')m4wrap(`w2 m4wrap(`w3')',x)",
    "m4wrap(`-')",
    "divert(1)one\ndivert(2)two\ndivert`'undivert(2)divert(1)more\ndivert", "divert(-1)hidden a\ndivert`'divnum",
    "divert(3)x\ndivert(2)undivert(3)y\ndivert", "divert(1)a\ndivert(-1)undivert(1)divert", "undivert", "undivert(1,2)",
    "include(`inc.m4')", "sinclude(`none.m4')x", "include(`open.m4')", "b(include(`args.m4'))", "undivert(`bytes.txt')",
    "include(`bytes.txt')",
    "define(`f',`include(`args.m4')')b(f)", "len(include(`open.m4'))", "dnl x\n",
    "dnl(a, b) y\n",
    "defn(`a',`b')", "defn(`len',`a')", "b(defn(`len'))", "b(x defn(`len') y)", "b(defn(`len') y)", "define(`e')e",
    "undefine(`a')", "undefine(`len')len(`x')", "popdef(`len')len(`x')",
    "__line__", "a(__line__,\n__line__)", "__file__",
    "define(`ln',`__line__ $1')ln(\n\n__line__)", "shift(a,`b',c)", "shift", "shift(a)",
    "`nest `ed' a' a", "a(a(a(b)))",
    "errprint(`x')dumpdef(`a')traceoff debugmode sysval", "# comment a(1, `\n", "define(`b',`$#:$*:$@:$0')", "$1 $@ $#",
    "define(`d',`$1$10$2$`$'1')d(p,q,r,s,t,u,v,w,x,y)", "translit(WORKLOAD,`A-Z',`a-z')", "define(`a',`x$1y')",
    "define(`r',`ifelse($1,,,`<$1>r(shift($@))')')r(a,b,c)", "define(`par',`($1)')b(par(`,'))", "a`'b`'a", "a()b(,)",
    "define(`w',`a')w(1)(2)w", "define(`join2',`$1$2')join2(`a',`(1)')", "define(`aa',`A$1')a`'a", "m4_define(`x',1)",
    "ifdef(`__unix__',`u')__gnu__", "define(`n',`changequote([,])')n[a]changequote", "define(,`empty')indir(`')",
]  # fmt: skip


LIMITS = ("internal error", "stack overflow", "memory exhausted", "Too many open files")


class Maker:
    """Makes templates from a seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.functions = [
            self.word, self.blank, self.punctuation, self.idiom, self.idiom, self.call, self.call, self.quoted,
            self.patsubst, self.regexp, self.eval, self.format, self.substr, self.translit, self.count, self.definition,
        ]  # fmt: skip

    def template(self) -> bytes:
        """One template."""
        text = "".join(self.rng.choice(self.functions)(0) for _ in range(self.rng.randint(1, 12)))
        if self.rng.random() < 0.15:
            at = self.rng.randrange(len(text) + 1)
            text = text[:at] + text[at + self.rng.randint(0, 3) :]
        data = text.encode()
        if self.rng.random() < 0.05:
            data = data.replace(b"x", b"\xff", 1)
        if self.rng.random() < 0.05:
            data = data.replace(b"\n", b"\r\n")
        return data + (b"" if self.rng.random() < 0.3 else b"\n")

    def word(self, depth: int) -> str:
        return self.rng.choice(WORDS)

    def blank(self, depth: int) -> str:
        return self.rng.choice(BLANKS)

    def punctuation(self, depth: int) -> str:
        return self.rng.choice(PUNCTUATION) if self.rng.random() < 0.4 else " "

    def idiom(self, depth: int) -> str:
        return self.rng.choice(IDIOMS)

    def some(self, depth: int) -> str:
        """A short text of anything."""
        if depth > 3:
            return self.word(depth)
        return "".join(self.rng.choice(self.functions)(depth + 1) for _ in range(self.rng.randint(0, 3)))

    def quoted(self, depth: int) -> str:
        return f"`{self.some(depth)}'"

    def call(self, depth: int) -> str:
        name = self.rng.choice(CALLED)
        return f"{name}({','.join(self.some(depth) for _ in range(self.rng.randint(0, 4)))})"

    def definition(self, depth: int) -> str:
        return f"define(`{self.rng.choice(['a', 'b', 'c', 'x', 'q'])}',`{self.some(depth)}')"

    def _text(self) -> str:
        return "".join(self.rng.choice("aabbcx. \n-+1\u00e9") for _ in range(self.rng.randint(0, 7)))

    def _pattern(self) -> str:
        return "".join(self.rng.choice(PATTERNS) for _ in range(self.rng.choice([1, 1, 1, 2, 3])))

    def patsubst(self, depth: int) -> str:
        return f"patsubst(`{self._text()}',`{self._pattern()}',`{self.rng.choice(FILLINGS)}')"

    def regexp(self, depth: int) -> str:
        filling = self.rng.choice(["", "", f",`{self.rng.choice(FILLINGS)}'"])
        return f"regexp(`{self._text()}',`{self._pattern()}'{filling})"

    def _expression(self, depth: int) -> str:
        if depth > 3 or self.rng.random() < 0.3:
            return self.rng.choice(LITERALS)
        if self.rng.random() < 0.2:
            return self.rng.choice(["-", "~", "!", "+", "- ", ""]) + f"({self._expression(depth + 1)})"
        return (
            self._expression(depth + 1)
            + self.rng.choice([" ", ""])
            + self.rng.choice(SIGNS)
            + self._expression(depth + 1)
        )

    def eval(self, depth: int) -> str:
        more = self.rng.choice(
            ["", "", f",{self.rng.choice(NUMBERS)}", f",{self.rng.randint(0, 37)},{self.rng.randint(-1, 9)}"]
        )
        return f"eval(`{self._expression(0)}'{more})"

    def format(self, depth: int) -> str:
        args = [
            self.rng.choice([*NUMBERS, "65", "abc", "3.14159", "1e3", "-2.5", ".5"])
            for _ in range(self.rng.randint(0, 4))
        ]
        return (
            "format("
            + ",".join([f"`{''.join(self.rng.choice(FORMATS) for _ in range(self.rng.randint(1, 3)))}'", *args])
            + ")"
        )

    def substr(self, depth: int) -> str:
        return (
            f"substr(`abc{self._text()}',{','.join(self.rng.choice(NUMBERS) for _ in range(self.rng.randint(1, 2)))})"
        )

    def translit(self, depth: int) -> str:
        sets = ["a-z", "A-Z", "abc", "c-a", "-a", "a-", "a-c-e", "", "--a", "x-x", "0-9", "\u00e9", "b.", " \n"]
        return f"translit(`{self._text()}',`{self.rng.choice(sets)}',`{self.rng.choice(sets)}')"

    def count(self, depth: int) -> str:
        return f"{self.rng.choice(['incr', 'decr', 'divert', 'undivert', 'len'])}({self.rng.choice(NUMBERS)})"


@cache
def program() -> str:
    """Path of GNU m4, an empty text when there is none."""
    beside = Path(sys.executable).with_name("m4")
    return shutil.which("m4") or (str(beside) if beside.exists() else "")


def prepare(folder: Path) -> None:
    """Write what the templates include."""
    for name, data in INCLUDED.items():
        (folder / name).write_bytes(data)


def gnu(data: bytes, folder: Path) -> tuple[int, bytes, str]:
    """Exit code, output and complaints of GNU m4."""
    (folder / "Dockerfile.m4").write_bytes(data)
    command = [program(), *(f"-D{name}={value}" for name, value in DEFINITIONS.items()), "Dockerfile.m4"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=2, check=False)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def ours(data: bytes, folder: Path) -> Expansion:
    """What dflint makes of it."""
    return expand_m4(Source.from_bytes(data, "Dockerfile.m4"), str(folder), [str(folder)], DEFINITIONS)


def disagreement(data: bytes, folder: Path) -> str:
    """How the two differ, or an empty text. What takes too long, or crashes GNU m4, does not count."""
    found = ours(data, folder)
    try:
        code, output, complaints = gnu(data, folder)
    except subprocess.TimeoutExpired:
        return ""  # its power is a loop
    is_fatal = "ERROR: " in complaints
    if code < 0 or any(limit in complaints for limit in LIMITS):
        return ""
    if found.error:
        return "" if is_fatal else f"we fail: {found.error.message}\n  GNU  {output!r}\n{complaints}"
    if is_fatal:
        return f"GNU fails: {complaints}"
    result = found.source.to_bytes()
    return "" if result == output else f"  ours {result!r}\n  GNU  {output!r}\n{complaints}"
