#!/usr/bin/env python3
"""pictures: every template's mails in each language, as phones and desktops show them, in light and dark mode.

    pictures.py [OUT [WORD]]     build/pictures: index.html, NAME.png …; needs chromium and caredesk;
                                 WORD: only mails with it in their name, such as de-receipt

The mails come from plays on a desk (plays.py): each template in each of its forms. The pictures in OUT are for people;
tests/flow/test_pictures.py tests what a program can tell."""

import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "flow")]
import desk  # noqa: E402
import plays  # noqa: E402
import test_reading as reading  # noqa: E402

SIZES = (("phone", 360, 780), ("desktop", 1000, 900))  # at least so high
MODES = ("light", "dark")
MEASURE = """addEventListener("load", () => {
  const height = frame => frame.contentDocument.documentElement.scrollHeight;
  document.getElementById("found").textContent = JSON.stringify([...document.querySelectorAll("iframe")].map(height));
});"""


def chromium():
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def shape(mail):
    """What differs between two forms of one template: the first words, the pictures, the warnings and the frames."""
    text = re.sub(r"(?m)^## .*|\d+|\S+@\S+", "", desk.text(mail).replace("\r", ""))
    pictures = sum(1 for part in mail.walk() if part["Content-ID"])
    warnings = tuple(re.findall(r"(?m)^! (?:\S+ +){3}", text))
    return " ".join(text.split()[: 12 if pictures else 20]), pictures, warnings, desk.page(mail).count("caredesk-card")


def mails(language):
    """(name, mail), one of each kind that differs in its text."""
    found, names = {}, {}
    for raw in plays.mails(language):
        mail = desk.parse(raw)
        found.setdefault((mail["X-Caredesk-Template"], shape(mail)), raw)
    for (template, _), raw in found.items():
        number = names[template] = names.get(template, 0) + 1
        yield f"{template}-{number}", desk.parse(raw)


def page_of(mail):
    """The mail's HTML with its pictures inlined in place of their Content-IDs."""
    page = desk.page(mail)
    for part in mail.walk():
        if part["Content-ID"]:
            data = "".join(part.get_payload().split())
            page = page.replace(
                "cid:" + part["Content-ID"].strip("<>"), f"data:{part.get_content_type()};base64,{data}"
            )
    return page


def browse(folder, source, *options):
    """What chromium prints about a page in a file."""
    return subprocess.run(
        [
            chromium(),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
            f"--user-data-dir={folder}/profile",
            *options,
            "file://" + source,
        ],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=120,
    ).stdout.decode()


def heights(folder, page):
    """How high the whole page is at each size."""
    source = os.path.join(folder, "heights.html")
    with open(source, "w", encoding="utf-8") as f:
        f.write(f'<!DOCTYPE html><meta charset="utf-8"><script>{MEASURE}</script><pre id="found"></pre>')
        for _, width, height in SIZES:
            f.write(f'<iframe width="{width}" height="{height}" srcdoc="{html.escape(page)}"></iframe>')
    return json.loads(re.search(r'<pre id="found">(.*?)</pre>', browse(folder, source, "--dump-dom"))[1])


def shoot(folder, source, target, width, height, mode):
    browse(
        folder,
        source,
        f"--window-size={width},{height}",
        f"--blink-settings=preferredColorScheme={0 if mode == 'dark' else 1}",
        f"--screenshot={target}",
    )


def main(out="build/pictures", only=""):
    if not chromium():
        print("pictures: there is no chromium; make pictures installs it")
        return 1
    os.makedirs(out, exist_ok=True)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for language in reading.LANGUAGES:
            for name, mail in mails(language):
                if only not in f"{language}-{name}":
                    continue
                source, page = os.path.join(out, f"{language}-{name}.html"), page_of(mail)
                with open(source, "w", encoding="utf-8") as f:
                    f.write(page)
                with open(os.path.join(out, f"{language}-{name}.txt"), "w", encoding="utf-8") as f:
                    f.write(
                        "".join(f"{k}: {v}\n" for k, v in mail.items() if k in ("From", "To", "Subject"))
                        + "\n"
                        + desk.text(mail)
                    )
                for (size, width, _), height in zip(SIZES, heights(folder, page)):
                    for mode in MODES:
                        target = os.path.join(out, f"{language}-{name}-{size}-{mode}.png")
                        shoot(folder, os.path.abspath(source), os.path.abspath(target), width, height, mode)
                rows.append((language, name, str(mail["Subject"])))
                print(f"{language} {name}", flush=True)
    write_index(out, rows)
    print(f"{len(rows)} mails, {len(rows) * len(SIZES) * len(MODES)} pictures: {out}/index.html")
    return 0


def write_index(out, rows):
    with open(os.path.join(out, "index.html"), "w", encoding="utf-8") as f:
        f.write(
            "<!DOCTYPE html><meta charset=utf-8><title>The desk's"
            " mails</title><style>body{font-family:sans-serif}img{border:1px solid"
            " #999;vertical-align:top;margin:4px;max-height:700px}</style>\n"
        )
        for language, name, subject in rows:
            f.write(
                f"<h2>{language}: {name}</h2><p>{html.escape(subject)} · <a href='{language}-{name}.html'>HTML</a> · "
                f"<a href='{language}-{name}.txt'>text</a></p>\n"
            )
            for size, _, _ in SIZES:
                for mode in MODES:
                    f.write(f"<img src='{language}-{name}-{size}-{mode}.png' alt='{size}, {mode}'>\n")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
