#!/usr/bin/env python3
"""fuzz: runs fuzz targets, N at a time (default 2), for SECONDS of processor time each, however busy the machine is.

fuzz.py [--at-once N] SECONDS PROGRAM…    a program is BUILD/fuzz_NAME; its kept inputs are in tests/fuzz/seeds/NAME

The kept inputs are tried first, then mutations of them. Inputs with new coverage are kept in BUILD/found/NAME, crashing
ones in BUILD/crash-NAME-…: once the fault is fixed, add them to the kept inputs. The last line is "N passed, N
failed"."""
import os
import re
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

INPUT_SECONDS = 120  # for one input, under sanitizers and on a busy machine
LOOK_SECONDS = 0.2  # between looks at the processor time
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MORE = {
    "door": [os.path.join(TESTS, "golden"), os.path.join(TESTS, "mails")]
}  # inputs that exist for other tests
telling = threading.Lock()


def processor_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as f:
        ticks = f.read().rpartition(")")[2].split()[11:15]  # its own, and its children's
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def run(command, seconds):
    """Asks it to end after so many seconds of processor time. Gives what it said, and whether it ended well."""
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        said = []
        reader = threading.Thread(target=lambda: said.append(process.stdout.read()))
        reader.start()
        while process.poll() is None and processor_seconds(process.pid) < seconds:
            reader.join(LOOK_SECONDS)
        process.send_signal(signal.SIGUSR1)
        process.wait()
        reader.join()
    return said[0].decode(errors="replace"), process.returncode == 0


def fuzz(program, seconds):
    name = os.path.basename(program).replace("fuzz_", "")
    build = os.path.dirname(program)
    found = os.path.join(build, "found", name)
    os.makedirs(found, exist_ok=True)
    said, well = run(
        [
            program,
            "-print_final_stats=1",
            f"-timeout={INPUT_SECONDS}",
            "-rss_limit_mb=3000",
            "-max_len=65536",
            "-use_value_profile=1",
            f"-artifact_prefix={build}/crash-{name}-",
            found,
            os.path.join(TESTS, "fuzz", "seeds", name),
            *MORE.get(name, []),
        ],
        seconds,
    )
    runs = re.findall(r"^stat::number_of_executed_units: *(\d+)", said, re.M)
    with telling:
        if not well or not runs:
            print("\n".join(line for line in said.splitlines() if not line.startswith("#"))[-6000:])
        print(f"{'ok  ' if well else 'FAIL'} {name}: {runs[-1] if runs else 'unfinished'} runs", flush=True)
    return well and bool(runs)


def main():
    args = sys.argv[1:]
    at_once = int(args.pop(0)) if args[:1] == ["--at-once"] and args.pop(0) else 2
    seconds, programs = int(args[0]), args[1:]
    with ThreadPoolExecutor(at_once) as pool:
        good = sum(pool.map(lambda program: fuzz(program, seconds), programs))
    print(f"{good} passed, {len(programs) - good} failed")
    sys.exit(0 if good == len(programs) else 1)


main()
