"""DL3002, DL3066, DF080 to DF083: users."""

from pathlib import Path

import pytest

from dflint.settings import preset
from tests.rules.trees import found, own_code

DOCKER = preset("docker")
F = "FROM a:1\n"

ROOT = [
    (F + "USER root\n", "DL3002 2"),
    (F + "USER 0:app\n", "DL3002 2"),
    (F + "USER root\nUSER app\n", ""),
    ("FROM a:1 AS x\nUSER root\nFROM x\nRUN y\n", "DL3002 2"),
    ("FROM a:1 AS x\nUSER root\nFROM x\nUSER app\n", "DF082 2"),
    ("FROM a:1 AS x\nUSER root\nFROM b:1\nUSER root\n", "DF082 2 DL3002 4"),
    (F + "ARG U\nUSER $U\n", ""),
    (F + "ARG U=root\nUSER $U\n", "DL3002 3"),
    ("USER root\n", ""),
]


@pytest.mark.parametrize(("text", "expected"), ROOT)
def test_root(text: str, expected: str, tmp_path: Path) -> None:
    items = found(tmp_path, {"Dockerfile": text}, "DL3002", "DF082", settings=DOCKER)
    assert " ".join(f"{own_code(item)} {item.line}" for item in items) == expected


NUMBERS = [
    ("RUN useradd -u 1000 app\nUSER app\n", "1000"),
    ("RUN useradd --uid=1000 -m app\nUSER app\n", "1000"),
    ("RUN groupadd app && useradd -mu 1000 app\nUSER app:app\n", "1000"),
    ("RUN adduser -D -u 1000 app\nUSER app\n", "1000"),
    ("RUN useradd -u 1000 other\nUSER app\n", None),
    ("RUN useradd app\nUSER app\n", None),
]


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_the_number_of_a_user(text: str, number: str | None, tmp_path: Path) -> None:
    (item,) = found(tmp_path, {"Dockerfile": F + text}, "DL3066", settings=DOCKER)
    assert (item.fix.edits[0].text if item.fix else None) == number


INSTALLS = [
    ("USER app\nRUN apt-get update\n", 1),
    ("USER 1000\nRUN apk add curl\n", 1),
    ("USER root\nRUN apk add curl\n", 0),
    ("USER 0:0\nRUN apk add curl\n", 0),
    ("USER $U\nRUN apk add curl\n", 0),
    ("RUN apk add curl\nUSER app\n", 0),
    ("USER app\nRUN sudo apk add curl\n", 0),
    ("USER app\nRUN apk info curl\n", 0),
    ("USER app\nRUN apk add --root /tmp/x curl\n", 0),
    ("USER app\nONBUILD RUN apk add curl\n", 0),
    ("USER app\nRUN pip install x\n", 0),
]


@pytest.mark.parametrize(("text", "count"), INSTALLS)
def test_installing_as_somebody(text: str, count: int, tmp_path: Path) -> None:
    assert len(found(tmp_path, {"Dockerfile": F + text}, "DF081", settings=DOCKER)) == count


def test_a_user_of_an_image_of_the_project_counts(tmp_path: Path) -> None:
    base = "## base\nFROM ubuntu:24.04\nUSER app\n"
    use = "# use\nARG RELEASE\nFROM base${RELEASE}\n"
    files = {"workload/a/Dockerfile.1.base": base, "workload/a/Dockerfile": use}
    assert found(tmp_path, files, "DF080") == []
    assert found(tmp_path, {"workload/a/Dockerfile.1.base": base.replace("USER app\n", "")}, "DF080") != []


@pytest.mark.parametrize(
    "image", ["gcr.io/distroless/base:nonroot", "bitnami/redis:7", "nginxinc/nginx-unprivileged:1", "$IMAGE"]
)
def test_images_without_root(image: str, tmp_path: Path) -> None:
    assert found(tmp_path, {"Dockerfile": f"FROM {image}\n"}, "DF080", settings=DOCKER) == []
