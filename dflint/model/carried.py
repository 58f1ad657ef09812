"""What of the things that stages hold is part of the final image.

All is, of a stage that reaches it whole, but what the stage removes again. Of a stage that is only copied from, what it
clones and downloads counts as part of the image, for that is what is copied, built or not; tools that build others do
not. Its packages of languages do where one of the paths that are copied is one where such packages lie. Packages of the
system do only where they are installed into a folder that is copied; its base image does where the stage is nothing
else.
"""

import posixpath
import re
from collections.abc import Iterable
from functools import cache

from dflint.embedded.packages import CONDA, GO, NODE, OS, PERL, PYTHON, RUBY, RUST
from dflint.model.bases import IMAGE
from dflint.model.fates import FILE, SCRIPT
from dflint.model.find import Find
from dflint.model.reach import Reached

TOOLS = (
    "ant", "apache-ant", "apache-maven", "bazel", "binutils", "buildkit", "bun", "cargo", "clang", "cmake",
    "composer", "conan", "deno", "depot_tools", "dotnet", "dotnet-sdk", "gcc", "go", "go-task", "golang", "gradle",
    "jdk", "jq", "llvm", "make", "maven", "meson", "miniconda", "miniconda3", "ninja", "node", "nodejs", "nvm",
    "openjdk", "pkg-config", "protobuf", "protoc", "rust", "rustup", "rustup-init", "sbt", "swift", "task", "upx",
    "vcpkg", "yarn", "zig",
)  # fmt: skip
_SYSTEM = r"^/usr(?:/local)?(?:/lib)?/?$"
WHERE = {
    PYTHON: rf"python|site-packages|venv|virtualenv|(?:^|/)env(?:/|$)|\.local|wheel|conda|^/opt/?$|{_SYSTEM}",
    NODE: rf"node_modules|{_SYSTEM}",
    RUBY: rf"gem|bundle|ruby|{_SYSTEM}",
    GO: r"^/go(?:/bin)?/?\*?$|/go/bin/\*?$",
    RUST: r"cargo/?$|cargo/bin/?\*?$|^/usr/local/?$",
    CONDA: r"conda|mamba|(?:^|/)envs?(?:/|$)",
    PERL: r"perl|^/usr/local/?$",
}


def ships(find: Find, reach: Reached) -> bool:
    """True when `find` is part of the final image, as far as that can be told without building."""
    if find.removed or not find.needed:
        return False
    if find.stage in reach.whole:
        return True
    paths = reach.parts.get(find.stage)
    return paths is not None and _comes_with(find, paths, find.stage in reach.plain)


def _comes_with(find: Find, paths: tuple[str, ...], plain: bool) -> bool:
    """True when `find` is in what is copied from its stage."""
    if find.kind == IMAGE:
        return plain
    if find.kind == OS:
        return bool(find.home) and _is_below(find.home, paths)
    if find.kind in WHERE or find.kind.endswith(("package", "rock", "extension", "tool")):
        return _lies_in(find, paths)
    if find.kind in (FILE, SCRIPT) and find.home:
        name = posixpath.basename(find.home)
        return _is_below(find.home, paths) or name in map(posixpath.basename, paths) or not _is_tool(find)
    return find.name.lower() not in TOOLS


def _is_tool(find: Find) -> bool:
    """True for a file that a stage puts among its own programs."""
    return find.name.lower() in TOOLS or find.home.startswith(("/usr/", "/bin/", "/sbin/", "/opt/", "/tmp/"))


def _is_below(home: str, paths: Iterable[str]) -> bool:
    return any(home == path or home.startswith(path.rstrip("/*") + "/") for path in paths)


def _lies_in(find: Find, paths: tuple[str, ...]) -> bool:
    """True when one of `paths` is one where packages of that kind lie, or is the package's program."""
    name = find.name.rpartition("/")[2].partition("[")[0].lower()
    if find.home:
        inside = [path for path in paths if path.startswith(find.home.rstrip("/") + "/")]
        if _is_below(find.home, paths) or (find.kind != NODE and inside):
            return True
    pattern = _where(find.kind)
    return any(
        path == "/"
        or posixpath.basename(path).lower() == name
        or (pattern is not None and pattern.search(path.lower()))
        for path in paths
    )


@cache
def _where(kind: str) -> "re.Pattern[str] | None":
    return re.compile(WHERE[kind]) if kind in WHERE else None
