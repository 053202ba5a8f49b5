"""strict: what holds for every mail that the desk sends: no parser finds a fault in it, every server accepts it, no
server's DKIM signature of it breaks, and its text and HTML say the same (standard library only)."""
import email
import re
import unicodedata

import desk
import page as pages

POLICY = desk.POLICY.clone(raise_on_defect=True)

MAX_LINE = 998  # octets, RFC 5322 2.1.1
ENCODINGS = {"7bit", "quoted-printable", "base64"}
ABOVE = (
    "## Write your answer above this line ##",
    "## Schreiben Sie Ihre Antwort oberhalb dieser Linie ##",
    "## Écrivez votre réponse au-dessus de cette ligne ##",
)
HTML_ALONE = (
    "caredesk-button",
    "caredesk-banner",
    "caredesk-chart",
    "caredesk-closing",
)  # what the text has in another form, or lacks


class Part:
    """One part of a mail, parsed once: Python parses a field again each time it is asked for."""

    def __init__(self, part):
        fields = {name.lower(): value for name, value in part.items()}
        assert not part.defects, part.defects
        for name, value in fields.items():
            assert not value.defects, (name, value, value.defects)
        kind, disposition = fields.get("content-type"), fields.get("content-disposition")
        self.kind = kind.content_type if kind else "text/plain"
        self.disposition = disposition.content_disposition if disposition else ""
        self.name = (disposition.params.get("filename", "") if disposition else "") or (
            kind.params.get("name", "") if kind else ""
        )
        self.id = str(fields.get("content-id", "")).strip("<> ")
        encoding = str(fields.get("content-transfer-encoding", "7bit")).lower()
        self.data = None if self.kind.startswith("multipart/") else part.get_payload(decode=True)
        assert encoding in ENCODINGS if self.data is not None else encoding == "7bit", encoding
        self.charset = kind.params.get("charset", "us-ascii") if kind else "us-ascii"

    def text(self):
        return self.data.decode(self.charset).replace("\r\n", "\n")


class Sent:
    """A mail that the desk sent, as bytes and parsed; raises AssertionError if something about it is wrong."""

    def __init__(self, raw):
        check_bytes(raw)
        self.raw = raw
        mail = email.message_from_bytes(raw, policy=POLICY)
        self.fields = {name: str(value) for name, value in mail.items()}
        self.sender, self.to = (mail[name].addresses[0] for name in ("From", "To"))
        self.parts = [Part(part) for part in mail.walk()]
        self.text = next((part.text() for part in self.parts if part.kind == "text/plain" and not part.disposition), "")
        self.page = next((part.text() for part in self.parts if part.kind == "text/html" and not part.disposition), "")
        self.root = pages.body(pages.tree(self.page))
        self.template = self.fields["X-Caredesk-Template"]
        self.pictures = [part for part in self.parts if part.id]

    def body_size(self):
        return len(self.raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2])


def check_bytes(raw):
    """Checks that any server accepts the lines and none has to re-encode them."""
    end = b"\r\n" if b"\r\n" in raw else b"\n"
    bare = raw.replace(end, b"")
    assert b"\r" not in bare and b"\n" not in bare, "a bare CR or LF"
    assert max(map(len, raw.split(end))) <= MAX_LINE, "a line that is too long"
    assert raw.isascii() and b"\0" not in raw, "bytes that are no ASCII"


def check(raw):
    """Checks a mail; returns it as a Sent."""
    sent = Sent(raw)
    check_words(sent)
    return sent


# --- the same words ---


def words(text):
    """All words except the numbers of list items, which browsers add."""
    return re.findall(r"\w+", re.sub(r"(?m)^[ >]*\d{1,3}[.)] ", "", unicodedata.normalize("NFC", text)))


def names_of_pictures(sent):
    """What the text may have in brackets in place of a picture."""
    return {node.attrs.get("alt") or "" for node in pages.nodes(sent.root) if node.tag == "img"} | {
        part.name for part in sent.pictures
    }


def without_charts(text, root):
    """The text without the paragraphs that list a chart's figures below its title."""
    titles = {" ".join(pages.lines(node)) for node in pages.nodes(root) if node.is_a("caredesk-chart")}
    return "\n\n".join(part for part in re.split(r"\n\s*\n", text) if part.partition("\n")[0].strip() not in titles)


def said_in_text(sent):
    text = without_charts(sent.text, sent.root)
    for line in ABOVE:
        text = text.replace(line, "")
    text = re.sub(r"(?m)^[^\[\n]+\[solved .*$", "", text)  # a button in HTML
    pictures = names_of_pictures(sent)

    def placeholder(match):
        named = match[2] in pictures or re.search(r"\.(?:png|jpe?g|gif)$", match[2])
        return "" if match[1] or named else match[0]

    text = re.sub(r"[\[<](cid:|image: ?)?([^\]<>\n]*)[\]>]", placeholder, text)
    return words(re.sub(r"<(?:https?:|tel:)[^>\s]*>", "", text))


def said_in_page(root):
    return words("\n".join(pages.lines(root, lambda node: node.is_a(*HTML_ALONE))))


def check_words(sent):
    if not sent.page:
        return
    text, page = said_in_text(sent), said_in_page(sent.root)
    if text != page:
        at = next((i for i, (a, b) in enumerate(zip(text, page)) if a != b), min(len(text), len(page)))
        raise AssertionError(
            f"{sent.template}: the text says {' '.join(text[max(0, at - 8):at + 8])!r} where the HTML says "
            f"{' '.join(page[max(0, at - 8):at + 8])!r}\n{sent.text}"
        )
