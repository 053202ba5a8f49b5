#!/usr/bin/env python3
"""pictures: every template's mails in each language as a phone lays them out: nothing is wider than its 360 pixels, tap
targets are 44 high, the message begins in the upper half of the first screen, and text has enough contrast, in light
and dark mode. Skipped without chromium (`make pictures` installs it)."""
import html
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "pictures")]
import desk  # noqa: E402
import pictures  # noqa: E402
import plays  # noqa: E402
import strict  # noqa: E402
import test_reading as reading  # noqa: E402

HALF = pictures.SIZES[0][2] / 2
MEASURE = """
const linear = x => x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
const light = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => linear(x / 255));
                     return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
const seen = c => c && !/rgba\\(.*, 0\\)$/.test(c);
function contrasts(win, doc) {
  let worst = [99, ""];
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.data.trim()) continue;
    let at = walker.currentNode.parentElement, under = at;
    while (under && !seen(win.getComputedStyle(under).backgroundColor)) under = under.parentElement;
    const a = light(win.getComputedStyle(at).color);
    const b = light(under ? win.getComputedStyle(under).backgroundColor : "rgb(255,255,255)");
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < worst[0]) worst = [contrast, walker.currentNode.data.trim().slice(0, 40)];
  }
  return worst;
}
// Where what the mail is about begins: the message that it carries, else the first words under the desk's name.
function begins(doc) {
  const message = doc.querySelector(".caredesk-message");
  if (message) return message.getBoundingClientRect().top;
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (walker.currentNode.data.trim() && !walker.currentNode.parentElement.closest(".caredesk-banner"))
      return walker.currentNode.parentElement.getBoundingClientRect().top;
  return Infinity;
}
addEventListener("load", () => {
  const found = {};
  for (const frame of document.querySelectorAll("iframe")) {
    const doc = frame.contentDocument, win = frame.contentWindow;
    found[frame.id] = { width: doc.documentElement.scrollWidth, contrast: contrasts(win, doc), begins: begins(doc),
      buttons: [...doc.querySelectorAll(".caredesk-button a")].map(a => a.getBoundingClientRect().height) };
  }
  document.getElementById("found").textContent = JSON.stringify(found);
});
"""


def measured(pages, mode):
    """The browser's measurements of each page in a window as wide as a phone's."""
    frames = "".join(
        f'<iframe id="{name}" width="360" height="800" style="border:0" srcdoc="{html.escape(page)}"></iframe>\n'
        for name, page in pages.items()
    )
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "all.html")
        with open(source, "w", encoding="utf-8") as f:
            f.write(
                '<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="color-scheme"'
                f' content="{mode}"><script>{MEASURE}</script></head><body>{frames}<pre id="found"></pre></body></html>'
            )
        done = subprocess.run(
            [
                pictures.chromium(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={folder}/profile",
                f"--blink-settings=preferredColorScheme={0 if mode == 'dark' else 1}",
                "--dump-dom",
                "file://" + source,
            ],
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=300,
        )
    return json.loads(html.unescape(re.search(r'<pre id="found">(.*?)</pre>', done.stdout.decode(), re.S)[1]))


def templates():
    """The names of all templates of mails."""
    folder = os.path.join(HERE, "..", "..", "templates", "en")
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as f:
            if name.endswith(".txt") and re.search("^Subject:", f.read(), re.M):
                yield name[: -len(".txt")]


def test_beyond_reproach():
    """No mail that the desk sends has a fault, and text and HTML have the same words."""
    if desk.STEP > 1:
        sent = plays.mails_in_turn()
    else:
        sent = [raw for language in reading.LANGUAGES for raw in plays.mails(language)]
    for raw in sent:
        strict.check(raw)
    return len(sent)


# Mails that carry what people wrote, whose signs are their own.
PEOPLES = ("assigned", "customer_message", "note", "reply", "escalation", "reminder", "rated")


def test_french_signs_stand_apart():
    """In the desk's own French, a colon, semicolon, question or exclamation mark has a blank before it that does not
    break, in mails and in the words of charts."""
    own = [mail for mail in map(desk.parse, plays.mails("fr")) if mail["X-Caredesk-Template"] not in PEOPLES]
    for mail in own:
        for line in desk.text(mail).split("\n"):
            if re.search(r"(?i)\b(re|hello|it|the|there|is|and)\b", line):  # people wrote it, in English
                continue
            sign = re.search(r"[^\s\u00a0][:;?!](?=\s|$)|[^\S\u00a0][:;?!](?=\s|$)", line)
            assert not sign, f"{mail['X-Caredesk-Template']}: {line}"
    return len(own)


def test_on_a_phone():
    if not pictures.chromium():
        print("skipped: there is no chromium")
        return 0
    if desk.STEP > 1:
        print("skipped: a browser sees what it sees without the sanitizers")
        return 0
    pages = {
        f"{language}-{name}": pictures.page_of(mail)
        for language in reading.LANGUAGES
        for name, mail in pictures.mails(language)
    }
    wanted = {f"{language}-{template}" for language in reading.LANGUAGES for template in templates()}
    assert len(wanted) >= 70 and wanted == {name.rpartition("-")[0] for name in pages}, sorted(pages)
    for mode in pictures.MODES:
        found = measured(pages, mode)
        assert set(found) == set(pages)
        assert sum(len(one["buttons"]) for one in found.values()) > 60, "there are no buttons"
        for name, one in found.items():
            assert one["width"] <= 360, f"{name}, {mode}: {one['width']} pixels wide"
            assert all(height >= 44 for height in one["buttons"]), f"{name}, {mode}: buttons {one['buttons']} high"
            assert one["begins"] <= HALF, f"{name}, {mode}: the message begins at {one['begins']}"
            assert one["contrast"][0] >= 4.5, f"{name}, {mode}: a contrast of {one['contrast']}"
    return len(pages)


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
