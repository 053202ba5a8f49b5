#!/usr/bin/env python3
"""layers: each room uses only rooms below it, and each third-party header has one wrapper; --names: function names are
unique.

layers.py [ROOT]           checks the tree, prints each violation as file:line, exits 1 if there is one
layers.py --names [ROOT]   the same for function names
layers.py --self-test      makes small trees with one violation of each kind and checks that each is found
"""
import os
import re
import sys
import tempfile

# room: what its files may include besides libc and their own room. The longest prefix wins.
ROOMS = {
    "parsers/base": [],
    "parsers": ["parsers/base"],
    "templates": ["parsers/base", "parsers"],
    "conf": ["parsers/base", "parsers", "templates"],
    "store": ["parsers/base"],
    "daemon/core/base": ["parsers/base", "parsers", "templates", "conf", "store/records.h", "store/ticketfields.h"],
    "daemon/core/outgoing": ["daemon/core/base"],
    "daemon/core/ticket": ["daemon/core/base", "daemon/core/outgoing"],
    "daemon/core/agent": ["daemon/core/base", "daemon/core/outgoing", "daemon/core/ticket"],
    "daemon/core": ["daemon/core/base", "daemon/core/outgoing", "daemon/core/ticket", "daemon/core/agent"],
    "daemon/edge": ["parsers/base", "parsers", "conf", "store/records.h"],
    "daemon/report": ["parsers/base", "store/records.h"],
    "daemon/desk": ["parsers/base", "parsers", "templates", "conf", "store", "daemon/core", "daemon/report"],
    "daemon/run": ["daemon/desk", "daemon/edge"],
    "daemon/cli": ["daemon/desk", "daemon/edge", "daemon/run"],
    "daemon": ["daemon/desk", "daemon/edge", "daemon/run", "daemon/cli"],
}
# "May use" is transitive: a room that may use another may use whatever that one may use, and the rooms within it.
WRAPPERS = {
    "libetpan/": ["parsers/mime.c", "daemon/edge/imap.c"],
    "curl/": ["daemon/edge/connection.c", "daemon/edge/http.c"],
    "lmdb.h": ["store/kv_lmdb.c"],
    "pcre2.h": ["parsers/pattern.c"],
    "libconfig.h": ["conf/tree.c"],
    "gumbo.h": ["parsers/html.c", "parsers/html_tree.c"],
    "libical/": ["conf/holidays.c"],
    "jansson.h": ["daemon/cli/json.c", "daemon/desk/members.c", "daemon/desk/hookbody.c", "daemon/edge/grant.c",
                  "daemon/edge/oauth.c", "store/recordjson.c", "parsers/notification.c"],
    "zstd.h": ["store/raw.c"],
    "microhttpd.h": ["daemon/edge/httpd.c"],
    "cairo.h": ["daemon/report/png.c"],
    "xlsxwriter.h": ["daemon/report/xlsx.c"],
    "sqlite3.h": ["store/searchfile.c"],
    "cmark.h": ["conf/markdown.c"],
    "gnutls/": ["parsers/base/digest.c", "parsers/base/canonical.c", "parsers/base/pkcs7.c"],
    "seccomp.h": ["parsers/sandbox.c"],
    "iconv.h": ["parsers/charset.c"],
    "parsers/base/attachment.pb-c.h": ["parsers/base/attachment.c"],
    "protobuf-c/": ["parsers/base/protobuf.c"],
    "store/records.pb-c.h": ["store/code.c"],
    "parsers/mailwire.pb-c.h": ["parsers/mailcode.c"],
}
SYSTEM = re.compile(r"^(sys/|netinet/|arpa/|linux/|[a-z0-9_]+\.h$)")
INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
CALL = re.compile(r"(?<![\w.>])(\w+)\s*\(")
# a function's definition: it begins in the first column, followed by a line with only a brace
DEFINITION = re.compile(r"^(?!#)[a-z_][^\n;={}()]*?\b(\w+)\((?:[^;{}])*\)\n\{", re.M)
# Clock, zone and environment, and what changes a ticket: the calls, and the only files that may make them.
HOMES = {
    "the clock is read": (
        ("time", "clock_gettime", "gettimeofday", "ftime", "timespec_get"),
        ("daemon/desk/clock.c", "parsers/base/monotonic.c", "daemon/edge/connection.c"),
    ),
    "the zone is read": (
        ("tzset", "localtime", "localtime_r", "mktime", "timelocal", "ctime", "ctime_r"),
        (),
    ),
    "a ticket's agent changes": (
        ("assign_to", "assign_ticket"),
        ("daemon/core/ticket/change.c", "daemon/core/ticket/assign.c"),
    ),
    "a ticket begins": (
        ("plan_ticket_new",),
        ("daemon/core/ticket/begin.c",),
    ),
    "a ticket's status changes": (
        ("lifecycle_apply",),
        ("daemon/core/ticket/change.c",),
    ),
    "the environment is read": (
        ("getenv", "secure_getenv", "setenv", "putenv", "unsetenv", "clearenv"),
        ("conf/secret.c", "daemon/run/notify.c", "daemon/run/runfolder.c"),
    ),
}
# Only these files may write a ticket's visible fields; its other members are bookkeeping: thread, what was asked or
# sent.
TICKET_FIELD = re.compile(r"\bFIELD\((\w+), \w+, ([^,]+),")
TICKET_COUNTED = ("pending_since",)  # written by the timers
TICKET_MORE = ("answered", "created", "mailbox", "satisfaction", "unproven")
TICKET_HOMES = (
    "daemon/core/base/levels.c",
    "daemon/core/base/plan.c",
    "daemon/core/ticket/assign.c",
    "daemon/core/ticket/begin.c",
    "daemon/core/ticket/change.c",
    "daemon/core/ticket/lifecycle.c",
)
# The pure rooms do no I/O, either.
IMPURE = ("fopen", "open", "openat", "read", "write", "socket", "connect", "fork", "popen", "system", "rand", "random")
PURE_TREES = ("daemon/core/",)


def room_of(path):
    fits = [room for room in ROOMS if path.startswith(room + "/")]
    return max(fits, key=len) if fits else None


def reach(room):
    """Everything that a room may use: the rooms it names, and what those may use."""
    seen, todo = set(), [room]
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo += ROOMS.get(one, [])
    return seen


def allowed(room, target):
    target_room = room_of(target)
    return target_room is not None and (target_room in reach(room) or target in reach(room))


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


def call_fault(path, room, line):
    """The fault of a forbidden call, or None. Definitions and declarations begin in the first column and are not
    calls."""
    if not line[:1].isspace() or line.strip()[:1] == "*" or "/*" in line:
        return None
    for name in CALL.findall(line):
        if path.startswith(PURE_TREES) and name in IMPURE:
            return f"{room} is pure and may not call {name}()"
        for what, (calls, homes) in HOMES.items():
            if name in calls and path not in homes:
                return f"{what} in {' and '.join(homes)} alone: {name}()"
    return None


def ticket_fields(root):
    """The ticket fields that undo may restore, and those that people see otherwise."""
    try:
        with open(os.path.join(root, "store/ticketfields.h"), encoding="utf-8") as source:
            fields = [name for name, uses in TICKET_FIELD.findall(source.read()) if "TICKET_UNDONE" in uses]
    except FileNotFoundError:
        fields = ["status"]
    return [name for name in fields if name not in TICKET_COUNTED] + list(TICKET_MORE)


def ticket_faults(root, path, text):
    """Assignments like `t->status = …` where t is a ticket, a parameter or variable in this file, that is not const."""
    if not path.startswith("daemon/") or path in TICKET_HOMES:
        return []
    names = set(re.findall(r"(?<!const )struct ticket \*(\w+)", text)) | {"x->t"}
    fields = "|".join(ticket_fields(root))
    write = re.compile(rf"(?<![\w>.])({'|'.join(map(re.escape, names))})->({fields})\s*[-+|&]?=[^=]")
    return [
        f"{path}:{text.count(chr(10), 0, m.start()) + 1}: a ticket's {m[2]} is changed by core/ticket/change alone"
        for m in write.finditer(text)
    ]


def includes_of(root, path):
    try:
        with open(os.path.join(root, path), encoding="utf-8") as source:
            return [m[1] for m in map(INCLUDE.match, source) if m and m[1]]
    except FileNotFoundError:  # generated
        return []


def dragged_in(root, header):
    """Every header of ours that including this one includes."""
    seen, todo = [], [header]
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.append(one)
            todo += includes_of(root, one)
    return seen[1:]


def check_file(root, path):
    room, faults = room_of(path), []
    with open(os.path.join(root, path), encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            include = INCLUDE.match(line)
            fault = check_include(path, room, include[1], include[2]) if include else call_fault(path, room, line)
            if include and include[1] and not fault:
                over = [h for h in dragged_in(root, include[1]) if room_of(h) and not allowed(room, h)]
                fault = f"{room} may not use {over[0]}, which {include[1]} drags in" if over else None
            if fault:
                faults.append(f"{path}:{number}: {fault}")
        source.seek(0)
        return faults + ticket_faults(root, path, source.read())


def sources(root):
    for room in ("parsers", "templates", "conf", "store", "daemon"):
        for folder, _, names in sorted(os.walk(os.path.join(root, room))):
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    yield os.path.relpath(os.path.join(folder, name), root)


def check_tree(root):
    return sum((check_file(root, path) for path in sources(root)), [])


def check_names(root):
    """Function names must be unique, static or not, so that backtraces are unambiguous."""
    faults, first = [], {}
    for path in sources(root):
        with open(os.path.join(root, path), encoding="utf-8") as source:
            text = source.read()
        for found in DEFINITION.finditer(text):
            before = first.setdefault(found[1], path)
            if before != path and found[1] != "main":  # a program that the build runs has one too
                number = text.count("\n", 0, found.start(1)) + 1
                faults.append(f"{path}:{number}: {before} has a function {found[1]}() too: say what this one does")
    return faults


def self_test():
    cases = [
        ("parsers/a.c", '#include "store/store.h"', 1),
        ("parsers/base/a.c", '#include "parsers/mail.h"', 1),
        ("store/a.c", '#include "conf/conf.h"', 1),
        ("daemon/core/a.c", '#include "store/store.h"', 1),
        ("daemon/core/base/a.c", '#include "store/records.h"', 0),
        ("daemon/core/agent/a.c", '#include "store/records.h"', 0),
        ("daemon/core/a.c", '#include "daemon/desk/log.h"', 1),
        ("daemon/core/base/a.c", '#include "daemon/core/outgoing/a.h"', 1),
        ("daemon/core/ticket/a.c", '#include "daemon/core/outgoing/a.h"', 0),
        ("daemon/core/ticket/a.c", '#include "daemon/core/agent/a.h"', 1),
        ("daemon/core/a.c", "	now = time(NULL);", 1),
        ("daemon/core/a.c", "#include <lmdb.h>", 1),
        ("daemon/core/base/a.c", "	int64_t t = date.time(x);", 0),
        ("daemon/edge/a.c", '#include "daemon/core/base/plan.h"', 1),
        ("daemon/edge/imap.c", "#include <libetpan/libetpan.h>", 0),
        ("daemon/edge/smtp.c", "#include <libetpan/libetpan.h>", 1),
        ("daemon/edge/a.c", '	char *home = getenv("HOME");', 1),
        ("daemon/core/agent/a.c", "	lifecycle_apply(w, t, LIFE_OPEN, actor, why);", 1),
        ("daemon/desk/a.c", "	if (assign_ticket(w, t, SPAN_NONE))", 1),
        ("daemon/core/ticket/change.c", "	lifecycle_apply(w, t, LIFE_OPEN, actor, why);", 0),
        ("daemon/core/a.c", "	struct ticket *t = plan_ticket_new(w);", 1),
        ("daemon/desk/a.c", "	struct ticket *t = x;\n	t->status = STATUS_OPEN;", 1),
        ("daemon/desk/a.c", "	struct ticket *t = x;\n	bool open = t->status == STATUS_OPEN;", 0),
        ("daemon/desk/a.c", "	const struct ticket *t = x;\n	struct message *m = y;\n	m->subject = t->subject;", 0),
        ("daemon/core/ticket/change.c", "	struct ticket *t = x;\n	t->status = STATUS_OPEN;", 0),
        ("daemon/desk/a.c", '#include "store/store.h"', 0),
        ("daemon/desk/a.c", "	localtime_r(&t, &tm);", 1),
        ("daemon/desk/clock.c", "	return (int64_t)time(NULL);", 0),
        ("daemon/run/a.c", "#include <curl/curl.h>", 1),
        ("daemon/run/a.c", '#include "daemon/cli/cli.h"', 1),
        ("conf/a.c", '#include "daemon/desk/log.h"', 1),
        ("templates/a.c", '#include "conf/conf.h"', 1),
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
    with tempfile.TemporaryDirectory() as root:
        for path, line in (("conf/a.c", '#include "parsers/a.h"'), ("parsers/a.h", '#include "daemon/desk/b.h"')):
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as source:
                source.write(line + "\n")
        dragged = [fault for fault in check_tree(root) if "drags in" in fault]
    with tempfile.TemporaryDirectory() as root:
        for path in ("conf/a.c", "store/b.c", "store/c.c"):
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as source:
                one = "static int pair(void)" if path != "store/c.c" else "static int lone(struct x *x,\n\t\tint y)"
                source.write(f"int pair(int);\n{one}\n{{\n\treturn pair(1);\n}}\n")
        named = check_names(root)
    cases += [("dragged in",), ("two of a name",)]
    if len(named) != 1 or not named[0].startswith("store/b.c:2: conf/a.c has a function pair()"):
        failed += 1
        print(f"self-test: two functions of a name: {named}")
    if len(dragged) != 1:
        failed += 1
        print(f"self-test: what a header drags in: {dragged}")
    print(f"layers self-test: {len(cases) - failed} passed, {failed} failed")
    return failed


def main():
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(1 if self_test() else 0)
    names = "--names" in sys.argv
    roots = [word for word in sys.argv[1:] if word != "--names"]
    faults = (check_names if names else check_tree)(roots[0] if roots else ".")
    good = "names: each function has its own" if names else "layers: every arrow goes down"
    print("\n".join(faults) if faults else good)
    sys.exit(1 if faults else 0)


main()
