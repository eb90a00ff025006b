"""``python -m tests.screens`` draws the pictures of the docs anew: terminals as SVG, the gallery as a browser shows it."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from crawler.demo import running
from tests.browser import CHROMIUM, browser
from tests.processes import QUICK, ROOT, boardfeed

IMAGES = ROOT / "docs" / "img"
PLAIN = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace("Fira Code", "ui-monospace")
"""No font from elsewhere."""


def terminal(name: str, *runs: tuple[str, str]) -> None:
    """A picture of a terminal: commands and what they said."""
    with Path("/dev/null").open("w") as nowhere:
        console = Console(record=True, width=110, file=nowhere, force_terminal=True)
        for command, said in runs:
            console.print(Text(f"$ {command}", style="bold green"))
            console.print(Text(said.rstrip()))
        console.save_svg(str(IMAGES / f"{name}.svg"), title="boardfeed", code_format=PLAIN, unique_id=name)


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with TemporaryDirectory() as work, running(threads=60) as forum:
        folder = Path(work)
        board = "https://bbs.example.com/forum-3-1.html"

        def run(*args: str) -> str:
            """What a command says, with a forum's address in place of the demo's."""
            waiting = QUICK if args[0] in ("crawl", "job") else ()
            done = boardfeed(*(arg.replace("https://bbs.example.com/", forum.url) for arg in args), *waiting, folder=folder)
            return (done.stdout + done.stderr).replace(forum.url, "https://bbs.example.com/").replace("http://", "https://")

        crawled = run("crawl", board, "--max-threads", "20", "-o", "posts.jsonl")
        (folder / "jobs.toml").write_text(f'[news]\nurls = ["{forum.url}forum-3-1.html", "{forum.url}forum-6-1.html"]\nimages = true\n')
        terminal(
            "crawl", (f"boardfeed crawl {board} --max-threads 20 -o posts.jsonl", crawled), ("boardfeed crawl bord", run("crawl", "bord"))
        )
        terminal(
            "job",
            ("boardfeed job news", run("job", "news")),
            ("boardfeed job news", run("job", "news")),
            ("boardfeed feed news", run("feed", "news")),
        )
        run("feed", "news", "--gallery", "gallery")
        if CHROMIUM is None:
            raise SystemExit("the gallery's picture needs Chromium")
        with browser(folder / "profile") as page:
            page.looks(900, 620)
            page.open(folder / "gallery" / "index.html")
            page.until("[...document.images].filter(one => one.naturalWidth).length > 3")
            page.run("document.getElementById('kind').value = 'after'")
            page.run("document.getElementById('kind').dispatchEvent(new Event('input', {bubbles: true}))")
            page.until("document.querySelectorAll('#pictures .caption').length > 3")
            page.run("new Promise(done => setTimeout(done, 1000))")
            page.screenshot(folder / "gallery.png")
        Image.open(folder / "gallery.png").convert("RGB").quantize(48).save(IMAGES / "gallery.png", optimize=True)


if __name__ == "__main__":
    main()
