"""A real browser for tests: Debian's Chromium, headless, spoken to through its debugging pipe; no driver, no port, no network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.patience import HANG, wait_for

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_FLAGS = """
--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update
--disable-sync --disable-dev-shm-usage --hide-scrollbars --remote-debugging-pipe
""".split()  # noqa: SIM905  (a command line)


class Page:
    """One open page."""

    def __init__(self, to: int, back: int) -> None:
        self.to = to
        self.back = os.fdopen(back, "rb")
        self.number = 0
        self.session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the DevTools protocol and its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params} | ({"sessionId": self.session} if self.session else {})
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def _read(self) -> dict[str, Any]:
        data = bytearray()
        while (byte := self.back.read(1)) != b"\0":
            if not byte:
                raise RuntimeError("the browser has gone")
            data += byte
        answer: dict[str, Any] = json.loads(data)
        return answer

    def open(self, path: Path, fragment: str = "") -> None:
        """Opens a file and waits until it has loaded."""
        self.events.clear()
        self.call("Page.navigate", url=path.resolve().as_uri() + fragment)
        self.until("document.readyState === 'complete' && location.protocol === 'file:'")

    def run(self, script: str) -> Any:
        """The value of an expression in the page; promises are waited for."""
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise RuntimeError(str(done["exceptionDetails"]))
        return done["result"].get("value")

    def until(self, condition: str) -> None:
        """Waits until an expression is true.  Raises ``AssertionError`` when it never is."""
        wait_for(lambda: self.run(f"new Promise(done => setTimeout(() => done(!!({condition})), 25))"))

    def key(self, name: str) -> None:
        """Presses a key."""
        for kind in ("keyDown", "keyUp"):
            text = {"text": name if len(name) == 1 else "\r"} if kind == "keyDown" and (len(name) == 1 or name == "Enter") else {}
            code = {"windowsVirtualKeyCode": {"Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowRight": 39, "ArrowDown": 40}.get(name, 0)}
            self.call("Input.dispatchKeyEvent", type=kind, key=name, **code, **text)

    def looks(self, width: int, height: int, *, dark: bool = False, phone: bool = False) -> None:
        """Sets the window's size and the reader's taste."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2 if phone else 1, mobile=phone)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def screenshot(self, target: Path) -> None:
        """What the window shows."""
        target.write_bytes(b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def complaints(self) -> list[str]:
        """What the browser's console has to say, and every address that was not a file."""
        said = [event["params"]["entry"]["text"] for event in self.events if event.get("method") == "Log.entryAdded"]
        said += [str(event["params"]["args"]) for event in self.events if event.get("method") == "Runtime.consoleAPICalled"]
        said += [str(event["params"]) for event in self.events if event.get("method") == "Runtime.exceptionThrown"]
        asked = [event["params"]["request"]["url"] for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        return said + [url for url in asked if not url.startswith(("file:", "data:"))]


@contextmanager
def browser(profile: Path) -> Iterator[Page]:
    """A browser with a profile of its own, until the block ends."""
    their_in, to = os.pipe()
    back, their_out = os.pipe()
    # The protocol's pipe is file descriptors 3 and 4.
    shell = f'exec "$@" 3<&{their_in} 4>&{their_out}'
    command = ["bash", "-c", shell, "bash", CHROMIUM or "chromium", *_FLAGS, f"--user-data-dir={profile}", "about:blank"]
    process = subprocess.Popen(command, pass_fds=(their_in, their_out), stderr=subprocess.DEVNULL)
    os.close(their_in)
    os.close(their_out)
    try:
        yield Page(to, back)
    finally:
        os.close(to)
        process.terminate()
        process.wait(HANG)
