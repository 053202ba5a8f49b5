#!/usr/bin/env python3
"""layers: arrows only go down, and each third-party header has one wrapper.

layers.py [ROOT]       checks the tree, prints each violation as file:line, exits 1 if there is one
layers.py --self-test  makes small trees with one violation of each kind and wants each found
"""
import os
import re
import sys
import tempfile

# room: what its files may include, besides libc and their own room. Longest prefix wins.
ROOMS = {
    "parsers/base": [],
    "parsers": ["parsers/base"],
    "templates": ["parsers/base", "parsers"],
    "conf": ["parsers/base", "parsers", "templates"],
    "store": ["parsers/base"],
    "daemon/core": ["parsers/base", "parsers", "templates", "conf", "store/records.h"],
    "daemon/edge": ["parsers/base", "conf", "store/records.h"],
    "daemon": ["parsers/base", "parsers", "templates", "conf", "store", "daemon/core", "daemon/edge"],
}
# What a header of a room drags in is its business: conf.h may name parsers/pattern.h, so edge sees it too.
WRAPPERS = {
    "libetpan/": ["parsers/mime.c", "daemon/edge/imap.c"],
    "curl/": ["daemon/edge/connection.c"],
    "lmdb.h": ["store/kv_lmdb.c"],
    "pcre2.h": ["parsers/pattern.c"],
    "libconfig.h": ["conf/tree.c"],
    "gumbo.h": ["parsers/html.c"],
    "jansson.h": ["daemon/json.c"],
    "zstd.h": ["store/raw.c"],
    "gnutls/": ["parsers/base/digest.c"],
    "seccomp.h": ["parsers/sandbox.c"],
    "iconv.h": ["parsers/charset.c"],
    "store/records.pb-c.h": ["store/code.c"],
    "parsers/mailwire.pb-c.h": ["parsers/mailcode.c"],
}
SYSTEM = re.compile(r"^(sys/|netinet/|arpa/|linux/|[a-z0-9_]+\.h$|protobuf-c/)")
INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
# The pure rooms neither read a clock nor do I/O.
IMPURE = re.compile(r"\b(time|clock_gettime|gettimeofday|fopen|open|socket|fork|getenv|popen|system)\s*\(")
PURE_TREES = ("daemon/core/",)


def room_of(path):
    fits = [room for room in ROOMS if path.startswith(room + "/")]
    return max(fits, key=len) if fits else None


def allowed(room, target):
    target_room = room_of(target)
    if target_room is None:
        return False
    return target_room == room or target in ROOMS[room] or target_room in ROOMS[room]


def wrapper_fault(path, header):
    for prefix, homes in WRAPPERS.items():
        if header == prefix or (prefix.endswith("/") and header.startswith(prefix)):
            return None if path in homes else f"<{header}> belongs in {' and '.join(homes)} alone"
    return None


def check_include(path, room, local, system):
    header = local or system
    fault = wrapper_fault(path, header)
    if fault:
        return fault
    if room_of(header):
        return None if allowed(room, header) else f"{room} may not use {header}"
    if not any(header == p or header.startswith(p) for p in WRAPPERS) and not SYSTEM.match(header):
        return f"{header} is no header of a known room"
    return None


def check_file(root, path):
    room, faults = room_of(path), []
    with open(os.path.join(root, path), encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            include = INCLUDE.match(line)
            fault = check_include(path, room, include[1], include[2]) if include else None
            call = IMPURE.search(line) if path.startswith(PURE_TREES) and "/*" not in line and "*" != line.strip()[:1] else None
            if call and not include:
                fault = f"{room} is pure and may not call {call[1]}()"
            if fault:
                faults.append(f"{path}:{number}: {fault}")
    return faults


def check_tree(root):
    faults = []
    for room in ("parsers", "templates", "conf", "store", "daemon"):
        for folder, _, names in sorted(os.walk(os.path.join(root, room))):
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    faults += check_file(root, os.path.relpath(os.path.join(folder, name), root))
    return faults


def self_test():
    cases = [
        ("parsers/a.c", '#include "store/store.h"', 1),
        ("parsers/base/a.c", '#include "parsers/mail.h"', 1),
        ("store/a.c", '#include "conf/conf.h"', 1),
        ("daemon/core/a.c", '#include "store/store.h"', 1),
        ("daemon/core/a.c", '#include "store/records.h"', 0),
        ("daemon/core/a.c", '#include "daemon/log.h"', 1),
        ("daemon/core/a.c", "	now = time(NULL);", 1),
        ("daemon/core/a.c", "#include <lmdb.h>", 1),
        ("daemon/edge/a.c", '#include "daemon/core/plan.h"', 1),
        ("daemon/edge/imap.c", "#include <libetpan/libetpan.h>", 0),
        ("daemon/edge/smtp.c", "#include <libetpan/libetpan.h>", 1),
        ("daemon/a.c", "#include <curl/curl.h>", 1),
        ("conf/a.c", '#include "daemon/log.h"', 1),
        ("templates/a.c", '#include "conf/conf.h"', 1),
        ("daemon/a.c", '#include "store/store.h"', 0),
    ]
    failed = 0
    for path, line, want in cases:
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(os.path.dirname(os.path.join(root, path)))
            with open(os.path.join(root, path), "w", encoding="utf-8") as source:
                source.write(line + "\n")
            got = len(check_tree(root))
        if got != want:
            failed += 1
            print(f"self-test: {path}: {line}: {got} violations, want {want}")
    print(f"layers self-test: {len(cases) - failed} passed, {failed} failed")
    return failed


def main():
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(1 if self_test() else 0)
    faults = check_tree(sys.argv[1] if len(sys.argv) > 1 else ".")
    print("\n".join(faults) if faults else "layers: every arrow goes down")
    sys.exit(1 if faults else 0)


main()
