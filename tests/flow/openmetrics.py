"""openmetrics: a strict parser for OpenMetrics 1.0 text: anything that the specification's MUSTs forbid is an
AssertionError.

    families = parse(text)    # name: (type, unit, [(sample's name, {label: value}, number)])
"""
import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"')
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?Inf|NaN")
SUFFIXES = {"counter": {"_total", "_created"}, "gauge": {""}, "info": {"_info"}, "stateset": {""}, "unknown": {""},
            "histogram": {"_bucket", "_count", "_sum", "_created"}, "summary": {"", "_count", "_sum", "_created"}}


def number(text):
    assert NUMBER.fullmatch(text), text
    return float(text)


def labels(text):
    found, at = {}, 0
    while at < len(text):
        m = LABEL.match(text, at)
        assert m and m[1] not in found, text
        found[m[1]] = re.sub(r'\\(.)', lambda e: "\n" if e[1] == "n" else e[1], m[2])
        at = m.end()
        if at < len(text):
            assert text[at] == "," and at + 1 < len(text), text
            at += 1
    return found


def sample(line, family, kind):
    m = re.fullmatch(rf"({NAME})(?:\{{(.*)\}})? (\S+)", line)
    assert m, line
    assert m[1].startswith(family) and m[1][len(family):] in SUFFIXES[kind], (line, family, kind)
    return m[1], labels(m[2] or ""), number(m[3])


def check_family(name, kind, unit, samples):
    seen, groups, group = set(), [], None
    for sample_name, found, value in samples:
        key = (sample_name, tuple(sorted(found.items())))
        assert key not in seen, key
        seen.add(key)
        own = tuple(sorted((k, v) for k, v in found.items() if k not in ("le", name if kind == "stateset" else "le")))
        if own != group:
            assert own not in groups, f"{name}: the samples of {own} do not stand together"
            groups.append(own)
            group = own
        if kind in ("counter", "histogram"):
            assert value >= 0 and value == value, (sample_name, value)
        if kind == "stateset":
            assert value in (0, 1) and name in found, (sample_name, found)
        if kind == "info":
            assert value == 1, sample_name
    if kind == "histogram":
        check_buckets(name, groups, samples)
    assert not unit or name.endswith("_" + unit), (name, unit)
    assert not (unit and kind in ("info", "stateset")), name


def check_buckets(name, groups, samples):
    for group in groups:
        own = [(n, f, v) for n, f, v in samples if tuple(sorted((k, x) for k, x in f.items() if k != "le")) == group]
        buckets = [(number(f["le"]), v) for n, f, v in own if n == name + "_bucket"]
        assert buckets and buckets[-1][0] == float("inf"), name
        assert all(a[0] < b[0] and a[1] <= b[1] for a, b in zip(buckets, buckets[1:])), (name, buckets)
        count = [v for n, _, v in own if n == name + "_count"]
        assert count == [buckets[-1][1]] and len([n for n, _, _ in own if n == name + "_sum"]) == 1, name


def parse(text):
    assert text.endswith("# EOF\n"), "it does not end with # EOF"
    families, name, kind, unit, samples, described = {}, None, None, None, [], set()

    def close():
        if name:
            assert name not in families, name
            check_family(name, kind, unit, samples)
            families[name] = (kind, unit, samples)
    for line in text[:-1].split("\n"):
        assert line and line == line.rstrip() and "\r" not in line and "\t" not in line, repr(line)
        if line == "# EOF":
            break
        m = re.fullmatch(rf"# (TYPE|UNIT|HELP) ({NAME})(?: (.*))?", line)
        if not m:
            assert not line.startswith("#"), line
            assert name, line
            samples.append(sample(line, name, kind))
            continue
        if m[2] != name:
            close()
            assert m[1] == "TYPE", f"{line}: its TYPE comes first here"
            name, kind, unit, samples, described = m[2], "unknown", None, [], set()
        assert not samples and m[1] not in described, line
        described.add(m[1])
        if m[1] == "TYPE":
            assert m[3] in SUFFIXES, line
            kind = m[3]
        elif m[1] == "UNIT":
            unit = m[3]
    close()
    clash = [a + s for a in families for s in SUFFIXES[families[a][0]] if s and a + s in families]
    assert not clash, clash
    return families
