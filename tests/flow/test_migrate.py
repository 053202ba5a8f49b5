#!/usr/bin/env python3
"""Stores of earlier versions, kept as those versions left them, are opened and used by this one."""
import glob
import gzip
import json
import os
import re
import sys

import desk
from desk import Desk, mail, maildir

STORES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "stores")
AGENTS = """agents = ( { name = "bob"; email = "bob@acme.test"; }, { name = "carol"; email = "carol@acme.test"; },
  { name = "dana"; email = "dana@acme.test"; } );"""

# nothing is closed automatically, however old the store is
STILL = "close_resolved = 0; remind_pending = 0; resolve_pending = 0;"


with open(os.path.join(os.path.dirname(STORES), "..", "store", "store.h"), encoding="utf-8") as header:
    CURRENT = int(re.search(r"#define STORE_VERSION (\d+)", header.read())[1])


def kept(version):
    with open(os.path.join(STORES, f"version-{version}.jsonl"), encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def old_store(d, version):
    os.makedirs(d.path("store"), mode=0o700, exist_ok=True)
    with gzip.open(os.path.join(STORES, f"version-{version}.mdb.gz")) as f:
        d.write("store/data.mdb", f.read())


def same(was, now):
    """Compares everything except events' texts, which have become values."""
    for key, value in was.items():
        if key not in ("events", "messages"):
            assert now[key] == value, (key, value, now[key])
    assert len(was["messages"]) == len(now["messages"])
    for old, new in zip(was["messages"], now["messages"]):
        assert {k: new[k] for k in old} == old, (old, new)
    assert len(was["events"]) == len(now["events"])
    for old, new in zip(was["events"], now["events"]):
        assert all(new[k] == old[k] for k in ("seq", "time", "actor", "why")), (old, new)
        assert new["event"] != "other", (old, new)


def test_every_kept_store_opens_verifies_and_goes_on():
    versions = sorted(int(re.search(r"version-(\d+)", p)[1]) for p in glob.glob(os.path.join(STORES, "*.mdb.gz")))
    assert versions == list(range(1, CURRENT + 1)), "a store of each version, this one too"
    for version in versions:
        with Desk([maildir("in")], outgoing="out", more=STILL) as d:
            old_store(d, version)
            if version < CURRENT:
                assert f"version {version}" in d.fails(78, "list"), "nothing that only reads converts"
            d.ok("run", "--once")
            assert "0 faults" in d.ok("verify")
            tickets = kept(version)
            for ticket in tickets:
                same(ticket, d.json("show", str(ticket["id"]))[0])
            first = tickets[0]
            d.put("in", mail(first["customer"], f"Re: [ACME #{first['id']}] {first['subject']}", "One more thing.\n"))
            d.ok("run", "--once")
            show = d.json("show", str(first["id"]))[0]
            assert show["messages"][-1]["text"].strip() == "One more thing.", show["messages"][-1]
            assert "0 faults" in d.ok("verify")
    return len(versions)


def test_a_newer_store_is_refused():
    with Desk([maildir("in")], outgoing="out") as d:
        old_store(d, 1)
        with open(d.path("store", "data.mdb"), "rb") as f:
            raw = f.read()
        assert b"caredesk store 1" in raw
        d.write("store/data.mdb", raw.replace(b"caredesk store 1", b"caredesk store 9"))
        assert "version 9" in d.fails(78, "run", "--once")


desk.main(sys.modules[__name__])
