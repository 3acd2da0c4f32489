"""A real browser, and a visitor who uses the widget in it. Without a browser CI fails; elsewhere it is said aloud."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.web.fake_talk import FakeTalk

CHROMIUM = Path(os.environ.get("OWNVOICE_CHROMIUM") or "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        message = f"NO BROWSER TESTS: {CHROMIUM} is missing (Debian: apt install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeTalk]:
    """A talk server that does what the test wants."""
    server = FakeTalk(str(tmp_path)).start()
    yield server
    server.stop()


class Visitor:
    """Somebody at a browser tab with the widget in it."""

    def __init__(self, context: BrowserContext, url: str):
        self.context = context
        self.url = url
        self.faults: list[str] = []  # what the browser complained about: script errors, blocked content
        self.requests: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._hear_console)
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _hear_console(self, message: Any) -> None:
        # A failed request is no fault of the page: tests make them fail.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def opens(self, path: str = "/") -> Visitor:
        self.page.goto(self.url + path)
        self.page.wait_for_function("document.querySelector('ownvoice-chat')?.shadowRoot?.querySelector('.strip')")
        return self

    def agrees(self) -> Visitor:
        self.page.get_by_role("button", name="Start chatting").click()
        expect(self.choice("Say what I need")).to_be_visible()
        return self

    def says(self, text: str, wait: bool = True) -> Visitor:
        before = self.bot_lines.count()
        self.page.get_by_role("textbox").fill(text)
        self.page.keyboard.press("Enter")
        if wait:
            expect(self.bot_lines.nth(before)).to_be_attached(timeout=15000)
        return self

    def picks(self, label: str) -> Visitor:
        before = self.bot_lines.count()
        self.choice(label).click()
        expect(self.bot_lines.nth(before)).to_be_attached(timeout=15000)
        return self

    def choice(self, label: str) -> Locator:
        return self.page.get_by_role("button", name=re.compile(rf"^\d* ?{re.escape(label)}$"))

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def lines(self) -> list[str]:
        """The whole conversation as shown, the typing sign apart."""
        return self.page.locator(".turn:not(.typing) .bubble").all_inner_texts()

    @property
    def bot_lines(self) -> Locator:
        return self.page.locator(".turn.bot:not(.typing)")

    @property
    def peer_lines(self) -> Locator:
        return self.page.locator(".turn.peer")

    @property
    def kept(self) -> str:
        """Everything this tab keeps on the device."""
        return self.page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])")

    def run(self, script: str) -> Any:
        """Run script with `root` as the widget's shadow root."""
        return self.page.evaluate(
            f"() => {{ const root = document.querySelector('ownvoice-chat').shadowRoot; {script} }}"
        )


@pytest.fixture
def a_visitor(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors; `a_visitor(url, **how)` with Playwright's context options. None may leave a fault behind."""
    visitors: list[Visitor] = []

    def make(url: str, context: BrowserContext | None = None, **how: Any) -> Visitor:
        visitor = Visitor(context or browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **how}), url)
        visitors.append(visitor)
        return visitor

    yield make
    for visitor in visitors:
        visitor.context.close()
    assert [fault for visitor in visitors for fault in visitor.faults] == []
