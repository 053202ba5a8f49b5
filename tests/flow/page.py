"""page: HTML as a tree, and its text, by a parser independent of the desk's (standard library only)."""
import html
import html.parser
import re

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
UNSEEN = {"head", "style", "script", "title"}
BLOCKS = {
    "address",
    "article",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
}
CLOSES = {
    "li": {"li"},
    "tr": {"tr", "td", "th"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "p": {"p"},
}  # open elements that an element ends
SCOPES = {"table", "ul", "ol", "#root"}


class Node:
    """An element: its tag, its attributes, and its children, which are nodes and words."""

    __slots__ = ("tag", "attrs", "parent", "children")

    def __init__(self, tag, attrs=(), parent=None):
        self.tag, self.attrs, self.parent, self.children = tag, dict(attrs), parent, []

    def each(self):
        """The node itself and everything in it, in order: nodes and (node, words)."""
        ahead = [self]
        while ahead:
            one = ahead.pop()
            yield one
            if isinstance(one, Node):
                ahead += [child if isinstance(child, Node) else (one, child) for child in reversed(one.children)]

    def above(self):
        node = self
        while node:
            yield node
            node = node.parent

    def is_a(self, *names):
        """Whether it has one of those classes."""
        found = self.attrs.get("class")
        return bool(found) and any(name in names for name in found.split())

    def style(self, name):
        found = re.findall(rf"(?:^|;)\s*{name}\s*:\s*([^;]*)", self.attrs.get("style") or "", re.I)
        return found[-1].strip().lower() if found else ""


class Tree(html.parser.HTMLParser):
    def __init__(self, source):
        super().__init__()
        self.root = self.at = Node("#root")
        self.feed(source)
        self.close()

    def updatepos(self, i, j):
        """Nobody asks for the line."""
        return j

    def handle_starttag(self, tag, attrs):
        ends, node = CLOSES.get(tag, ()), self.at
        while ends and node.tag not in SCOPES:
            if node.tag in ends:
                self.at = node.parent
            node = node.parent
        child = Node(tag, attrs, self.at)
        self.at.children.append(child)
        if tag not in VOID:
            self.at = child

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        for node in self.at.above():
            if node.tag == tag and node.parent:
                self.at = node.parent
                return

    def handle_data(self, data):
        self.at.children.append(data)


def tree(source):
    return Tree(source).root


def body(root):
    return next((node for node in nodes(root) if node.tag == "body"), root)


def nodes(root):
    return [node for node in root.each() if isinstance(node, Node)]


def words_of(root):
    """All (node, words) in order."""
    return [one for one in root.each() if not isinstance(one, Node)]


def start(tag, attrs=()):
    return f"<{tag}" + "".join(f' {k}="{html.escape(v or "")}"' for k, v in dict(attrs).items()) + ">"


def lines(root, passed=lambda node: False, said=lambda node: None):
    """The tree's text, line by line: the words between two blocks. Elements for which `passed` is true are skipped;
    `said` may return other words for an element."""
    out = [""]

    def walk(node):
        if node.tag in UNSEEN or passed(node):
            return
        edge = node.tag in BLOCKS or node.tag == "br"
        if edge:
            out.append("")
        for child in node.children:
            if not isinstance(child, Node):
                out[-1] += child
            elif child.children or child.tag == "br":
                words = said(child)
                if words is None:
                    walk(child)
                else:
                    out[-1] += words
        if edge:
            out.append("")

    walk(root)
    return [" ".join(line.split()) for line in out if line and not line.isspace()]
