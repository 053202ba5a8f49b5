"""gdb: shows spans as text and arenas by their size.

    gdb -x tests/gdb.py build/caredesk

A span is shown with its length, cut to 200 bytes; a list of spans as a list; an arena as its blocks and bytes.
"""
import gdb

CUT = 200


def text_of(value):
    length, pointer = int(value["len"]), value["ptr"]
    if int(pointer) == 0 or length == 0:
        return ""
    raw = gdb.selected_inferior().read_memory(int(pointer), min(length, CUT)).tobytes()
    return raw.decode("utf-8", "backslashreplace") + ("…" if length > CUT else "")


class Span:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return f'{int(self.value["len"])}:"{text_of(self.value)}"'


class SpanList:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return f'{int(self.value["count"])} spans'

    def children(self):
        for i in range(int(self.value["count"])):
            yield f"[{i}]", self.value["items"][i]

    def display_hint(self):
        return "array"


class Arena:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        blocks = 0
        for at in self.value["large"], self.value["blocks"]:
            while int(at) != 0 and blocks < 100000:
                blocks, at = blocks + 1, at["next"]
        return f'arena of {blocks} blocks, {int(self.value["used"])} bytes used'


PRINTERS = {"span": Span, "span_list": SpanList, "arena": Arena}


def lookup(value):
    kind = value.type.strip_typedefs()
    maker = PRINTERS.get(kind.tag) if kind.code == gdb.TYPE_CODE_STRUCT else None
    return maker(value) if maker else None


gdb.pretty_printers.append(lookup)
