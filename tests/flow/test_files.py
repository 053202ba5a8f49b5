#!/usr/bin/env python3
"""files: attachments that are refused, not passed on, or found by a scanner (a real clamd with a signature of our
own)."""
import base64
import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402

CLAMD = "/usr/sbin/clamd"
BAD = b"caredesk test pattern 4711"
TEMPFAIL = 75


def new_desk(attachments):
    d = desk.Desk(mailboxes=[desk.maildir("in")], outgoing="out")
    with open(d.config, encoding="utf-8") as f:
        text = f.read()
    d.write("caredesk.conf", text + f"attachments = {{ {attachments} }};\n")
    return d


def with_file(name, content, subject="Files", kind="application/octet-stream"):
    body = "\r\n".join(
        [
            "--b",
            "Content-Type: text/plain",
            "",
            "See here.",
            "--b",
            f'Content-Type: {kind}; name="{name}"',
            "Content-Transfer-Encoding: base64",
            f'Content-Disposition: attachment; filename="{name}"',
            "",
            base64.encodebytes(content).decode().replace("\n", "\r\n"),
            "--b--",
            "",
        ]
    )
    return desk.mail("jo@example.org", subject, body, message_id=f"<{subject}-{name}@x.test>").replace(
        b"text/plain; charset=utf-8", b'multipart/mixed; boundary="b"', 1
    )


def zipped(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name in names:
            z.writestr(name, "x")
    return out.getvalue()


def tarred(*names):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for name in names:
            t.addfile(tarfile.TarInfo(name), io.BytesIO())
    return out.getvalue()


def of(mails, to):
    return [m for m in mails if to in (m["To"] or "") and m["X-Caredesk-Template"] != "warning"]


def names_in(mail):
    return [p.get_filename() for p in mail.walk() if p.get_filename()]


def test_refused():
    cases = [
        with_file("a.exe", b"MZ"),
        with_file("A.EXE", b"MZ", "Upper"),
        with_file("x.zip", zipped("readme.txt", "dir/setup.exe"), "Zip"),
        with_file("x.bin", zipped("setup.exe"), "Hidden"),
        with_file("x.tar", tarred("a/b.exe"), "Tar"),
        with_file("x.dat", b"", "Type", kind="application/x-msdownload"),
    ]
    with new_desk('refuse = [ "*.exe", "application/x-msdownload" ];') as d:
        for n, raw in enumerate(cases):
            sent = d.take(raw)
            assert d.json("list") == [] and len(d.json("quarantine")) == n + 1, n
            assert [m["X-Caredesk-Template"] for m in of(sent, "jo@example.org")] == (
                ["refused"] if n == 0 else []
            ), "told once an hour"
        first = d.json("quarantine")[0]
        assert "a.exe (*.exe)" in first["reason"], first
        assert (
            subprocess.run(
                [desk.CAREDESK, "-c", d.config, "quarantine", "show", "1"], stdout=subprocess.PIPE, check=True
            ).stdout
            == cases[0]
        ), "kept whole"
        d.take(with_file("ok.zip", zipped("readme.txt"), "Good"), with_file("exe.txt", b"x", "Fine"))
        assert [t["subject"] for t in d.json("list")] == ["Good", "Fine"]
        d.ok("quarantine", "release", "1")
        assert len(d.json("list")) == 3, "an admin may"
        assert "0 faults" in d.ok("verify")


def test_stripped():
    with new_desk('strip = [ "*.docm", "*.js" ];') as d:
        sent = d.take(with_file("x.docm", b"macro"))
        agents = of(sent, "bob@acme.test")[0]
        assert names_in(agents) == [] and "x.docm (*.docm)" in agents.get_body(("plain",)).get_content(), agents
        assert d.json("show", "1")[0]["messages"][0]["attachments"][0]["name"] == "x.docm"
        os.mkdir(d.path("files"))
        d.ok("attachment", "-o", d.path("files"), "1", "1")
        with open(d.path("files/x.docm"), "rb") as f:
            assert f.read() == b"macro", "an admin gets it"
        sent = d.take(with_file("y.zip", zipped("evil.js"), "Zip"), with_file("z.txt", b"words", "Text"))
        told = of(sent, "bob@acme.test")
        assert (
            "evil.js" in told[0].get_body(("plain",)).get_content()
            and names_in(told[0]) == []
            and names_in(told[1]) == ["z.txt"]
        )


class Clamd:
    """A daemon with one signature, on a socket in the desk's folder."""

    def __init__(self, folder):
        self.socket = os.path.join(folder, "clamd.ctl")
        data = os.path.join(folder, "signatures")
        os.mkdir(data)
        os.chmod(folder, 0o755)
        with open(os.path.join(data, "test.ndb"), "w", encoding="ascii") as f:
            f.write(f"Caredesk.Test:0:*:{BAD.hex()}\n")
        config = os.path.join(folder, "clamd.conf")
        with open(config, "w", encoding="ascii") as f:
            f.write(
                f"LocalSocket {self.socket}\nDatabaseDirectory {data}\nForeground yes\nUser"
                f" {'root' if os.geteuid() == 0 else 'nobody'}\n"
            )
        self.process = subprocess.Popen([CLAMD, "-c", config], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for line in self.process.stdout:
            if b"Self checking" in line or b"listening" in line.lower():
                break

    def stop(self):
        self.process.terminate()
        self.process.wait()


def test_scanned():
    if not os.path.exists(CLAMD):
        print("no clamd here")
        return 0
    with new_desk('clamd = "clamd.ctl";') as d:
        clamd = Clamd(d.folder)
        try:
            sent = d.take(with_file("good.bin", b"harmless"),
                with_file("bad.bin", b"\0\1" + BAD * 3, "Bad"),
                with_file("inside.zip", archive(), "Packed"),
            )
            told = of(sent, "bob@acme.test")
            assert [names_in(m) for m in told] == [["good.bin"], [], []], [names_in(m) for m in told]
            assert "bad.bin (Caredesk.Test" in told[1].get_body(("plain",)).get_content(), (
                told[1].get_body(("plain",)).get_content()
            )
            assert BAD not in told[1].as_bytes() and base64.b64encode(BAD)[:20] not in told[1].as_bytes()
        finally:
            clamd.stop()
        d.put("in", with_file("late.bin", b"x", "Late"))
        d.run("run", "--once")
        assert len(d.json("list")) == 3, "it waits until it can be scanned"
        shutil.rmtree(d.path("signatures"))
        clamd = Clamd(d.folder)
        d.ok("run", "--once")
        clamd.stop()
        assert [t["subject"] for t in d.json("list")][-1] == "Late"
    return 1


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("a.txt", BAD * 10)
    return out.getvalue()


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
