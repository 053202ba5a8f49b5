#!/usr/bin/env python3
"""run: runs test programs one after the other and adds up what they count.

run.py [--totals FILE] PROGRAM…   a program is a cmocka binary or anything that prints "N passed, N failed"; it may be
                                  one word with its arguments

Each program's output goes to BUILD/tests/log/NAME.log and is shown when it fails. With --totals, a line
"N N" (passed, failed) is added to FILE. Ends with the line "N passed, N failed" and exit code 1 if any failed.
"""
import os
import re
import subprocess
import sys
import time

LIMIT = 600  # seconds for one program
CMOCKA = re.compile(r"^\[  (PASSED|FAILED)  \] (\d+) test\(s\)", re.M)
SKIPPED = re.compile(r"^\[  SKIPPED \] (\d+) test\(s\)", re.M)
PLAIN = re.compile(r"^(?:\S+: )?(\d+) passed, (\d+) failed", re.M)


def run_one(program):
    """The output, and whether the program itself ended well."""
    command = program.split()
    if command[0].endswith(".py"):
        command.insert(0, sys.executable)
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LIMIT)
        return done.stdout.decode(errors="replace"), done.returncode == 0
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode(errors="replace") + f"\nno end after {LIMIT} s\n", False


def count(output, ended_well):
    numbers = {kind: int(n) for kind, n in CMOCKA.findall(output)}
    passed, failed = numbers.get("PASSED", 0), numbers.get("FAILED", 0)
    plain = PLAIN.findall(output)
    if plain:
        passed, failed = int(plain[-1][0]), int(plain[-1][1])
    if not ended_well and failed == 0:
        failed = 1
    if passed + failed == 0 and not SKIPPED.search(output):
        failed = 1  # a test that ran nothing is a fault
    return passed, failed


def main():
    args = sys.argv[1:]
    totals = args.pop(0) if args[:1] == ["--totals"] and args.pop(0) else None
    logs = os.path.join(os.environ.get("BUILD", "build"), "tests", "log")
    os.makedirs(logs, exist_ok=True)
    passed = failed = 0
    for program in args:
        start = time.monotonic()
        output, ended_well = run_one(program)
        with open(os.path.join(logs, os.path.basename(program.split()[0]) + ".log"), "w", encoding="utf-8") as log:
            log.write(output)
        good, bad = count(output, ended_well)
        passed, failed = passed + good, failed + bad
        if bad:
            print(output[-20000:])
        print(f"{'FAIL' if bad else 'ok  '} {program.split()[0]}: {good} passed, {bad} failed ({time.monotonic() - start:.1f} s)", flush=True)
    if totals:
        with open(totals, "a", encoding="utf-8") as sums:
            sums.write(f"{passed} {failed}\n")
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed else 0)


main()
