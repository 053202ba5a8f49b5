#!/usr/bin/env python3
"""pictures: every template's mails in each language, as phones and desktops show them, in light and dark mode.

    pictures.py [OUT]     build/pictures: index.html, NAME.png …; needs chromium and caredesk

The mails come from plays on a desk (plays.py): each template in each of its forms. The pictures in OUT are for people;
tests/flow/test_pictures.py tests what a program can tell."""

import html
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

SIZES = (("phone", 360, 780), ("desktop", 1000, 900))
MODES = ("light", "dark")


def chromium():
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def mails(language):
    """(name, mail), one of each kind that differs in its text."""
    found, names = {}, {}
    for raw in plays.mails(language):
        mail = desk.parse(raw)
        said = re.sub(r"\d+|\S+@\S+", "", desk.text(mail)).split()
        shape = " ".join(said[:12]), sum(1 for part in mail.walk() if part["Content-ID"])
        found.setdefault((mail["X-Caredesk-Template"], shape), raw)
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


def shoot(folder, source, target, width, height, mode):
    subprocess.run(
        [
            chromium(),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
            f"--user-data-dir={folder}/profile",
            f"--window-size={width},{height}",
            *(
                ["--blink-settings=preferredColorScheme=0"]
                if mode == "dark"
                else ["--blink-settings=preferredColorScheme=1"]
            ),
            f"--screenshot={target}",
            "file://" + source,
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=120,
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
                source = os.path.join(out, f"{language}-{name}.html")
                with open(source, "w", encoding="utf-8") as f:
                    f.write(page_of(mail))
                with open(os.path.join(out, f"{language}-{name}.txt"), "w", encoding="utf-8") as f:
                    f.write(
                        "".join(f"{k}: {v}\n" for k, v in mail.items() if k in ("From", "To", "Subject"))
                        + "\n"
                        + desk.text(mail)
                    )
                for (size, width, height) in SIZES:
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
