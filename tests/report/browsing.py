"""A browser for tests: Chromium, driven by Selenium over Debian's chromedriver, without a network."""

import base64
import json
import shutil
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
MISSING = ", ".join(
    name
    for name, there in (
        ("Chromium", CHROMIUM),
        ("chromedriver (Debian: chromium-driver)", DRIVER),
        ("selenium (pip install selenium)", find_spec("selenium")),
    )
    if not there
)
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-US",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
SECONDS = 30


class Browser:
    """One window. What it logged and asked for is that of the page that was opened last."""

    def __init__(self, folder: Path) -> None:
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM or ""
        for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.driver.set_page_load_timeout(SECONDS)
        self._folder = folder

    def open(
        self, page: str, at: str = "", *, width: int = 1200, dark: bool = False, script: bool = True
    ) -> None:
        """Show a page; `at`: what stands behind its address."""
        file = self._folder / "report.html"
        file.write_text(page, encoding="utf-8")
        self.tell("Emulation.setScriptExecutionDisabled", value=not script)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.tell("Emulation.setEmulatedMedia", features=[scheme])
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.tell("Emulation.setDeviceMetricsOverride", **size)
        self.driver.get("about:blank")
        for kind in ("browser", "performance"):
            self.driver.get_log(kind)
        self.driver.get(file.as_uri() + at)

    def tell(self, command: str, **values: Any) -> Any:
        """A command of Chromium's own protocol."""
        return self.driver.execute_cdp_cmd(command, values)

    def ask(self, script: str, *values: object) -> Any:
        """What a script in the page returns."""
        return self.driver.execute_script(f"return {script}", *values)

    def text(self, css: str) -> str:
        return " ".join(str(self.ask("document.querySelector(arguments[0]).innerText", css)).split())

    def shown(self, css: str) -> int:
        """How many elements of a kind are laid out."""
        script = "[...document.querySelectorAll(arguments[0])].filter(e => e.getClientRects().length).length"
        return int(self.ask(script, css))

    def click(self, css: str) -> None:
        self.ask("document.querySelector(arguments[0]).click()", css)

    def press(self, *keys: str) -> None:
        """Keys, for what has the focus."""
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver, duration=0).send_keys(*keys).perform()

    def wait(self, script: str) -> None:
        """Until a script in the page returns true."""
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.driver, SECONDS, poll_frequency=0.05).until(lambda _: self.ask(script))

    def logged(self) -> list[str]:
        """What stands on the console."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def asked_for(self) -> set[str]:
        """The addresses that the page asked for."""
        events = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        return {
            event["params"]["request"]["url"]
            for event in events
            if event["method"] == "Network.requestWillBeSent"
        }

    def printed(self) -> str:
        """The words that stand on paper."""
        from pdfminer.high_level import extract_text
        from pdfminer.layout import LAParams

        pdf = self.tell("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"]
        # From the top to the bottom: to seek columns takes most of the time.
        words = extract_text(BytesIO(base64.b64decode(pdf)), laparams=LAParams(boxes_flow=None))
        # Fonts write ff and fi as one sign.
        return " ".join(normalize("NFKC", words).split())

    def accessible(self) -> list[tuple[str, str]]:
        """The role and the name of each part, as a screen reader has them, in order."""
        return [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in self.tell("Accessibility.getFullAXTree")["nodes"]
            if not node["ignored"]
        ]
