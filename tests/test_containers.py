"""The files for containers and for logrotate: no engine runs here, so what they name is looked for: files, users, commands, variables."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.patience import HANG
from tests.processes import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMMANDS = {path.stem for path in (ROOT / "crawler" / "commands").glob("[a-z]*.py")}
INSTRUCTIONS = {"FROM", "RUN", "WORKDIR", "COPY", "USER", "VOLUME", "ENTRYPOINT", "CMD", "ENV"}


def instructions() -> list[tuple[str, str]]:
    """The steps of the Containerfile, each with what follows it."""
    text = re.sub(r"(?m)^#.*\n", "", (ROOT / "Containerfile").read_text(encoding="utf-8")).replace("\\\n", " ")
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in text.splitlines() if line.strip()]


def test_the_image_copies_what_is_there_before_it_is_used() -> None:
    copied: set[str] = set()
    users: set[str] = set()
    for step, rest in instructions():
        assert step in INSTRUCTIONS
        if step == "COPY":
            *sources, target = rest.split()
            assert [name for name in sources if not (ROOT / name).exists()] == []
            assert len(sources) == 1 or target.endswith("/")
            copied.update(sources)
        elif step == "RUN":
            users.update(re.findall(r"\buseradd\b.* (\w+)$", rest))
            assert {shlex.split(command)[0] for command in rest.split("&&")} <= {"pip", "useradd", "mkdir", "chown"}
            for named in re.findall(r"-r (\S+)", rest):
                assert named in copied
            if rest.startswith("pip install --no-cache-dir --no-deps"):
                needed = {PROJECT["project"]["readme"], "pyproject.toml", *(path.name for path in (ROOT / "crawler" / "starter").iterdir())}
                packages = {name.rstrip("*") for name in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]}
                assert needed | packages <= copied
        elif step == "USER":
            assert rest in users
    steps = dict(instructions())
    assert re.fullmatch(r"python:3\.\d+-slim", steps["FROM"])
    assert tuple(map(int, steps["FROM"][7:].removesuffix("-slim").split("."))) >= (3, 11)
    (program,) = json.loads(steps["ENTRYPOINT"])
    assert program in PROJECT["project"]["scripts"]
    assert json.loads(steps["CMD"]) == ["--help"]


def composed() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
    return found


def test_what_the_composition_names_is_there() -> None:
    found = composed()
    assert found.keys() == {"services", "volumes"}
    keys = {
        "image",
        "build",
        "environment",
        "volumes",
        "healthcheck",
        "entrypoint",
        "command",
        "init",
        "stop_grace_period",
        "depends_on",
        "restart",
    }
    workdir = dict(instructions())["WORKDIR"]
    for service in found["services"].values():
        assert service.keys() <= keys
        assert ("image" in service) != ("build" in service)
        for volume in service["volumes"]:
            source, target, *_ = volume.split(":")
            assert source in found["volumes"] or source.startswith("./")
            assert "build" not in service or target.startswith(workdir)
        for name, condition in service.get("depends_on", {}).items():
            assert condition != {"condition": "service_healthy"} or "healthcheck" in found["services"][name]
    build = found["services"]["worker"]["build"]
    assert (ROOT / "deploy" / build["context"] / build["dockerfile"]).exists()
    text = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    explained = text[: text.index("services:")] + (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
    assert [name for name in re.findall(r"(?<!\$)\$\{(\w+)", text) if name not in explained] == []
    assert set(re.findall(r"boardfeed ([a-z-]+)", found["services"]["worker"]["command"][0])) <= COMMANDS


def test_a_worker_of_the_composition_looks_again_and_ends_when_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "boardfeed").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n')
    (tmp_path / "sleep").write_text("#!/bin/sh\n[ $(wc -l < asked) -lt 3 ] || exec /bin/sleep 60\n")
    for name in ("boardfeed", "sleep"):
        (tmp_path / name).chmod(0o755)
    worker = composed()["services"]["worker"]
    script = worker["command"][0].replace("$$", "$")
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    with subprocess.Popen([*worker["entrypoint"], script], cwd=tmp_path, env=environment) as shell:
        until = time.monotonic() + HANG
        while time.monotonic() < until and not ((tmp_path / "asked").exists() and (tmp_path / "asked").read_text().count("\n") == 3):
            time.sleep(0.02)
        shell.send_signal(signal.SIGTERM)
        assert shell.wait(HANG) == 0
    assert (tmp_path / "asked").read_text() == "job news\n" * 3


DIRECTIVES = {
    "weekly",
    "rotate",
    "compress",
    "missingok",
    "notifempty",
    "su",
    "create",
    "copytruncate",
    "maxsize",
    "dateext",
    "delaycompress",
}


def test_logrotate_rotates_what_cron_writes() -> None:
    text = re.sub(r"(?m)^\s*#.*\n", "", (ROOT / "deploy" / "logrotate").read_text(encoding="utf-8"))
    blocks = re.findall(r"(\S+) \{\n(.*?)\n\}\n", text, re.DOTALL)
    assert "".join(f"{path} {{\n{inside}\n}}\n" for path, inside in blocks) == text
    crontab = (ROOT / "deploy" / "crontab").read_text(encoding="utf-8")
    install = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
    for path, inside in blocks:
        assert f">> {path}" in crontab
        told = [line.split() for line in inside.splitlines()]
        assert {words[0] for words in told} <= DIRECTIVES
        (users,) = (words[1:] for words in told if words[0] == "su")
        assert all(re.search(rf"useradd .* {user}$", install, re.MULTILINE) for user in users)
    assert len(blocks) == 1


@pytest.mark.parametrize("name", ["boardfeed@.service", "boardfeed-worker@.service"])
def test_units_run_as_the_user_that_is_made(name: str) -> None:
    unit = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    install = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
    (user,) = re.findall(r"(?m)^User=(\w+)$", unit)
    assert re.search(rf"useradd .* {user}$", install, re.MULTILINE)
    for path in re.findall(r"(?m)^(?:EnvironmentFile|WorkingDirectory|ReadWritePaths)=-?(\S+)$", unit):
        assert path.replace("%i", "news") in install or path in install
