"""A tree of Dockerfiles of realistic sizes, the same for the same seed; a small tree is the beginning of a large one.

    python -m benchmarks.corpus FOLDER [--files 180] [--seed 1]

Components lie below `workload`; each has a final image, often one that it is built on, sometimes more, and a script.
Many RUN texts stand in several files, as they do where people copy; the others stand once. One file in twelve is an m4
template. Some habits that linters complain about are mixed in.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

SYLLABLES = (
    "bar",
    "cel",
    "dor",
    "fen",
    "gal",
    "hal",
    "ister",
    "jun",
    "kor",
    "lum",
    "mar",
    "nor",
    "pel",
    "quin",
    "ros",
    "tam",
)
PACKAGES = (
    *("ca-certificates", "curl", "git", "wget", "make", "gcc", "g++", "cmake", "ninja-build", "pkg-config", "python3"),
    *(
        "python3-pip",
        "python3-venv",
        "openssl",
        "libssl-dev",
        "zlib1g-dev",
        "libffi-dev",
        "unzip",
        "xz-utils",
        "numactl",
    ),
    *(
        "procps",
        "iproute2",
        "net-tools",
        "gawk",
        "jq",
        "vim",
        "patch",
        "autoconf",
        "automake",
        "libtool",
        "bison",
        "flex",
    ),
)
MODULES = (
    "numpy",
    "pandas",
    "requests",
    "pyyaml",
    "torch",
    "scipy",
    "flask",
    "click",
    "tqdm",
    "pillow",
    "protobuf",
    "six",
)
BASES = (("ubuntu", "24.04"), ("ubuntu", "22.04"), ("debian", "12-slim"), ("rockylinux", "9"), ("python", "3.12-slim"))
FIFO = (
    "RUN mkfifo /export-logs\n"
    "CMD (/run_test.sh; echo $? > status) 2>&1 | tee output.logs && \\\n"
    "    tar cf /export-logs status output.logs && \\\n"
    "    sleep infinity\n"
)
INCLUDED = "RUN ln -sf /usr/share/zoneinfo/UTC /etc/localtime && \\\n    echo UTC > /etc/timezone\n"
RUNNER = '#!/bin/bash -e\n\nfor size in ${SIZES:-1 8 64}; do\n    /opt/bin/benchmark --size "$size"\ndone\n'


class Made(NamedTuple):
    """A file: its path in the tree, with `/`, and its text."""

    path: str
    text: str


class Maker:
    """What one component says; `random` decides."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.name = "".join(random.sample(SYLLABLES, 2))

    def version(self) -> str:
        """A version number."""
        return ".".join(str(self.random.randint(0, 20)) for _ in range(3))

    def packages(self, least: int, most: int) -> list[str]:
        """Some packages, as people list them."""
        return self.random.sample(PACKAGES, self.random.randint(least, most))

    def image(self, names: list[str], final: bool, size: int) -> str:
        """A file of about `size` instructions; the image is the last of `names` and may build on the one before."""
        mark = "#" if final else "##"
        parts = [f"{mark} {names[-1]}\n"]
        if self.random.random() < 0.3:
            parts.append(f"\n# Measures {self.name} with several sizes of input.\n# Its page says what they mean.\n")
        parts += [self.beginning(names), *self.body(size), FIFO if final else ""]
        return "\n".join(filter(None, parts))

    def beginning(self, names: list[str]) -> str:
        """ARGs and FROM."""
        if len(names) > 1:
            return f"ARG RELEASE\nFROM {names[-2]}${{RELEASE}}\n"
        image, version = self.random.choice(BASES)
        return f"ARG OS_VER={version}\nARG OS_IMAGE={image}\nFROM ${{OS_IMAGE}}:${{OS_VER}}\n"

    def body(self, size: int) -> Iterator[str]:
        """Instructions, one block each."""
        for _ in range(size):
            kind = self.random.choices(list(KINDS), list(KINDS.values()))[0]
            yield kind(self)

    def common(self) -> str:
        """A RUN that stands in many files."""
        return COMMON[min(int(self.random.expovariate(0.12)), len(COMMON) - 1)]

    def install(self) -> str:
        """Packages of the distribution, each on a line of its own."""
        flag = "-y --no-install-recommends" if self.random.random() < 0.7 else self.random.choice(("-y", "-qq"))
        names = " \\\n    ".join(sorted(self.packages(3, 12)))
        end = " && \\\n    rm -rf /var/lib/apt/lists/*" if self.random.random() < 0.8 else ""
        return f"RUN apt-get update && apt-get install {flag} \\\n    {names}{end}\n"

    def source(self) -> str:
        """A program that is fetched and built."""
        name, version = "".join(self.random.sample(SYLLABLES, 2)), self.version()
        upper, pin = name.upper(), self.random.choice((f"v{version}", f"v{version}", "main"))
        quote = self.random.choice(('"', ""))
        build = self.random.choice(BUILDS)
        folder = self.random.choice((f"cd /opt/{name}", f"cd {quote}/opt/{name}{quote}", f"pushd /opt/{name}"))
        return (
            f"ARG {upper}_VER={pin}\nARG {upper}_REPO=https://github.com/example/{name}.git\n"
            f"RUN git clone --depth 1 -b {quote}${{{upper}_VER}}{quote} ${{{upper}_REPO}} /opt/{name} && \\\n"
            f"    {folder} && \\\n    {build}\n"
        )

    def archive(self) -> str:
        """An archive that is unpacked."""
        name, version = "".join(self.random.sample(SYLLABLES, 2)), self.version()
        upper = name.upper()
        fetch = self.random.choice(("curl -sSL ${0}", "wget -qO - ${0}", "curl -fsSL --retry 3 ${0}")).replace(
            "${0}", f"${{{upper}_PACKAGE}}"
        )
        return (
            f"ARG {upper}_VER={version}\n"
            f"ARG {upper}_PACKAGE=https://downloads.example.com/{name}/{name}-${{{upper}_VER}}.tar.gz\n"
            f"RUN mkdir -p /opt/{name} && \\\n    {fetch} | tar xz -C /opt/{name} --strip-components=1\n"
        )

    def modules(self) -> str:
        """Modules of Python."""
        some = self.random.sample(MODULES, self.random.randint(1, 5))
        pinned = " ".join(f"{name}=={self.version()}" if self.random.random() < 0.7 else name for name in some)
        return f"RUN pip3 install {self.random.choice(('--no-cache-dir ', ''))}{pinned}\n"

    def script(self) -> str:
        """A shell script in a heredoc, with loops and conditions."""
        name, number = self.random.choice(SYLLABLES), self.random.randint(2, 64)
        return (
            f"RUN <<EOF\nset -e\nmkdir -p /var/lib/{name}\nfor at in $(seq 1 {number}); do\n"
            f'    if [ ! -d "/var/lib/{name}/$at" ]; then\n        mkdir /var/lib/{name}/$at\n    fi\ndone\n'
            f"chown -R {self.random.randint(1000, 4000)} /var/lib/{name}\nEOF\n"
        )

    def text(self) -> str:
        """A configuration that the file itself holds."""
        values = "".join(
            f"{name}_limit = {self.random.randint(1, 9999)}\n" for name in self.random.sample(SYLLABLES, 5)
        )
        return f"COPY <<EOF /etc/{self.name}.conf\n[{self.name}]\n{values}EOF\n"

    def setting(self) -> str:
        """Variables."""
        some = self.random.sample(SYLLABLES, self.random.randint(1, 4))
        return "ENV " + " \\\n    ".join(f"{name.upper()}_HOME=/opt/{name}" for name in some) + "\n"

    def steps(self) -> str:
        """A longer chain of small steps, as it grows over the years."""
        lines = [
            self.random.choice(STEPS).format(self.random.choice(SYLLABLES), self.random.randint(1, 99))
            for _ in range(self.random.randint(3, 12))
        ]
        return "RUN " + " && \\\n    ".join(lines) + "\n"

    def plain(self) -> str:
        """One of the short instructions."""
        return self.random.choice(PLAIN).format(self.random.choice(SYLLABLES), self.random.randint(1024, 9999))


STEPS = (
    "mkdir -p /opt/{0}/{1}",
    "echo {1} > /opt/{0}.size",
    "sed -i 's/{0}/{1}/' /etc/{0}.conf",
    "chmod +x /opt/bin/{0}*",
    "export {0}_DIR=/opt/{0}",
    'test -e "/opt/{0}" || exit {1}',
    "cp -r /opt/{0} /srv/{0}-{1}",
    "ls -l /opt/{0} | grep {1}",
    "useradd -m -u 20{1:02} {0}{1}",
    "ln -sf /opt/{0} /usr/local/{0}",
    "find /opt/{0} -name '*.pyc' -delete",
    "rm -rf /tmp/{0}*",
)
PLAIN = (
    "WORKDIR /opt/{0}\n",
    "COPY run_test.sh /\n",
    "EXPOSE {1}\n",
    "LABEL maintainer={0}@example.com\n",
    "VOLUME /data/{0}\n",
    "ARG {0}_THREADS={1}\nENV {0}_THREADS=${{{0}_THREADS}}\n",
    "# {0} wants port {1}.\nEXPOSE {1}/udp\n",
    "ADD run_test.sh /opt/{0}/\n",
)
BUILDS = (
    "make -j$(nproc) && make install",
    "cmake -B build -G Ninja . && ninja -C build install",
    "./configure --prefix=/opt && make",
    "python3 setup.py install",
    "git submodule update --init --recursive && make -j $(nproc)",
    "go build -o /opt/bin ./...",
)
KINDS = {
    Maker.common: 22,
    Maker.install: 6,
    Maker.source: 8,
    Maker.archive: 7,
    Maker.modules: 5,
    Maker.script: 3,
    Maker.text: 2,
    Maker.setting: 8,
    Maker.steps: 9,
    Maker.plain: 30,
}


def _common() -> list[str]:
    """The RUN texts that stand in many files, the most frequent first."""
    maker = Maker(Random("common"))
    makers = (maker.install, maker.modules, maker.steps, maker.install, maker.steps)
    return [makers[at % len(makers)]() for at in range(40)]


COMMON = _common()


def tree(files: int, seed: int = 1) -> Iterator[Made]:
    """A tree with that many Dockerfiles, and the few other files that go with them."""
    yield Made("template/timezone.m4", INCLUDED)
    number, left = 0, files
    while left > 0:
        made = list(_component(Random(f"{seed} {number}"), number))
        images = [each for each in made if "Dockerfile" in each.path][:left]
        yield from images
        yield from (each for each in made if "Dockerfile" not in each.path)
        left -= len(images)
        number += 1


def _component(random: Random, number: int) -> Iterator[Made]:
    maker = Maker(random)
    folder = f"workload/{maker.name.capitalize()}{number}"
    name = f"{maker.name}{number}"
    yield Made(f"{folder}/run_test.sh", RUNNER)
    chain = [
        f"{name}-{part}" for part in ("base", "deps", "tools")[: random.choices((0, 1, 2, 3), (40, 35, 15, 10))[0]]
    ] + [name]
    for at in reversed(range(len(chain))):  # the builder wants the highest number first
        final = at == len(chain) - 1
        size = 1 + int(random.lognormvariate(1.9, 0.75))
        text = maker.image(chain[: at + 1], final, min(size, 60))
        path = (
            f"{folder}/Dockerfile"
            if final and random.random() < 0.4
            else f"{folder}/Dockerfile.{len(chain) - at}.{chain[at]}"
        )
        yield _as_template(Made(path, text)) if random.random() < 1 / 12 else Made(path, text)


def _as_template(made: Made) -> Made:
    """The same as an m4 template, with something included."""
    head, mark, tail = made.text.partition("\nFROM ")
    first, end, rest = tail.partition("\n")
    quoted = rest.replace("`", "").replace("'", '"')
    start = f"{head}{mark}{first}".replace("RELEASE", "`RELEASE'")
    return Made(made.path + ".m4", f"{start}{end}\ninclude(`timezone.m4')\n{quoted}")


def lone(lines: int, seed: int = 1) -> str:
    """One file of so many lines, at least two."""
    random = Random(f"{seed} lone")
    maker = Maker(random)
    text = "FROM ubuntu:24.04\n"
    while text.count("\n") < lines - 12:
        block = "\n" + next(maker.body(1))
        if text.count("\n") + block.count("\n") <= lines - 1:
            text += block
    return (
        text + "".join(f"ENV SIZE_{at}={at}\n" for at in range(lines - 1 - text.count("\n"))) + 'CMD ["/run_test.sh"]\n'
    )


def write(folder: Path, files: int, seed: int = 1) -> None:
    """Write a tree into `folder`, which is made when it is not there."""
    for path, text in tree(files, seed):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=180)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.folder.is_dir() and any(options.folder.iterdir()):
        parser.error(f"{options.folder} is not empty")
    write(options.folder, options.files, options.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
