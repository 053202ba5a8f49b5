#!/usr/bin/env python3
"""unit: how the desk runs under systemd: the unit's restrictions, its reload, the journal's priorities."""
import os
import re
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
UNIT = os.path.join(HERE, "..", "..", "packaging", "caredesk.service.in")
MOST_EXPOSED = 15  # tenths


def unit():
    with open(UNIT, encoding="utf-8") as f:
        return f.read()


def test_exposure():
    """The unit's exposure, as `systemd-analyze security` rates it."""
    if not shutil.which("systemd-analyze"):
        print("skipped: there is no systemd-analyze")
        return
    with desk.Desk([desk.maildir("in")], outgoing="out") as d:
        path = d.write("caredesk.service", unit().replace("@BIN@/caredesk", "/bin/true"))
        done = subprocess.run(
            ["systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", path],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-1500:] + done.stderr
        assert (
            subprocess.run(
                ["systemd-analyze", "verify", "--man=no", path], capture_output=True, timeout=60, check=False
            ).returncode
            == 0
        )


def reload_commands(d):
    """Runs what ExecReload runs before the signal, with this desk's config."""
    for command in re.findall(r"^ExecReload=@BIN@/caredesk (.*)$", unit(), re.M):
        yield d.run(*command.split())


def test_reload_fails_when_the_config_is_refused():
    with desk.Desk([desk.maildir("in")], outgoing="out") as d:
        (refused,) = reload_commands(d)
        assert refused.returncode == 78 and b"no desk is running" in refused.stdout, refused
        with d.start() as daemon:
            daemon.wait_ready()
            (taken,) = reload_commands(d)
            assert taken.returncode == 0, taken
            with open(d.config, encoding="utf-8") as f:
                good = f.read()
            for wrong in (
                good.replace("desk = {", "desk = { colour = 1;"),
                good.replace('path = "store"', 'path = "other"'),
                good.replace('path = "store"', 'path = "store"; run_dir = "elsewhere"'),
            ):
                d.write("caredesk.conf", wrong)
                (refused,) = reload_commands(d)
                assert refused.returncode == 78, refused
            d.write("caredesk.conf", good.replace("desk = {", "desk = { colour = 1;"))
            daemon.process.send_signal(signal.SIGHUP)
            daemon.wait_state("READY=1\nSTATUS=The new configuration was refused; the previous one is still used.")
            d.write("caredesk.conf", good)
            daemon.process.send_signal(signal.SIGHUP)
            daemon.wait_state("READY=1\nSTATUS=")
            daemon.stop()


def test_priorities_in_the_journal_alone():
    """JOURNAL_STREAM identifies the journal; a log written elsewhere has no priority prefixes."""
    with desk.Desk([desk.maildir("in")], outgoing="out") as d:
        d.put("in", desk.mail("jo@example.org", "Hello"))
        with open(d.path("log"), "wb") as log:
            st = os.fstat(log.fileno())
            for stream in (f"{st.st_dev}:{st.st_ino}", "1:1"):
                subprocess.run(
                    [desk.CAREDESK, "-c", d.config, "run", "--once"],
                    stderr=log,
                    env=dict(os.environ, JOURNAL_STREAM=stream),
                    timeout=60,
                    check=True,
                )
        with open(d.path("log"), encoding="utf-8") as log:
            lines = log.read().splitlines()
        start = [n for n, line in enumerate(lines) if "event=start" in line]
        assert len(start) == 2 and lines[start[0]].startswith("<6>2") and lines[start[1]].startswith("2"), lines
        assert any(line.startswith("<6>") and "event=mail" in line for line in lines), lines
        assert all(line.startswith("<4>") == ("level=warn" in line) for line in lines[:start[1] - 2]), lines


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
