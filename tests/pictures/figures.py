#!/usr/bin/env python3
"""figures: the report file and the live page as phones and desktops show them, in light and dark mode, and as printed.

    figures.py [OUT]     build/pictures: report-phone-light.png …, report.pdf; needs chromium and caredesk

The pictures in OUT are for people; tests/flow/test_browser.py tests that neither makes external requests."""
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "flow"))
import pictures  # noqa: E402
import servers  # noqa: E402
import test_report  # noqa: E402
import test_web  # noqa: E402

SIZES = (("phone", 500, 3600), ("desktop", 1280, 2600))  # as high as the page; windows are at least 500 wide
PERIOD = ("--from", "2025-01-01", "--to", "2025-12-31")


@contextlib.contextmanager
def shown(tickets=400):
    """Yields {"report": the address of a report file, "page": that of a running desk's page}."""
    with test_report.Year(tickets) as d:
        d.ok("report", "--html", *PERIOD, "-o", d.path("report.html"))
        port = servers.free_port()
        with open(d.config, "a", encoding="utf-8") as config:
            config.write(f'http = {{ listen = "127.0.0.1:{port}"; }};\n')
        with d.start() as daemon:
            daemon.wait_ready()
            test_web.ask(port)
            yield {"report": "file://" + d.path("report.html"), "page": f"http://127.0.0.1:{port}/"}


def browse(folder, address, *options):
    """Opens the address in a browser without background requests of its own."""
    quiet = ("background-networking", "component-update", "sync", "default-apps", "domain-reliability", "extensions")
    command = [pictures.chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += ["--no-first-run", "--no-pings", f"--user-data-dir={folder}/profile", *(f"--disable-{q}" for q in quiet)]
    silent = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run([*command, *options, address], check=True, timeout=120, **silent)


def main(out="build/pictures"):
    if not pictures.chromium():
        print("figures: there is no chromium; make pictures installs it")
        return 1
    os.makedirs(out, exist_ok=True)
    made = 0
    with tempfile.TemporaryDirectory() as folder, shown() as addresses:
        for name, address in addresses.items():
            for size, width, height in SIZES:
                for mode in pictures.MODES:
                    scheme = f"--blink-settings=preferredColorScheme={int(mode == 'light')}"
                    target = os.path.abspath(os.path.join(out, f"{name}-{size}-{mode}.png"))
                    browse(folder, address, scheme, f"--window-size={width},{height}", f"--screenshot={target}")
                    made += 1
            pdf = os.path.abspath(os.path.join(out, f"{name}.pdf"))
            browse(folder, address, f"--print-to-pdf={pdf}", "--no-pdf-header-footer")
            if shutil.which("pdftoppm"):
                subprocess.run(["pdftoppm", "-r", "60", "-png", pdf, pdf[:-4] + "-printed"], check=True)
            made += 1
    print(f"the report and the page: {made} pictures in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
