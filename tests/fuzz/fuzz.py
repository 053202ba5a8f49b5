#!/usr/bin/env python3
"""fuzz: runs fuzz targets, N at a time (default 2), for SECONDS each.

fuzz.py [--at-once N] SECONDS PROGRAM…    a program is BUILD/fuzz_NAME; its kept inputs are in tests/fuzz/seeds/NAME

The kept inputs are tried first, then mutations of them. Inputs with new coverage are kept in BUILD/found/NAME, crashing
ones in BUILD/crash-NAME-…: once the fault is fixed, add them to the kept inputs. The last line is "N passed, N
failed"."""
import os
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

INPUT_SECONDS = 25  # for one input, under sanitizers and on a busy machine
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MORE = {
    "door": [os.path.join(TESTS, "golden"), os.path.join(TESTS, "mails")]
}  # inputs that exist for other tests
telling = threading.Lock()


def fuzz(program, seconds):
    name = os.path.basename(program).replace("fuzz_", "")
    build = os.path.dirname(program)
    found = os.path.join(build, "found", name)
    os.makedirs(found, exist_ok=True)
    done = subprocess.run(
        [
            program,
            f"-max_total_time={seconds}",
            f"-timeout={INPUT_SECONDS}",
            "-rss_limit_mb=3000",
            "-max_len=65536",
            "-use_value_profile=1",
            f"-artifact_prefix={build}/crash-{name}-",
            found,
            os.path.join(TESTS, "fuzz", "seeds", name),
            *MORE.get(name, []),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    said = done.stdout.decode(errors="replace")
    runs = re.findall(r"Done (\d+) runs", said)
    with telling:
        if done.returncode or not runs:
            print("\n".join(line for line in said.splitlines() if not line.startswith("#"))[-6000:])
        print(f"{'FAIL' if done.returncode else 'ok  '} {name}: {runs[-1] if runs else 'unfinished'} runs", flush=True)
    return done.returncode == 0 and bool(runs)


def main():
    args = sys.argv[1:]
    at_once = int(args.pop(0)) if args[:1] == ["--at-once"] and args.pop(0) else 2
    seconds, programs = int(args[0]), args[1:]
    with ThreadPoolExecutor(at_once) as pool:
        good = sum(pool.map(lambda program: fuzz(program, seconds), programs))
    print(f"{good} passed, {len(programs) - good} failed")
    sys.exit(0 if good == len(programs) else 1)


main()
