"""Names and versions as the package managers write them."""

import pytest

from dflint.embedded.packages import MANAGERS, Named, is_commit, repository_name

SHA = "0123456789abcdef0123456789abcdef01234567"
WORDS = [
    ("apt-get", "curl", ("curl", "")),
    ("apt-get", "curl=7.88.1-10*", ("curl", "7.88.1-10*")),
    ("apt-get", "git/bookworm-backports", ("git", "bookworm-backports")),
    ("apt-get", "libc6:i386", ("libc6:i386", "")),
    ("apt-get", "g++", ("g++", "")),
    ("apt-get", "nano-", None),
    ("apt-get", "./tool.deb", None),
    ("apt-get", "/tmp/tool_1.2_amd64.deb", None),
    ("apk", "bash~=5.2", ("bash", "~=5.2")),
    ("apk", "bash=5.2-r1", ("bash", "5.2-r1")),
    ("apk", "py3-pip>20", ("py3-pip", ">20")),
    ("apk", "dropbear@edge", ("dropbear", "")),
    ("apk", "!openssl", None),
    ("apk", "so:libz.so.1", ("so:libz.so.1", "")),
    ("dnf", "nginx-1.24.0", ("nginx", "1.24.0")),
    ("dnf", "make-3.82-24.el7", ("make", "3.82-24.el7")),
    ("dnf", "docker-ce-3:20.10.7", ("docker-ce", "3:20.10.7")),
    ("dnf", "gcc-toolset-12-gcc-c++", ("gcc-toolset-12-gcc-c++", "")),
    ("dnf", "gcc-toolset-12", ("gcc-toolset-12", "")),
    ("dnf", "cuda-toolkit-12-4", ("cuda-toolkit-12-4", "")),
    ("dnf", "java-17-openjdk-devel", ("java-17-openjdk-devel", "")),
    ("dnf", "java-11-openjdk", ("java-11-openjdk", "")),
    ("dnf", "dotnet-sdk-8.0", ("dotnet-sdk-8.0", "")),
    ("dnf", "python3.12", ("python3.12", "")),
    ("dnf", "libnccl-${NCCL_VERSION}", ("libnccl", "${NCCL_VERSION}")),
    ("dnf", "Development Tools", ("Development Tools", "")),
    ("dnf", "https://x.org/epel-release-latest-9.noarch.rpm", ("epel-release", "9")),
    ("dnf", "/tmp/x.rpm", None),
    ("zypper", "vim>=9", ("vim", ">=9")),
    ("zypper", "vim=9.0", ("vim", "9.0")),
    ("rpm", "nginx", None),
    ("pip", "flask", ("flask", "")),
    ("pip", "flask==3.0.2", ("flask", "3.0.2")),
    ("pip", "uvicorn[standard]==0.29 ; python_version > '3.8'", ("uvicorn", "0.29")),
    ("pip", "torch >= 2.1, < 3", ("torch", ">=2.1,<3")),
    ("pip", "torch==2.1.0+cu118", ("torch", "2.1.0+cu118")),
    ("pip", "jax~=0.4", ("jax", "~=0.4")),
    ("pip", ".", None),
    ("pip", ".[test]", None),
    ("pip", "/opt/app", None),
    ("pip", "src/app", None),
    ("pip", "dist/app-1.0-py3-none-any.whl", None),
    ("pip", "https://x.org/whl/torch-1.8.1-cp38-cp38-linux_x86_64.whl", ("torch", "1.8.1")),
    ("pip", f"git+https://github.com/o/tool.git@{SHA}", ("tool", SHA)),
    ("pip", "git+https://github.com/o/r@v1.2#egg=tool", ("tool", "v1.2")),
    ("pip", "tool[x] @ git+ssh://git@github.com/o/r.git@main", ("tool", "main")),
    ("npm", "pm2", ("pm2", "")),
    ("npm", "npm@latest", ("npm", "latest")),
    ("npm", "@angular/cli@17.1", ("@angular/cli", "17.1")),
    ("npm", "@scope/name", ("@scope/name", "")),
    ("npm", "alias@npm:real@1.0", ("alias", "real@1.0")),
    ("npm", "owner/repo#v2", ("repo", "v2")),
    ("npm", "git+https://github.com/o/r.git#v2", ("r", "v2")),
    ("npm", "./local.tgz", None),
    ("npm", ".", None),
    ("gem", "rails:7.1.2", ("rails", "7.1.2")),
    ("gem", "pkg/x.gem", None),
    ("go", "golang.org/x/tools/gopls@v0.15.0", ("golang.org/x/tools/gopls", "v0.15.0")),
    ("go", "github.com/o/r/...", ("github.com/o/r", "")),
    ("go", "./...", None),
    ("go", ".", None),
    ("go", "cmd/tool", None),
    ("cargo", "ripgrep@14.1", ("ripgrep", "14.1")),
    ("conda", "python=3.11", ("python", "3.11")),
    ("conda", "conda-forge::numpy==1.26=py311h1", ("numpy", "1.26=py311h1")),
    ("conda", "numpy>=1.20,<2", ("numpy", ">=1.20,<2")),
    ("conda", "numpy[version=1.26]", ("numpy", "1.26")),
    ("conda", "env.yml", None),
    ("pecl", "redis-6.0.2", ("redis", "6.0.2")),
    ("pecl", "xdebug", ("xdebug", "")),
    ("composer", "drupal/core:^10", ("drupal/core", "^10")),
    ("composer", ".", None),
    ("luarocks", "https://x.org/lua-cjson-2.1-0.rockspec", ("lua-cjson", "2.1-0")),
    ("cpanm", "JSON@4.1", ("JSON", "4.1")),
    ("cpanm", ".", None),
]  # fmt: skip


@pytest.mark.parametrize(("program", "word", "expected"), WORDS)
def test_words(program: str, word: str, expected: tuple[str, str] | None) -> None:
    found = MANAGERS[program].read(word)
    assert (found and found[:2]) == expected


@pytest.mark.parametrize(
    ("program", "word", "expected"),
    [
        ("pip", f"git+https://u:p@github.com/o/r.git@{SHA}", Named("r", SHA, "git+https://github.com/o/r.git", SHA)),
        ("pip", "tool @ https://x.org/tool-1.0.tar.gz", Named("tool", "1.0", "https://x.org/tool-1.0.tar.gz")),
        ("npm", f"github:o/r#{SHA}", Named("r", SHA, "https://github.com/o/r", SHA)),
        ("yarn", "https://x.org/left-pad-1.3.0.tgz", Named("left-pad", "1.3.0", "https://x.org/left-pad-1.3.0.tgz")),
        ("rpm", "https://x.org/a-1.2.x86_64.rpm", Named("a", "1.2", "https://x.org/a-1.2.x86_64.rpm")),
    ],
)  # fmt: skip
def test_sources(program: str, word: str, expected: Named) -> None:
    assert MANAGERS[program].read(word) == expected


@pytest.mark.parametrize(
    ("url", "name"),
    [("https://x.org/o/r.git", "r"), ("https://x.org/o/r/", "r"), ("git@x.org:r.git", "r"), ("${URL}", "${URL}")],
)
def test_repository_names(url: str, name: str) -> None:
    assert repository_name(url) == name


@pytest.mark.parametrize(("text", "expected"), [(SHA, True), ("f6a36c7", True), ("v1.2", False), ("20240101", False)])
def test_commits(text: str, expected: bool) -> None:
    assert is_commit(text) is expected
