#!/usr/bin/env python3
"""run: runs test programs in parallel and adds up their results.

run.py [--totals FILE] PROGRAM…    a program is a cmocka binary or anything that prints "N passed, N failed"; its
                                   arguments may be part of the word

Binaries are always busy, so as many run at once as there are processors; scripts mostly wait, so six more run at the
same time. Programs whose sources say "RUN ALONE" measure and do next to nothing: they run when all others are done.
Each is reported in the order in which it was named.

Each program's output goes to BUILD/tests/log/NAME.log and is shown when it fails. With --totals, a line "N N" (passed,
failed) is appended to FILE. The last line is "N passed, N failed"; the exit code is 1 if any failed.
"""
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

LIMIT = 900  # seconds for one program
WAITING = 6  # scripts at a time
CMOCKA = re.compile(r"^\[  (PASSED|FAILED)  \] (\d+) test\(s\)", re.M)
SKIPPED = re.compile(r"^\[  SKIPPED \] (\d+) test\(s\)", re.M)
PLAIN = re.compile(r"^(?:\S+: )?(\d+) passed, (\d+) failed", re.M)
LOGS = os.path.join(os.environ.get("BUILD", "build"), "tests", "log")


def count(output, ended_well):
    numbers = {kind: int(n) for kind, n in CMOCKA.findall(output)}
    passed, failed = numbers.get("PASSED", 0), numbers.get("FAILED", 0)
    plain = PLAIN.findall(output)
    if plain:
        passed, failed = int(plain[-1][0]), int(plain[-1][1])
    if not ended_well and failed == 0:
        failed = 1
    if passed + failed == 0 and not SKIPPED.search(output):
        failed = 1  # a program that ran no tests counts as failed
    return passed, failed


class Program:
    def __init__(self, words):
        self.command = words.split()
        self.name = self.command[0]
        self.is_script = self.name.endswith(".py")
        self.is_alone = self.is_script and self._says_alone()
        if self.is_script:
            self.command.insert(0, sys.executable)
        log = self.name[:-3] if self.is_script else os.path.relpath(self.name, os.path.dirname(LOGS))
        self.log = os.path.join(LOGS, log.replace("/", "-").replace("tests-", "") + ".log")
        self.passed = self.failed = 0
        self.seconds = self.busy = 0.0

    def _says_alone(self):
        with open(self.name, encoding="utf-8") as source:
            return "RUN ALONE" in source.read()

    def _wait(self, process):
        """Whether the program succeeded in time; its own children's processor time is counted too."""
        late = threading.Timer(LIMIT, lambda: os.killpg(process.pid, signal.SIGKILL))
        late.start()
        _, status, used = os.wait4(process.pid, 0)
        late.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        self.busy = used.ru_utime + used.ru_stime
        return process.returncode == 0

    def run(self):
        start = time.monotonic()
        if not os.path.exists(self.name):
            with open(self.log, "w", encoding="utf-8") as log:
                log.write("it was not built\n")
            self.failed = 1
            return self
        with open(self.log, "wb") as log:
            process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0)
            ended_well = self._wait(process)
        self.seconds = time.monotonic() - start
        self.passed, self.failed = count(self.output(), ended_well)
        return self

    def output(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def tell(self):
        if self.failed:
            print(self.output()[-20000:])
            if self.seconds >= LIMIT:
                print(f"no end after {LIMIT} s")
        print(f"{'FAIL' if self.failed else 'ok  '} {self.name}: {self.passed} passed, {self.failed} failed "
              f"({self.seconds:.1f} s, {self.busy:.1f} s busy)", flush=True)


def run_all(programs):
    """Runs all programs; each is reported as soon as it and all before it are done."""
    with ThreadPoolExecutor(os.cpu_count() or 2) as busy, ThreadPoolExecutor(WAITING) as waiting:
        for alone in (False, True):
            running = [(waiting if p.is_script else busy).submit(p.run) for p in programs if p.is_alone == alone]
            for result in running:
                result.result().tell()


def main():
    args = sys.argv[1:]
    totals = args.pop(0) if args[:1] == ["--totals"] and args.pop(0) else None
    os.makedirs(LOGS, exist_ok=True)
    programs = [Program(words) for words in args]
    run_all(programs)
    passed, failed = sum(p.passed for p in programs), sum(p.failed for p in programs)
    if totals:
        with open(totals, "a", encoding="utf-8") as sums:
            sums.write(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed else 0)


main()
