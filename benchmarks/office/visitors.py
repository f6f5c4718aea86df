"""Officials at their screens: each signed in, going from page to page with a pause, over one connection of their own."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_LONGEST = 30  # seconds to wait for one page
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class WrongAnswer(Exception):
    """A page that did not come as it should."""


@dataclass(frozen=True, slots=True)
class Errands:
    """What somebody looks at: cases and households of their area, and what they look for."""

    cases: Sequence[str]
    households: Sequence[str]
    texts: Sequence[str]


class Browser:
    """One visitor's connection and cookies."""

    def __init__(self, host: str, port: int, longest: float = _LONGEST) -> None:
        self.connection = http.client.HTTPConnection(host, port, timeout=longest)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> str:
        """The page at an address. Raises `WrongAnswer`."""
        return self._ask("GET", path, None, {}, 200)

    def post(self, path: str, body: bytes, headers: Mapping[str, str], status: int = 200) -> str:
        """The answer to a form. Raises `WrongAnswer`."""
        return self._ask("POST", path, body, headers, status)

    def sign_in(self, username: str, password: str) -> None:
        """Sign in as officials do. Raises `WrongAnswer`."""
        token = self.token("/desk/sign-in/")
        words = {"csrfmiddlewaretoken": token, "username": username, "password": password}
        self.post("/desk/sign-in/", urlencode(words).encode(), _FORM, 302)

    def token(self, path: str) -> str:
        """The mark without which a form of a page is not taken."""
        found = _TOKEN.search(self.get(path))
        if found is None:
            raise WrongAnswer(path)
        return found.group(1)

    def search(self, text: str) -> str:
        """Look for somebody; the form's mark is the one of the cookie."""
        words = {"csrfmiddlewaretoken": self.cookies["csrftoken"], "text": text}
        return self.post("/desk/households/", urlencode(words).encode(), _FORM)

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], status: int) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {**headers, "Cookie": cookies} if cookies else dict(headers)
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        text = answer.read().decode(errors="replace")
        if answer.status != status:
            raise WrongAnswer(f"{answer.status} {path}")
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return text


@dataclass
class Visitor:
    """Somebody at work."""

    browser: Browser
    errands: Errands
    source: random.Random
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)

    def pages(self) -> dict[str, Callable[[], str]]:
        """The five pages by name, each for something drawn anew."""
        pick, errands, browser = self.source.choice, self.errands, self.browser
        return {
            "inbox": lambda: browser.get("/desk/"),
            "search": lambda: browser.search(pick(errands.texts)),
            "household file": lambda: browser.get(f"/desk/households/{pick(errands.households)}/"),
            "case page": lambda: browser.get(f"/desk/cases/{pick(errands.cases)}/"),
            "notice board": lambda: browser.get("/"),
        }

    def work(self, until: float, pause: float, counted_from: float) -> None:
        """Go from page to page until an instant; times before `counted_from` are to warm up."""
        pages = self.pages()
        if pause:
            time.sleep(self.source.random() * pause)
        while time.perf_counter() < until:
            name = self.source.choice(list(pages))
            start = time.perf_counter()
            try:
                pages[name]()
            except (WrongAnswer, OSError, http.client.HTTPException) as error:
                self.wrong.append(f"{name}: {error or type(error).__name__}")
                self.browser.connection.close()
            else:
                if start >= counted_from:
                    self.times[name].append(time.perf_counter() - start)
            if pause:
                time.sleep(pause * (0.5 + self.source.random()))


def together(visitors: Sequence[Visitor], seconds: float, pause: float, warm: float) -> dict[str, list[float]]:
    """All of them at work at once; the seconds of every page that was counted, by its name."""
    for visitor in visitors:
        visitor.times.clear()
    start = time.perf_counter()
    until = start + warm + seconds
    threads = [
        threading.Thread(target=visitor.work, args=(until, pause, start + warm), daemon=True) for visitor in visitors
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(until + _LONGEST - time.perf_counter())
    names = {name for visitor in visitors for name in visitor.times}
    return {name: [each for visitor in visitors for each in visitor.times[name]] for name in sorted(names)}
