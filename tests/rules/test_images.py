"""DL3026, DF040 and the other rules about images, where they hang on options or on other files."""

from pathlib import Path

import pytest

from dflint.settings import Settings, preset
from tests.rules.trees import Files, found, own_code, said

REGISTRIES: list[tuple[str, str, int]] = [
    ("docker.io", "FROM debian:9", 0),
    ("docker.io", "FROM team/app", 0),
    ("docker.io", "FROM docker.io/library/debian:9", 0),
    ("docker.io", "FROM gcr.io/a", 1),
    ("docker.io", "FROM localhost/a", 1),
    ("docker.io", "FROM host:5000/a", 1),
    ("hub.docker.com", "FROM debian:9", 0),
    ("gcr.io", "FROM debian:9", 1),
    ("gcr.io", "FROM gcr.io/a", 0),
    ("gcr.io", "FROM eu.gcr.io/a", 1),
    ("gcr.io", "FROM gcr.io:443/a", 1),
    ("gcr.io", "FROM gcr.io.example.com/a", 1),
    ("gcr.io", "FROM gcr.io/$X", 0),
    ("gcr.io", "FROM scratch", 0),
    ("gcr.io", "FROM gcr.io/a AS b\nFROM b", 0),
    ("gcr.io", "FROM debian AS a\nFROM a", 1),
    ("gcr.io", "FROM debian\nFROM quay.io/a", 2),
    ("gcr.io", "ARG X\nFROM $X/a", 0),
    ("gcr.io", "ARG X\nFROM $X", 0),
    ("gcr.io", "ARG X=quay.io\nFROM $X/a", 1),
    ("gcr.io", "ARG X=gcr.io\nFROM $X/a", 0),
    ("gcr.io", "FROM gcr.io/a\nCOPY --from=foo a b", 1),
    ("gcr.io", "FROM gcr.io/a\nFROM gcr.io/a\nCOPY --from=0 a b", 0),
    ("gcr.io", "FROM gcr.io/a\nRUN --mount=type=bind,from=nginx,target=/x true", 1),
    ("gcr.io", "FROM gcr.io/a\nRUN --mount=type=bind,from=gcr.io/b,target=/x true", 0),
    ("gcr.io", "FROM gcr.io/a\nONBUILD COPY --from=foo a b", 0),
    ("*", "FROM debian", 0),
    ("*", "FROM gcr.io/a", 0),
    ("*.gcr.io", "FROM eu.gcr.io/a", 0),
    ("*.gcr.io", "FROM gcr.io/a", 1),
    ("*gcr.io", "FROM gcr.io/a", 0),
    ("gcr*", "FROM gcr.io/a", 0),
    ("docker*", "FROM debian", 0),
    ("ghcr.io/team", "FROM ghcr.io/team/app:1", 0),
    ("ghcr.io/team", "FROM ghcr.io/teamster/app:1", 1),
    ("docker.io/library", "FROM debian:12", 0),
    ("docker.io/library", "FROM team/app:12", 1),
]


@pytest.mark.parametrize(("trusted", "text", "count"), REGISTRIES)
def test_registries(trusted: str, text: str, count: int, tmp_path: Path) -> None:
    files = {"Dockerfile": text + "\n"}
    settings = preset("docker")._replace(trusted_registries=(trusted,))
    assert len(said(tmp_path, files, "DL3026", settings=settings)) == count
    assert said(tmp_path, files, "DL3026") == []


BASE = "## base\nFROM debian:12\n"
SIBLINGS: list[tuple[Files, list[str]]] = [
    ({"Dockerfile.2.base": BASE, "Dockerfile": "# a\nARG RELEASE\nFROM base${RELEASE}\n"}, []),
    ({"Dockerfile.2.base": BASE, "Dockerfile": "# a\nFROM base\n"}, []),
    ({"Dockerfile.2.base": BASE, "Dockerfile": "# a\nFROM base:latest\n"}, []),
    ({"Dockerfile.2.base": BASE, "Dockerfile": "# a\nARG REGISTRY\nARG RELEASE\nFROM ${REGISTRY}base${RELEASE}\n"}, []),
    ({"Dockerfile": "# a\nARG RELEASE\nFROM elsewhere${RELEASE}\n"}, []),
    ({"Dockerfile": "# a\nFROM elsewhere\n"}, ["Dockerfile:2 DF046 'elsewhere'"]),
    ({"Dockerfile": "# a\nARG I=elsewhere\nFROM $I\n"}, []),
    ({"Dockerfile": "# a\nARG I=python\nFROM $I\n"}, ["Dockerfile:2 DF040 'python'"]),
    ({"Dockerfile": "# a\nARG RELEASE\nARG I=b\nFROM ${I}${RELEASE}\n"}, []),
]


@pytest.mark.parametrize(("files", "expected"), SIBLINGS)
def test_images_of_the_project(files: Files, expected: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, files, "DL3006", "DF046", "DL3007", "DF040", "BK009", "BK017") == expected


DEFAULTS = [
    ("ARG A=python:latest\nFROM $A", "1 'python:latest'"),
    ('ARG A="python:latest"\nFROM $A', "1 '\"python:latest\"'"),
    ("ARG A=python\nARG B=latest\nFROM $A:$B", "2 'latest'"),
    ("ARG A=python\nARG B=\nFROM $A$B", "3 '$A$B'"),
    ("ARG A=latest\nFROM python:${A}", "1 'latest'"),
    ("ARG A\nFROM python:${A:-latest}", "2 'python:${A:-latest}'"),
    ("ARG A=python\nFROM $A", "1 'python'"),
    ("ARG A=python\nFROM $A:latest", None),
    ("ARG A=python\nFROM $A:3", None),
    ("ARG A\nFROM $A", None),
    ("ARG A=python@sha256:" + 64 * "0" + "\nFROM $A", None),
    ("ARG A=base\nFROM debian:12 AS base\nFROM $A", None),
]


@pytest.mark.parametrize(("text", "place"), DEFAULTS)
def test_defaults(text: str, place: str | None, tmp_path: Path) -> None:
    expected = [f"Dockerfile:{place.replace(' ', ' DF040 ', 1)}"] if place else []
    assert said(tmp_path, {"Dockerfile": text + "\n"}, "DF040", settings=preset("docker")) == expected


PLATFORMS = [
    ("linux/amd64", "", "DL3029"), ("amd64", "", "DL3029"), ("linux", "", "DL3029"), ("linux/arm64/v8", "", "DL3029"),
    ("linux/amd64", "tools", "DL3029"), ("linux/amd64", "amd64-tools", "DF044"), ("linux/x86_64", "amd64", "DF044"),
    ("linux/arm64", "linux", "DF044"), ("arm64", "for-linux", "DF044"), ("$P", "", "DF044"), ("nonsense", "", "DF044"),
    ("linux/$TARGETARCH", "", "DF044"), ("$BUILDPLATFORM", "", None), ("${BUILDPLATFORM:-linux/amd64}", "", None),
    ("$TARGETPLATFORM", "", "DL3065"), ("${TARGETPLATFORM}", "", "DL3065"), ("'$TARGETPLATFORM'", "", "DL3065"),
]  # fmt: skip


@pytest.mark.parametrize(("platform", "name", "code"), PLATFORMS)
def test_platforms(platform: str, name: str, code: str | None, tmp_path: Path) -> None:
    text = f"ARG P\nFROM --platform={platform} debian:12{' AS ' + name if name else ''}\n"
    codes = [own_code(item) for item in found(tmp_path, {"Dockerfile": text}, "DL3029", "DF044", "DL3065")]
    assert codes == ([code] if code else [])


def test_a_target_platform_of_ones_own(tmp_path: Path) -> None:
    text = "ARG TARGETPLATFORM=linux/amd64\nFROM --platform=$TARGETPLATFORM debian:12\n"
    assert said(tmp_path, {"Dockerfile": text}, "DL3065") == []


FROMS = [
    ("FROM debian:${X}", ["BK009", "BK017"]),
    ("FROM debian:${X:-12}", ["BK009"]),
    ("ARG X\nFROM debian:${X}", ["BK017"]),
    ("ARG X\nFROM debian${X}", []),
    ("ARG X=12\nFROM debian:$X", []),
    ("ARG X=12\nARG Y=$X-slim\nFROM debian:$Y", []),
    ("ARG X\nARG Y=debian:$X\nFROM $Y", ["BK017"]),
    ("FROM --platform=$P debian:12", ["BK009"]),
    ("FROM --platform=linux/$TARGETARCH debian:12", []),
    ("FROM debian:$TARGETARCH", []),
    ("FROM debian:a$TARGETVARIANT", []),
    ("FROM windows:$BUILDOSVERSION", ["BK017"]),
    ("FROM a:1\nARG X=12\nFROM debian:$X", ["BK009", "BK017"]),
    ("ARG X=base\nFROM a:1 AS base\nFROM $X", []),
    ("FROM Debian:12", ["DF045"]),
    ("FROM debian:", ["DF045"]),
    ("FROM a:1 AS B\nFROM B", ["DF045"]),
    ("FROM a:1 AS B\nFROM b", []),
    ("FROM [::1]:5000/a", []),
    ("FROM a//b", ["DF045"]),
    ("FROM {{ a }}", []),
    ("FROM debian:1-${templateOption:imageVariant}", []),
    ("FROM THE_IMAGE", ["BK017"]),
    ("FROM scratch", []),
]


@pytest.mark.parametrize(("text", "expected"), FROMS)
def test_from(text: str, expected: list[str], tmp_path: Path) -> None:
    codes = [own_code(item) for item in found(tmp_path, {"Dockerfile": text + "\n"}, "BK009", "BK017", "DF045")]
    assert sorted(codes) == expected


def test_build_arguments_count(tmp_path: Path) -> None:
    files = {"Dockerfile": "ARG X\nFROM debian:$X\n"}
    settings = Settings(build_args={"X": "12"})
    assert len(said(tmp_path, files, "BK017")) == 1
    assert said(tmp_path, files, "BK017", settings=settings) == []
