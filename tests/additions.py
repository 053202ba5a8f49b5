#!/usr/bin/env python3
"""additions: how many files a new command, key, record member, mail or command-line word touches.

Adds an example of each to a copy of the tree, builds everything, and runs the tests that concern it. Then counts the
files that had to change, including the generated pages of docs/ and the templates of each language.

additions.py    tries all of them; exit code 1 if one touches more files than its limit, or its tests fail
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

LANGUAGES = ("en", "de", "fr")


class Tree:
    def __init__(self, folder):
        self.folder = folder
        self.touched = set()

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def write(self, name, text):
        self.touched.add(name)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def before(self, name, mark, text):
        """Inserts the text before the first line that matches the mark."""
        old = self.read(name)
        found = re.search(mark, old, re.M)
        assert found, f"{name}: no {mark}"
        self.write(name, old[:found.start()] + text + old[found.start():])

    def generated(self, name):
        """Counts a file that `make docs` rewrites."""
        self.touched.add(name)

    def run(self, *command, **environment):
        done = subprocess.run(
            command, cwd=self.folder, env=dict(os.environ, **environment), capture_output=True, check=False
        )
        assert (
            done.returncode == 0
        ), f"{' '.join(command)}:\n{done.stdout.decode()[-3000:]}{done.stderr.decode()[-3000:]}"
        return done.stdout.decode()

    def take_touched(self):
        touched, self.touched = sorted(self.touched), set()
        return touched


def agents_command(t):
    t.before("daemon/core/base/commandtable.h", r"^\tQUERY_STATUS,", "\tCOMMAND_CALM,\n")
    t.before(
        "daemon/core/base/commandtable.c",
        r"^\tQUERY\(STATUS",
        (
            '\tROW(CALM, "calm", NONE, TICKET, true, true, "#calm", "makes its priority low", "senkt die Priorität",'
            ' "baisse la priorité"),\n'
        ),
    )
    t.before(
        "daemon/core/agent/command_run.c",
        r"^\t\[COMMAND_CATEGORY\]",
        "\t[COMMAND_CALM] = {true, CHANGE_PRIORITY, 0, PHRASE_PRIORITY},\n",
    )
    close = t.read("tests/golden/agent/close.eml")
    t.write("tests/golden/agent/calm.eml", close.replace("agent-close@", "agent-calm@").replace("#close", "#calm"))
    t.generated("tests/golden/agent/calm.plan")
    t.generated("docs/commands.md")


def key(t):
    t.before("conf/conf.h", r"(?<=\nstruct conf {\n)", "\tbool example;\n")
    t.before(
        "conf/keys.c",
        r'^\t\{"desk", "timezone"',
        '\t{"desk", "example", KEY_BOOL, AT(conf, example), .preset = "false", .help = "an example"},\n',
    )
    t.generated("docs/config.md")


def record(t):
    t.before("store/records.h", r"^\tuint64_t merged_into;", "\tuint32_t example;\n")
    t.before("store/records.proto", r"(?<=\nmessage Ticket {\n)", "\tuint32 example = 999;\n")
    ticket = t.read("store/ticketfields.h")
    last = re.findall(r"^\tFIELD\(.*$", ticket, re.M)[-1]
    t.write("store/ticketfields.h", ticket.replace(last, last + " \\\n\tFIELD(example, COUNT, 0, NULL, NULL)"))


def mail(t):
    head = "{{! to the customer, as an example\nuses: ticket\nasked: a flag, they asked for it\n}}\n"
    for language in LANGUAGES:
        t.write(
            f"templates/{language}/example.txt",
            (head if language == "en" else "") + "Subject: {{subject}}\n\n{{desk}}{{#asked}} ...{{/asked}}\n",
        )


def word(t):
    t.before("daemon/cli/commands.h", r"^\tCOMMAND\(list\)", "\tCOMMAND(example) \\\n")
    t.write("Makefile", t.read("Makefile").replace("CLI       := ", "CLI       := cmd_example ", 1))
    t.write(
        "daemon/cli/cmd_example.c",
        '''#include "daemon/cli/commands.h"

#include <stdio.h>

static int cmd_example(const struct cli *cli)
{
	(void)cli;
	puts("an example");
	return 0;
}

const struct cli_command cli_command_example = {
	.name = "example",
	.section = CLI_TICKETS,
	.usage = "example",
	.help = "prints an example",
	.run = cmd_example,
};
''',
    )


def tried(t):
    """Runs the tests that would notice anything forgotten."""
    tests = [
        "golden",
        "test_commandtable",
        "test_command_run",
        "test_keys",
        "test_conf",
        "test_records",
        "test_template",
    ]
    t.run("make", "-s", f"-j{os.cpu_count()}", "all", *(f"build/tests/{name}" for name in tests))
    t.run("make", "-s", "docs")
    t.run("build/tests/golden", UPDATE="force")
    for name in tests:
        t.run(f"build/tests/{name}")
    t.run(sys.executable, "tests/flow/test_docs.py", BUILD="build")
    assert "priority" in t.read("tests/golden/agent/calm.plan") and t.run("build/caredesk", "example") == "an example\n"
    for page, want in (("main", "Prints an example."), ("templates", "as an example"), ("bash", "\texample)")):
        assert want in t.run(sys.executable, "packaging/manual.py", page, "build/caredesk", "0"), page


# what, how it is added, the largest number of files that it may touch
ADDITIONS = (
    ("a command of agents", agents_command, 6),
    ("a key of the configuration", key, 3),
    ("a member of a record", record, 3),
    ("a mail of the desk", mail, len(LANGUAGES)),
    ("a command of the command line", word, 3),
)


def main():
    root = subprocess.run(
        ["git", "rev-parse", "--show-toplevel"], capture_output=True, text=True, check=True
    ).stdout.strip()
    files = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout.split("\n")
    folder = tempfile.mkdtemp(prefix="caredesk-additions-")
    failed = 0
    try:
        for name in filter(None, files):
            os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
            shutil.copy2(os.path.join(root, name), os.path.join(folder, name), follow_symlinks=False)
        tree = Tree(folder)
        for what, add, limit in ADDITIONS:
            add(tree)
            touched = tree.take_touched()
            failed += len(touched) > limit
            print(f"{what}: {len(touched)} files, at most {limit}\n    " + "\n    ".join(touched), flush=True)
        tried(tree)
        print(f"{len(ADDITIONS) - failed} passed, {failed} failed")
    finally:
        if not os.environ.get("KEEP"):
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0)


main()
