"""Opens a page in Chromium, headless, as a visitor sees it, and prints what is wrong with it as JSON.

    browser_peer.py URL --width 390 --scheme dark [--screenshot FILE] [--whole]

It speaks the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/) over a pipe, so it needs no library
and no port: messages end with NUL, descriptor 3 is Chromium's input and 4 its output.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
import time

# The script that runs in the page. Colours are computed ones; a background is the nearest that is not transparent.
LOOK = r"""
(() => {
  const channels = text => (text.match(/[\d.]+/g) || []).map(Number);
  const light = text => channels(text).slice(0, 3).map(value => value / 255)
    .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const background = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const contrasts = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.getClientRects().length) continue;
    if (['TITLE', 'title', 'desc', 'STYLE'].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const front = element.closest('svg') ? style.fill : style.color;
    const pair = [light(front), light(background(element))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    const name = element.tagName + ' ' + front + ' on ' + background(element);
    contrasts[name] = Math.round(ratio * 100) / 100;
  }
  const wide = [...document.querySelectorAll('body *')].filter(element => !element.closest('svg svg')
    && element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(element => element.outerHTML.slice(0, 120));
  return {
    title: document.title, text: document.body.innerText, scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth, scheme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
    background: getComputedStyle(document.body).backgroundColor, contrasts, wide: wide.slice(0, 5),
    charts: document.querySelectorAll('svg[role=img]').length,
    scripts: document.scripts.length, inlineStyles: document.querySelectorAll('[style]').length,
  };
})()
"""

FOCUSED = r"""
(() => {
  const element = document.activeElement, style = getComputedStyle(element);
  return { tag: element.tagName, name: (element.name || element.textContent || '').trim().slice(0, 40),
    outline: style.outlineStyle + ' ' + style.outlineWidth };
})()
"""


class Browser:
    def __init__(self, profile):
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()

        def hand_over():
            # Both are duplicated first: one of them may have the number that the other gets.
            source, target = os.dup(to_browser), os.dup(from_browser)
            os.dup2(source, 3)
            os.dup2(target, 4)

        self._process = subprocess.Popen(
            [
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                f"--user-data-dir={profile}",
                "--remote-debugging-pipe",
                "about:blank",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            preexec_fn=hand_over,
            close_fds=False,
            env={**os.environ, "HOME": profile},
        )
        os.close(to_browser)
        os.close(from_browser)
        self._rest = b""
        self._next = 0
        self.events = []

    def _message(self):
        while b"\0" not in self._rest:
            read = os.read(self._in, 1 << 16)
            if not read:
                raise SystemExit("chromium has ended: " + self._process.stderr.read().decode(errors="replace"))
            self._rest += read
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def call(self, method, session=None, **parameters):
        self._next += 1
        request = {"id": self._next, "method": method, "params": parameters}
        if session:
            request["sessionId"] = session
        data = json.dumps(request).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data) :]
        while True:
            message = self._message()
            if message.get("id") == self._next:
                if "error" in message:
                    raise SystemExit(f"{method}: {message['error']}")
                return message["result"]
            if "method" in message:
                self.events.append(message)

    def wait_for(self, method):
        while not any(event["method"] == method for event in self.events):
            message = self._message()
            if "method" in message:
                self.events.append(message)

    def end(self):
        self.call("Browser.close")
        self._process.wait(30)


def complaints(events):
    """Every complaint of the browser about the page."""
    for event in events:
        what = event["params"]
        if event["method"] == "Log.entryAdded":
            yield f"{what['entry']['source']}: {what['entry']['text']} {what['entry'].get('url', '')}"
        elif event["method"] == "Runtime.exceptionThrown":
            yield what["exceptionDetails"]["text"]
        elif event["method"] == "Runtime.consoleAPICalled":
            yield "console: " + json.dumps(what["args"])
        elif event["method"] == "Audits.issueAdded":
            yield "issue: " + json.dumps(what["issue"])


def nameless(nodes):
    """Elements without a name for a screen reader."""
    for node in nodes:
        role = node.get("role", {}).get("value")
        if (
            role in ("image", "img", "link", "button", "searchbox", "combobox", "heading", "region", "navigation")
            and not node.get("ignored")
            and not node.get("name", {}).get("value")
        ):
            yield role


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--scheme", choices=["light", "dark"], default="light")
    parser.add_argument("--screenshot")
    parser.add_argument("--whole", action="store_true", help="the whole page, not what is seen first")
    parser.add_argument("--unfolded", action="store_true", help="the screenshot shows what can be unfolded")
    parser.add_argument("--tabs", type=int, default=12, help="how often Tab is pressed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

        def call(method, **parameters):
            return browser.call(method, session, **parameters)

        def ask(script):
            return call("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

        for domain in ("Page", "Network", "Log", "Runtime", "Audits"):
            call(domain + ".enable")
        call(
            "Emulation.setDeviceMetricsOverride",
            width=arguments.width,
            height=arguments.height,
            deviceScaleFactor=1,
            mobile=arguments.width < 600,
        )
        call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": arguments.scheme}])
        start = time.monotonic()
        call("Page.navigate", url=arguments.url)
        browser.wait_for("Page.loadEventFired")
        # Unfolded details must fit as well.
        ask("document.querySelectorAll('details').forEach(details => { details.open = true })")
        report = ask(LOOK)
        if not arguments.unfolded:
            ask("document.querySelectorAll('details').forEach(details => { details.open = false })")
        report["seconds"] = round(time.monotonic() - start, 3)
        if arguments.screenshot:
            size = call("Page.getLayoutMetrics")["cssContentSize"]
            clip = {
                "x": 0,
                "y": 0,
                "width": arguments.width,
                "scale": 1,
                "height": min(size["height"], 16000) if arguments.whole else arguments.height,
            }
            image = call("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)["data"]
            with open(arguments.screenshot, "wb") as file:
                file.write(base64.b64decode(image))
        call("Accessibility.enable")
        report["nameless"] = list(nameless(call("Accessibility.getFullAXTree")["nodes"]))
        report["focused"] = []
        for _ in range(arguments.tabs):
            for kind in ("rawKeyDown", "keyUp"):
                call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
            report["focused"].append(ask(FOCUSED))
        report["requests"] = [
            event["params"]["request"]["url"] for event in browser.events if event["method"] == "Network.requestWillBeSent"
        ]
        report["complaints"] = list(complaints(browser.events))
        browser.end()
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main()
