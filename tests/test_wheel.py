"""The wheel is whole: what it holds runs in an empty folder, with nothing of the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from tests.loopback import serving
from tests.patience import HANG
from tests.processes import ROOT
from tests.test_statuses import FINE, site


def test_a_wheel_in_an_empty_folder(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"  # a build leaves files in it
    for name in ("crawler", "pipelines", "spiders", "schema", "examples"):
        shutil.copytree(ROOT / name, checkout / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "jobs.toml"):
        shutil.copy(ROOT / name, checkout)
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(tmp_path),
        str(checkout),
    ]
    subprocess.run(build, check=True, capture_output=True, timeout=HANG)
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "site")
        (entry_points,) = (archive.read(name).decode() for name in names if name.endswith("entry_points.txt"))
    assert "boardfeed = crawler.cli:main" in entry_points
    assert not [name for name in names if name.startswith(("tests/", "bench/", "deploy/", "build/"))]
    (tmp_path / "empty").mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SCRAPY", "BOARDFEED"))}

    def boardfeed(*words: str) -> str:
        program = "import sys; sys.argv[0] = 'boardfeed'; from crawler.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-P", "-c", program, *words],
            cwd=tmp_path / "empty",
            env=environment | {"PYTHONPATH": str(tmp_path / "site")},
            capture_output=True,
            text=True,
            timeout=HANG,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    examples = sorted(f"examples/{path.name}" for path in (ROOT / "examples").glob("*.py"))
    assert boardfeed("init").split() == [*examples, "jobs.toml", "schema/post.schema.json"]
    with serving(site(*FINE)) as server:
        lines = boardfeed("crawl", f"{server.url}forum-2-1.html", "-s", "DOWNLOAD_DELAY=0").splitlines()
    assert sorted(json.loads(line)["thread"]["title"] for line in lines) == ["题1", "题2", "题3"]
