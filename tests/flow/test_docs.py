#!/usr/bin/env python3
"""docs: what the pages say is true: links work, the words of the command line and of the log are those of the program,
the example runs as it is, and what is installed works where it is installed."""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))


def text(*names):
    with open(os.path.join(ROOT, *names), encoding="utf-8") as f:
        return f.read()


def caredesk(*words):
    return subprocess.run([desk.CAREDESK, *words], capture_output=True, text=True, timeout=60, check=True).stdout


def commands():
    return [
        line.split()[0] for line in caredesk("--help").splitlines() if line.startswith("  ") and line[2] not in " -"
    ]


def test_links_lead_somewhere():
    pages = glob.glob(os.path.join(ROOT, "*.md")) + glob.glob(os.path.join(ROOT, "docs", "*.md"))
    assert len(pages) > 5
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", text(page)):
            assert os.path.exists(os.path.join(os.path.dirname(page), target)), f"{page}: {target}"
    for page in glob.glob(os.path.join(ROOT, "docs", "*.md")):
        named = "".join(text(other) for other in pages if other != page)
        assert os.path.basename(page) + ")" in named, f"no page leads to {page}"


def made(page):
    script = os.path.join(ROOT, "packaging", "manual.py")
    return subprocess.run(
        [sys.executable, script, page, desk.CAREDESK, "0"], capture_output=True, text=True, timeout=60, check=True
    ).stdout


def stems(room, depth):
    return {
        os.path.splitext(os.path.basename(f))[0]
        for kind in "ch"
        for f in glob.glob(os.path.join(ROOT, room, depth, f"*.{kind}"))
    }


def test_the_map_is_that_of_the_tree():
    """Each source file is named on the page of its room, and the tables name only files that exist."""
    pages = {
        "parsers": "reading.md",
        "parsers/base": "reading.md",
        "store": "store.md",
        "templates": "architecture.md",
        "conf": "architecture.md",
        **{f"daemon/{room}": "architecture.md" for room in ("core", "report", "edge", "desk", "run", "cli")},
    }
    for room, page in pages.items():
        files = stems(room, "") | (stems(room, "*") if room == "daemon/core" else set())
        named = {os.path.splitext(name)[0] for name in re.findall(r"`(\w+(?:\.\w+)?)`", text("docs", page))}
        assert files, room
        missing = {f for f in files - named if not f.startswith("cmd_")}
        assert not missing, (page, room, missing)
        table = re.search(rf"^\| `{room}/` \| \|\n((?:\|.*\n)+)", text("docs", page), re.M)
        cells = "".join(line.split(" | ")[0] for line in table[1].splitlines()) if table else ""
        assert set(re.findall(r"`(\w+)`", cells)) <= files, (page, room, cells)


def test_commands_that_are_named_exist():
    known = set(commands())
    for name in ("README.md", "docs/admin.md", "docs/agents.md", "docs/customers.md"):
        code = "\n".join(line for line in text(name).splitlines() if line.startswith("    "))
        blocks = re.findall(
            r"(?:^ +|&& |env \S+ )(?:sudo )?(?:build/)?caredesk (?:-c \S+ |--json )*([a-z]+)", code, re.M
        )
        assert name != "README.md" or len(blocks) > 8, blocks
        assert set(blocks) <= known, (name, set(blocks) - known)


def test_the_manual_has_every_command_and_option():
    manual = made("main").replace("\\-", "-")
    for name in commands():
        assert re.search(rf"^\.TP\n\\fB{name}\\fR", manual, re.M), name
    for option in set(re.findall(r"--[a-z]+|-[a-z]\b", caredesk("--help"))):
        assert option in manual, option


def test_the_manual_has_every_mail():
    """caredesk-templates(7) has every English template of a mail, with all its variables, and no others."""
    manual = made("templates")
    folder = os.path.join(ROOT, "templates", "en")
    mails = [
        name
        for name in os.listdir(folder)
        if text(folder, name).startswith("{{! ") and "\nuses: " in text(folder, name)
    ]
    assert len(mails) > 20, mails
    for name in mails:
        assert f".TP\n\\fB{name.rsplit('.', 1)[0]}\\fR\n" in manual, name
        for line in text(folder, name).split("\n}}\n")[0].splitlines()[2:]:
            assert f"\\fB{line.split(': ')[0]}\\fR: " in manual, (name, line)


def test_the_log_is_documented():
    """docs/admin.md lists exactly the events that the sources log."""
    events = set()
    for path in glob.glob(os.path.join(ROOT, "daemon", "**", "*.c"), recursive=True):
        events |= set(re.findall(r'(?:log_start\(&l, [^;]*?|log_err\(\w+, |log_state\()"([a-z-]+)"', text(path)))
    section = text("docs", "admin.md").split("## What is logged")[1].split("\n## ")[0]
    rows = {event for row in re.findall(r"^\| (`[^|]*) \|", section, re.M) for event in re.findall(r"`([a-z-]+)`", row)}
    assert events == rows, (events - rows, rows - events)


def test_keys_and_commands_are_current():
    assert caredesk("check", "--keys") == text("docs", "config.md")


def test_the_example_runs_as_it_is():
    with tempfile.TemporaryDirectory() as folder:
        config = shutil.copy(os.path.join(ROOT, "conf", "caredesk.conf"), folder)
        for part in ("new", "cur", "tmp"):
            os.makedirs(os.path.join(folder, "var", "in", part))
        with open(os.path.join(folder, "var", "in", "new", "1.test"), "wb") as f:
            f.write(desk.mail("jo@example.org", "A chargeback on order 77"))
        assert caredesk("-c", config, "check").splitlines()[-1] == f"{config}: ok"
        caredesk("-c", config, "check", "--live")
        caredesk("-c", config, "run", "--once")
        assert "carol" in caredesk("-c", config, "list")
        assert len(os.listdir(os.path.join(folder, "var", "out", "new"))) == 2


def test_the_example_with_its_comments_taken_away():
    lines = text("conf", "caredesk.conf").splitlines()
    taken, inside = [], False
    for line in lines:
        inside = inside or re.match(r"\s*# (imap|smtp) = \{", line) is not None
        taken.append(
            re.sub(r"^(\s*)# ?", r"\1", line)
            if inside or re.match(r"\s*# (invited|authserv_id|agent_proof) = ", line)
            else line
        )
        inside = inside and not re.match(r"\s*# \};", line)
    config_text = "\n".join(line for line in taken if not re.match(r"\s*(maildir = |outgoing = )", line))
    assert config_text.count("host = ") == 2, config_text
    with tempfile.TemporaryDirectory() as folder:
        for name in ("imap.pw", "smtp.pw"):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                f.write("secret\n")
        config = os.path.join(folder, "caredesk.conf")
        with open(config, "w", encoding="utf-8") as f:
            f.write(config_text)
        assert caredesk("-c", config, "check").splitlines()[-1] == f"{config}: ok"


def test_the_desk_of_the_admins_page_is_right():
    example = re.search(r"^```\n(desk = .*?)^```", text("docs", "admin.md"), re.M | re.S)[1]
    with tempfile.TemporaryDirectory() as folder:
        config = os.path.join(folder, "caredesk.conf")
        with open(config, "w", encoding="utf-8") as f:
            f.write(example)
        assert caredesk("-c", config, "check").splitlines()[-1] == f"{config}: ok"


def test_what_is_installed():
    build = os.environ.get("BUILD", "build")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["make", "-s", "install", f"BUILD={build}", f"DESTDIR={folder}", "PREFIX=/opt/desk"],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        top = os.path.join(folder, "opt", "desk")
        share = os.path.join(top, "share")
        for name in (
            "man/man1/caredesk.1",
            "doc/caredesk/README.md",
            "doc/caredesk/LICENSE",
            "doc/caredesk/docs/admin.md",
            "man/man7/caredesk-templates.7",
            "doc/caredesk/templates/de/reply.txt",
        ):
            assert os.path.getsize(os.path.join(share, name)) > 0
        with open(os.path.join(top, "lib", "systemd", "system", "caredesk.service"), encoding="utf-8") as f:
            assert "ExecStart=/opt/desk/bin/caredesk run\n" in f.read()
        done = subprocess.run(
            [
                os.path.join(top, "bin", "caredesk"),
                "-c",
                os.path.join(share, "doc", "caredesk", "caredesk.conf"),
                "check",
            ],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0 and done.stdout.endswith("caredesk.conf: ok\n"), done


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
