#!/usr/bin/env python3
"""pictures: every template's mails in each language as a phone lays them out: nothing is wider than its 360 pixels, tap
targets are 44 high, the message begins in the upper half of the first screen, and text has enough contrast, in light
and dark mode. Skipped without chromium (`make pictures` installs it)."""
import html
import json
import os
import re
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
WIDTH = pictures.SIZES[0][1] - 15  # pixels; some phones show a scroll bar
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
// One frame shows all pages in turn: that takes a tenth of the time of a frame for each.
async function show(frame, page) {
  const loaded = new Promise(done => frame.onload = done);
  frame.contentDocument.open();
  frame.contentDocument.write(page);
  frame.contentDocument.close();
  await loaded;
  await new Promise(done => setTimeout(done));  // a page written while the last one's event lasts has no event
}
addEventListener("load", async () => {
  const frame = document.querySelector("iframe"), found = {};
  for (const [name, page] of Object.entries(PAGES)) {
    await show(frame, page);
    const doc = frame.contentDocument, win = frame.contentWindow;
    for (const mode of MODES) {
      frame.style.colorScheme = mode;
      found[`${name}, ${mode}`] = { width: doc.documentElement.scrollWidth, contrast: contrasts(win, doc),
        begins: begins(doc), shown: doc.body.textContent.trim().length, pictures: [...doc.images].map(i => i.complete),
        mode: win.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
        buttons: [...doc.querySelectorAll(".caredesk-button a")].map(a => a.getBoundingClientRect().height) };
    }
  }
  document.getElementById("found").textContent = JSON.stringify(found);
});
"""


def measured(pages):
    """The browser's measurements of each page as wide as on a phone, in light and in dark mode."""
    said = {"PAGES": pages, "MODES": pictures.MODES}
    script = "".join(f"const {name} = {json.dumps(value)};\n".replace("</", "<\\/") for name, value in said.items())
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "all.html")
        with open(source, "w", encoding="utf-8") as f:
            f.write(
                f'<!DOCTYPE html><html><head><meta charset="utf-8"><script>{script}{MEASURE}</script></head><body>'
                f'<iframe width="{WIDTH}" height="800" style="border:0"></iframe><pre id="found"></pre></body></html>'
            )
        # the browser's clock stands still while it works, so this waits for the last page
        shown = pictures.browse(folder, source, "--virtual-time-budget=1000000", "--dump-dom")
    return json.loads(html.unescape(re.search(r'<pre id="found">(.*?)</pre>', shown, re.S)[1]))


def templates():
    """The names of all templates of mails."""
    folder = os.path.join(HERE, "..", "..", "templates", "en")
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as f:
            if name.endswith(".txt") and re.search("^Subject:", f.read(), re.M):
                yield name[: -len(".txt")]


def test_beyond_reproach():
    """No mail that the desk sends has a fault, and text and HTML have the same words."""
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
    found = measured(pages)
    assert set(found) == {f"{name}, {mode}" for name in pages for mode in pictures.MODES}
    assert sum(len(one["buttons"]) for one in found.values()) > 120, "there are no buttons"
    assert sum(len(one["pictures"]) for one in found.values()) > 10, "there are no pictures"
    for name, one in found.items():
        assert name.endswith(one["mode"]) and one["shown"] and all(one["pictures"]), f"{name} is not shown: {one}"
        assert one["width"] <= WIDTH, f"{name}: {one['width']} pixels wide"
        assert all(height >= 44 for height in one["buttons"]), f"{name}: buttons {one['buttons']} high"
        assert one["begins"] <= HALF, f"{name}: the message begins at {one['begins']}"
        assert one["contrast"][0] >= 4.5, f"{name}: a contrast of {one['contrast']}"
    return len(pages)


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
