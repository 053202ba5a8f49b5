"""clients: how mail clients answer in HTML: how they write what people type, how they quote the answered mail and
change its HTML, and which parts the mail has (standard library only).

A Client is a row of forms, which `answer` fills in: an answer with bold, a link, a list, a table, coloured text and a
picture in the middle of a line, then a signature with a logo, then the answered mail as this client rewrites it, with
its pictures."""
import base64
import dataclasses
import html
import itertools
import quopri
import re
import struct
import textwrap
import zlib

import page as pages

URL = "https://example.org/a?b=1&c={}"


# --- what people write ---

# A sentence with bold text and a link, two items, two cells, red text, the words around the picture.
SAID = {
    "agent": (
        (
            "Please read {b} in {a}.",
            "switch it off",
            "wait a minute",
            "red lamp",
            "call us",
            "Never open the lid",
            "It looks like",
            "when closed",
        ),
        (
            "You will find {b} on this page: {a}.",
            "take the key",
            "turn it left",
            "key lost",
            "buy one",
            "Mind the edge",
            "The screw",
            "sits here",
        ),
        (
            "I have looked at {b}, as told in {a}.",
            "pull the plug",
            "clean the roll",
            "still wet",
            "let it dry",
            "No alcohol",
            "The roll",
            "is this",
        ),
        (
            "Then {b} must be right; compare {a}.",
            "hold the button",
            "let it go",
            "it beeps",
            "good sign",
            "Not too long",
            "The button",
            "is there",
        ),
        (
            "We suggest {b}. More of it: {a}.",
            "open tray two",
            "count the sheets",
            "below ten",
            "refill",
            "Dry paper only",
            "Tray two",
            "is this one",
        ),
        (
            "It may be {b}, see {a} too.",
            "send us the log",
            "tell us the hour",
            "noon",
            "best time",
            "No passwords",
            "The log",
            "is found here",
        ),
        (
            "A part called {b} is on its way: {a}.",
            "unpack it",
            "keep the box",
            "damaged",
            "send back",
            "Sign for it",
            "The part",
            "looks so",
        ),
    ),
    "customer": (
        (
            "That gives me {b}, and {a} says otherwise.",
            "it hums",
            "it stops",
            "noise",
            "loud",
            "It smells",
            "See this",
            "at the left",
        ),
        (
            "I tried {b} and found {a} by myself.",
            "no change",
            "same colour",
            "page one",
            "blank",
            "All blank",
            "My desk",
            "this morning",
        ),
        (
            "My colleague says {b} is known, from {a}.",
            "she has it",
            "he has not",
            "floor two",
            "same",
            "Only here",
            "The plug",
            "is burnt",
        ),
        (
            "Now it shows {b}; I looked it up: {a}.",
            "once an hour",
            "more at night",
            "Monday",
            "worse",
            "Very hot",
            "The display",
            "then",
        ),
        (
            "Is {b} safe? A friend sent {a}.",
            "he says yes",
            "she says no",
            "whom",
            "to trust",
            "I am afraid",
            "Two wires",
            "like that",
        ),
        (
            "The driver is {b}, taken from {a}.",
            "new one",
            "old one",
            "version",
            "nine",
            "It crashes",
            "This window",
            "comes up",
        ),
        (
            "I bought {b} at {a} last year.",
            "with receipt",
            "without box",
            "price",
            "ninety",
            "Not cheap",
            "The receipt",
            "for you",
        ),
    ),
}


BARE_TURNS = (5, 6, 8)  # turns without a picture of their own, though the answered mail may have one


class Own:
    """What a person writes in one mail; each piece has a word of its own so that it can be found again."""

    def __init__(self, who, turn, key):
        said = SAID[who][turn % len(SAID[who])]
        self.key, self.url = key, URL.format(key)
        self.picture = None if turn in BARE_TURNS else png(key)
        self.sentence, self.bold, self.link = said[0], f"bold{key}", f"link{key}"
        names = ("one", "two", "left", "right", "red", "before", "behind")
        self.pieces = {name: f"{words} {name}{key}" for name, words in zip(names, said[1:])}
        self.words = [self.bold, self.link] + [name + key for name in names]
        self.signature = f"sign{key}"

    def __len__(self):
        return len(self.sentence) + sum(map(len, self.pieces.values())) + len(self.url)


def png(key):
    """A unique picture."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
        + chunk(b"tEXt", b"Comment\0" + key.encode())
        + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
        + chunk(b"IEND", b"")
    )


LOGO = png("logo")


# --- what becomes of the quoted HTML ---


def written(frame, nodes):
    out = ""
    for node in nodes:
        if isinstance(node, str):
            out += html.escape(node, quote=False).replace("\u00a0", "&nbsp;")
        elif node.tag not in pages.UNSEEN:
            before, behind = frame(node)
            out += before + written(frame, node.children) + behind
    return out


def attributes(node, rename, drop, names):
    for name, value in node.attrs.items():
        value = value or ""
        if name == "src" and value.startswith("cid:"):
            value = "cid:" + names.get(value[4:], value[4:])
        if name in ("class", "id"):
            value = " ".join(rename(word) for word in value.split())
        if name not in drop and not (name in ("class", "id") and not value):
            yield name, value


def kept(rename=lambda word: word, drop=(), wrap="{}", style=False):
    """The body's content with its names changed, after the page's style sheet if the client keeps that."""

    def write(sent, names):
        def frame(node):
            return pages.start(node.tag, attributes(node, rename, drop, names)), (
                "" if node.tag in pages.VOID else f"</{node.tag}>"
            )

        sheet = (
            "".join(re.findall(r"(?s)<style>(.*?)</style>", sent.page.replace("<!--[if mso]><style>", "")))
            if style
            else ""
        )
        return (f"<style>{sheet}</style>" if sheet else "") + wrap.format(written(frame, sent.root.children))

    return write


def unnamed(**options):
    return kept(rename=lambda word: "", **options)


def put_before(prefix):
    return lambda word: prefix + word


def runs(children):
    """Runs of nodes on the same line, and blocks: (False, nodes), (True, node)."""
    for inline, group in itertools.groupby(children, lambda c: isinstance(c, str) or c.tag not in pages.BLOCKS):
        group = list(group)
        if inline:
            yield False, group
        else:
            yield from ((True, node) for node in group)


def word(sent, names):
    """HTML as Word writes it: each line a paragraph with its own style, each link coloured, no classes."""

    def inline(node):
        if node.tag == "a":
            return (
                f'<a href="{html.escape(node.attrs.get("href") or "")}"><span style=\'color:#0563C1\'>',
                "</span></a>",
            )
        if node.tag == "img":
            cid = (node.attrs.get("src") or "").partition("cid:")[2]
            return (
                (
                    "<img border=0 width=300 height=200 style='width:3.125in;height:2.0833in' id=\"_x0000_i1025\""
                    f' src="cid:{names.get(cid, cid)}">'
                ),
                "",
            )
        if node.tag == "br":
            return "<br>", ""
        return (
            (f"<{node.tag}>", f"</{node.tag}>")
            if node.tag in ("b", "i", "u", "strong", "em")
            else (f"<span style='{node.attrs.get('style') or ''}'>", "</span>")
        )

    def flow(children):
        out = ""
        for is_block, some in runs(children):
            if is_block:
                out += block(some)
            elif any(not isinstance(c, str) or c.strip() for c in some):
                out += f"<p class=MsoNormal>{written(inline, some)}<o:p></o:p></p>"
        return out

    def block(node):
        if node.tag in pages.UNSEEN:
            return ""
        if node.tag == "p":
            return (
                "<p class=MsoNormal"
                f" style='{node.attrs.get('style') or ''}'>{written(inline, node.children)}<o:p></o:p></p>"
            )
        if node.tag == "li":
            return (
                f"<li class=MsoNormal style='mso-list:l0 level1 lfo1'>{written(inline, node.children)}<o:p></o:p></li>"
            )
        if node.tag == "hr":
            return (
                "<div class=MsoNormal align=center style='text-align:center'><hr size=1 width=\"100%\""
                " align=center></div>"
            )
        style = f" style='{node.attrs['style']}'" if node.attrs.get("style") else ""
        table = " class=MsoNormalTable border=0 cellspacing=0 cellpadding=0" if node.tag == "table" else ""
        return f"<{node.tag}{table}{style}>{flow(node.children)}</{node.tag}>"

    return flow(sent.root.children)


def notes(sent, names):
    """HTML as Notes writes it: fonts, line breaks and tables."""

    def frame(node):
        if node.tag in ("table", "tr", "td", "tbody", "ul", "ol", "li", "b", "i", "u", "strong"):
            return f"<{node.tag}>", f"</{node.tag}>"
        if node.tag == "img":
            cid = (node.attrs.get("src") or "").partition("cid:")[2]
            return f'<img src="cid:{names.get(cid, cid)}" style="border:0px solid;">', ""
        if node.tag == "a":
            return pages.start("a", {"href": node.attrs.get("href")}) + "<font size=3 color=blue>", "</font></a>"
        if node.tag == "hr":
            return "<hr>", ""
        return ("", "<br>") if node.tag in pages.BLOCKS | {"br"} else ("<font size=3>", "</font>")

    return written(frame, sent.root.children)


# --- the plain text alternative ---


@dataclasses.dataclass
class Plain:
    b: str = "{}"
    a: str = "{text} <{url}>"
    li: str = "* {}"
    cells: str = "{left}\n{right}"
    img: str = ""
    mark: str = "> "  # of quoted lines
    page: bool = False  # made from the answered mail's HTML, not from its text
    width: int = 0  # at which lines are wrapped
    link: str = "{text} <{url}>"  # of quoted HTML


MARKED = Plain()
GMAIL = Plain(b="*{}*", li="   - {}", cells="{left} {right}", img="[image: {name}]", width=76)
OUTLOOK = Plain(a="{text}<{url}>", li="  *   {}", img="[cid:{cid}]", mark="", page=True, link="{text}<{url}>")
BIRD = Plain(b="*{}*", li=" * {}", page=True, width=72)
BARE = Plain(a="{text}", mark="", page=True, link="{text}")


def page_lines(root, link):
    """The page's lines, with the targets of its links."""
    return pages.lines(
        root,
        said=lambda node: (
            link.format(text=" ".join(pages.lines(node)), url=node.attrs.get("href") or "") if node.tag == "a" else None
        ),
    )


def own_text(plain, own, names):
    links = {"b": plain.b.format(own.bold), "a": plain.a.format(text=own.link, url=own.url)}
    pieces = dict(own.pieces, picture=plain.img.format(**names) if own.picture else "")
    return "\n".join(
        [
            own.sentence.format(**links),
            "",
            plain.li.format(pieces["one"]),
            plain.li.format(pieces["two"]),
            "",
            plain.cells.format(**pieces),
            "",
            pieces["red"],
            "",
            " ".join("{before} {picture} {behind}".format(**pieces).split()),
            "",
        ]
    )


def plain_text(client, sent, own, lead, names):
    plain = client.plain
    quoted = page_lines(sent.root, plain.link) if plain.page else sent.text.splitlines()
    if plain.width:
        quoted = [
            part
            for line in quoted
            for part in (textwrap.wrap(line, plain.width, break_long_words=False, break_on_hyphens=False) or [""])
        ]
    lead = "\n".join(pages.lines(pages.tree(lead)))
    said = own_text(plain, own, names) + "\n-- \n" + own.signature + "\n"
    quote = lead + "\n\n" + "".join((plain.mark + line).rstrip() + "\n" for line in quoted)
    return quote + "\n" + said if client.below else said + "\n" + quote


# --- the clients ---


@dataclasses.dataclass
class Client:
    name: str
    lead: str  # the attribution of the answered mail: its sender's name {n} and address {a}, {to}, {subject}
    quote: str  # around {lead} and {q}, its rewritten HTML
    signature: str = "<div>-- <br>{who}<br>{logo}</div>"
    around: str = "<html><head></head><body>{own}{signature}{quote}</body></html>"
    p: str = "<div>{}</div>"
    b: str = "<b>{}</b>"
    a: str = '<a href="{url}">{text}</a>'
    ul: str = "<ul>{one}{two}</ul>"
    li: str = "<li>{}</li>"
    table: str = '<table border="1"><tbody><tr><td>{left}</td><td>{right}</td></tr></tbody></table>'
    red: str = '<span style="color: rgb(255, 0, 0);">{}</span>'
    img: str = '<img src="cid:{cid}" alt="{name}" width="300">'
    write: object = kept()
    cid: str = "{key}.{n}@example.org"  # Content-IDs of its own and quoted pictures; "": quoted ones keep theirs
    file: str = "image.png"
    plain: Plain = None
    parts: str = "related(alternative)"
    transfer: str = "quoted-printable"
    prefix: str = "Re: "
    references: str = "all"  # "last": only the answered mail
    below: bool = False  # people write below the quoted mail


WHEN = "On Mon, 23 Nov 2026 at 09:00, {n} &lt;{a}&gt; wrote:"
CITE = '<blockquote type="cite">{q}</blockquote>'
BLOCK = {  # names of the answered mail's header fields
    "en": ("From", "Sent", "To", "Subject", "Monday, November 23, 2026 9:00 AM"),
    "de": ("Von", "Gesendet", "An", "Betreff", "Montag, 23. November 2026 09:00"),
    "fr": ("De", "Envoyé", "À", "Objet", "lundi 23 novembre 2026 09:00"),
    "es": ("De", "Enviado el", "Para", "Asunto", "lunes, 23 de noviembre de 2026 9:00"),
    "date": ("From", "Date", "To", "Subject", "Monday, 23. November 2026 at 09:00"),
}


def block(language, form="<b>{}:</b> {}<br>"):
    """A block of header fields as Outlook and others write it."""
    sender, sent, to, subject, when = BLOCK[language]
    rows = ((sender, "{n} &lt;{a}&gt;"), (sent, when), (to, "{to}"), (subject, "{subject}"))
    return "".join(form.format(name, value) for name, value in rows)


OFFICE = {
    "p": "<p class=MsoNormal>{}<o:p></o:p></p>",
    "b": "<b>{}</b>",
    "ul": "<ul style='margin-top:0cm' type=disc>{one}{two}</ul>",
    "li": "<li class=MsoListParagraph style='margin-left:0cm;mso-list:l0 level1 lfo1'>{}<o:p></o:p></li>",
    "table": (
        "<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0"
        " style='border-collapse:collapse;border:none'><tr><td width=100 valign=top style='width:75.0pt;border:solid"
        " windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt'><p class=MsoNormal>{left}<o:p></o:p></p></td><td width=100"
        " valign=top style='width:75.0pt;border:solid windowtext 1.0pt'><p"
        " class=MsoNormal>{right}<o:p></o:p></p></td></tr></table>"
    ),
    "red": "<span style='color:red'>{}</span>",
    "img": (
        '<img width=300 height=200 style=\'width:3.125in;height:2.0833in\' id="Picture_x0020_1" src="cid:{cid}" alt="A'
        ' printer">'
    ),
    "signature": (
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>-- <o:p></o:p></p><p"
        " class=MsoNormal>{who}<o:p></o:p></p><p class=MsoNormal>{logo}<o:p></o:p></p>"
    ),
    "around": (
        '<html xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!--\np.MsoNormal,'
        ' li.MsoNormal\n\t{{margin:0cm;font-size:11.0pt;font-family:"Calibri",sans-serif;}}\n--></style><!--[if gte mso'
        ' 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]--></head><body lang=EN-GB'
        ' link="#0563C1" vlink="#954F72"><div class=WordSection1>{own}{signature}<p'
        " class=MsoNormal><o:p>&nbsp;</o:p></p>{quote}</div></body></html>"
    ),
    "write": word,
    "cid": "image00{n}.png@01DA{key}",
    "file": "image001.png",
    "plain": OUTLOOK,
}


def outlook(language, rule="#E1E1E1"):
    return (
        "<div><div style='border:none;border-top:solid "
        + rule
        + " 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>{lead}<o:p></o:p></p></div></div>"
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p>{q}"
    )


CLIENTS = (
    Client(
        "Gmail",
        'On Mon, Nov 23, 2026 at 9:00 AM {n} &lt;<a href="mailto:{a}">{a}</a>&gt; wrote:',
        (
            '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr"'
            ' class="gmail_attr">{lead}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px'
            ' 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">{q}</blockquote></div>'
        ),
        (
            '<div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature"'
            ' data-smartmail="gmail_signature"><div dir="ltr">{who}<br>{logo}</div></div>'
        ),
        '<div dir="ltr">{own}{signature}</div>{quote}',
        red='<font color="#ff0000">{}</font>',
        write=kept(put_before("m_-3141592653589793238"), wrap="<u></u>{}"),
        cid="ii_m{key}{n}",
        plain=GMAIL,
    ),
    Client(
        "Gmail's app, in French",
        'Le lun. 23 nov. 2026, 09:00, {n} &lt;<a href="mailto:{a}">{a}</a>&gt; a écrit&nbsp;:',
        (
            '<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{lead}<br></div><blockquote'
            ' class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc'
            ' solid;padding-left:1ex">{q}</blockquote></div>'
        ),
        "<div>-- <br>{who}{logo}</div>",
        '<div dir="auto">{own}{signature}</div>{quote}',
        p='<div dir="auto">{}</div>',
        red='<font color="#ff0000">{}</font>',
        write=kept(put_before("m_271828"), wrap="<u></u>{}"),
        cid="ii_{key}{n}",
        plain=GMAIL,
        transfer="base64",
    ),
    Client(
        "Outlook for Windows",
        block("en", "<b>{}:</b> {} <br>"),
        outlook("en"),
        prefix="RE: ",
        references="last",
        **OFFICE,
    ),
    Client(
        "Outlook for Windows, in German",
        block("de", "<b>{}:</b> {}<br>"),
        outlook("de", "#B5C4DF"),
        prefix="AW: ",
        **OFFICE,
    ),
    Client(
        "Outlook on the web",
        block("en"),
        (
            '<div id="appendonsend"></div><hr tabindex="-1" style="display:inline-block;width:98%"><div'
            ' id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" color="#000000"'
            ' style="font-size:11pt">{lead}</font><div>&nbsp;</div></div><div>{q}</div>'
        ),
        '<div id="Signature"><div>{who}</div>{logo}</div>',
        (
            '<html><head><style type="text/css" style="display:none">P'
            ' {{margin-top:0;margin-bottom:0;}}</style></head><body dir="ltr">{own}{signature}{quote}</body></html>'
        ),
        p=(
            '<div class="elementToProof" style="font-family: Aptos, sans-serif; font-size: 12pt; color: rgb(0, 0,'
            ' 0);">{}</div>'
        ),
        a='<a href="{url}" id="LPNoLPOWALinkPreview" data-auth="NotApplicable">{text}</a>',
        ul='<ul data-editing-info="{{}}" style="margin-top: 0px; margin-bottom: 0px;">{one}{two}</ul>',
        li='<li style="font-size: 12pt;"><div class="elementToProof" role="presentation">{}</div></li>',
        red='<span style="color: rgb(255, 0, 0);">{}</span>',
        img='<img data-outlook-trace="F:1|T:1" src="cid:{cid}" width="300">',
        write=kept(put_before("x_"), style=True),
        cid="8d3c5b1e-{key}-{n}",
        plain=OUTLOOK,
        prefix="Re: ",
    ),
    Client(
        "Outlook on the web, in French",
        block("fr"),
        (
            '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div'
            ' id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" color="#000000"'
            ' style="font-size:11pt">{lead}</font><div>&nbsp;</div></div><div>{q}</div>'
        ),
        '<div id="Signature"><p>{who}</p>{logo}</div>',
        p='<div class="elementToProof">{}</div>',
        write=kept(put_before("x_")),
        cid="f00d-{key}-{n}",
        plain=OUTLOOK,
        prefix="RE: ",
    ),
    Client(
        "Outlook for Mac",
        block("date", '<b><span style="color:black">{}: </span></b><span style="color:black">{}<br></span>'),
        (
            '<div id="mail-editor-reference-message-container"><div style="border:none;border-top:solid #B5C4DF'
            ' 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal"'
            ' style="margin-bottom:12.0pt">{lead}</p></div>{q}</div>'
        ),
        **dict(OFFICE, cid="image00{n}.png@01DB{key}"),
    ),
    Client(
        "Outlook for iPhone and Android",
        block("en", "<strong>{}:</strong> {}<br>"),
        (
            '<div id="mail-editor-reference-message-container" class="ms-outlook-mobile-reference-message'
            ' skipProofing"><hr style="display: inline-block; width: 98%;"><div id="divRplyFwdMsg" style="font-size:'
            ' 11pt;">{lead}<br></div>{q}</div>'
        ),
        (
            '<div id="ms-outlook-mobile-body-separator-line" dir="ltr"><br></div><div id="ms-outlook-mobile-signature"'
            ' dir="ltr">{who}{logo}</div>'
        ),
        p='<div dir="ltr" style="font-family: Aptos, sans-serif; font-size: 12pt;">{}</div>',
        b="<strong>{}</strong>",
        write=kept(put_before("x_")),
        cid="outlook-{key}-{n}",
        plain=OUTLOOK,
    ),
    Client(
        "Windows Mail",
        block("en"),
        (
            '<p class="MsoNormal"><o:p>&nbsp;</o:p></p><div'
            ' style="mso-element:para-border-div;border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm'
            ' 0cm"><p class="MsoNormal" style="border:none;padding:0cm">{lead}</p></div><p'
            ' class="MsoNormal"><o:p>&nbsp;</o:p></p>{q}'
        ),
        **dict(OFFICE, cid="image00{n}.png@01D9{key}"),
    ),
    Client(
        "Apple Mail",
        "On 23. Nov 2026, at 09:00, {n} &lt;{a}&gt; wrote:",
        (
            '<div><br><blockquote type="cite"><div>{lead}</div><br'
            ' class="Apple-interchange-newline"><div>{q}</div></blockquote></div><br>'
        ),
        '<br id="lineBreakAtBeginningOfMessage"><div><meta charset="UTF-8"><div>-- </div><div>{who}{logo}</div></div>',
        (
            '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body'
            ' style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break:'
            ' after-white-space;">{own}{signature}{quote}</body></html>'
        ),
        b='<b class="">{}</b>',
        ul='<ul class="MailOutline">{one}{two}</ul>',
        table=(
            '<table cellspacing="0" cellpadding="0" style="border-collapse: collapse"><tbody><tr><td valign="top"'
            ' style="border-style: solid; border-width: 1px"><div style="margin: 0px">{left}</div></td><td valign="top"'
            ' style="border-style: solid"><div>{right}</div></td></tr></tbody></table>'
        ),
        img='<img alt="{name}" apple-inline="yes" id="5D1C" src="cid:{cid}">',
        write=kept(style=True),
        cid="",
        plain=Plain(li="• {}", a="{text} <{url}>"),
        parts="alternative(related)",
    ),
    Client(
        "Apple Mail, in German",
        "Am 23.11.2026 um 09:00 schrieb {n} &lt;{a}&gt;:",
        (
            '<div><br><blockquote type="cite"><div>{lead}</div><br'
            ' class="Apple-interchange-newline"><div>{q}</div></blockquote></div><br>'
        ),
        "<div>-- </div><div>{who}{logo}</div>",
        write=kept(),
        cid="",
        plain=Plain(li="• {}", img="<{name}>"),
        parts="alternative(related)",
        prefix="Aw: ",
    ),
    Client(
        "iPhone",
        "On 23. Nov 2026, at 09:00, {n} &lt;{a}&gt; wrote:",
        (
            '<div dir="ltr"><br><blockquote type="cite">{lead}<br><br></blockquote></div><blockquote type="cite"><div'
            ' dir="ltr">\ufeff{q}</div></blockquote>'
        ),
        '<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Sent from my iPhone{logo}</div>',
        (
            '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body'
            ' dir="auto">{own}{signature}{quote}</body></html>'
        ),
        write=kept(style=True),
        cid="",
        file="image0.png",
        plain=Plain(a="{text}", img="\ufffc"),
        parts="alternative(related)",
    ),
    Client(
        "Thunderbird",
        "On 23/11/2026 09:00, {n} wrote:",
        '<div class="moz-cite-prefix">{lead}<br></div><blockquote type="cite" cite="mid:x@acme.test">{q}</blockquote>',
        '<div class="moz-signature">-- <br>{who}{logo}</div>',
        (
            '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html;'
            ' charset=UTF-8"></head><body>{own}{signature}{quote}</body></html>'
        ),
        p="<p>{}</p>",
        a='<a moz-do-not-send="true" href="{url}">{text}</a>',
        red='<font color="#ff0000">{}</font>',
        table=(
            '<table width="100%" border="1" cellspacing="2" cellpadding="2"><tbody><tr><td'
            ' valign="top">{left}<br></td><td valign="top">{right}<br></td></tr></tbody></table>'
        ),
        img='<img moz-do-not-send="false" src="cid:{cid}" alt="" width="300">',
        write=kept(style=True),
        cid="part{n}.{key}@example.org",
        plain=BIRD,
        parts="alternative(related)",
    ),
    Client(
        "Thunderbird, answered below",
        "Am 23.11.26 um 09:00 schrieb {n}:",
        '<div class="moz-cite-prefix">{lead}<br></div><blockquote type="cite" cite="mid:x@acme.test">{q}</blockquote>',
        '<div class="moz-signature">-- <br>{who}{logo}</div>',
        "<html><head></head><body>{quote}{own}{signature}</body></html>",
        p="<p>{}</p>",
        write=kept(),
        cid="part{n}.{key}@example.org",
        plain=BIRD,
        parts="alternative(related)",
        below=True,
    ),
    Client(
        "Yahoo",
        "On Monday, November 23, 2026 at 09:00:00 AM GMT+1, {n} &lt;{a}&gt; wrote:",
        (
            '<div id="yahoo_quoted_1" class="yahoo_quoted"><div'
            ' style="font-family:sans-serif;font-size:13px;color:#26282a;"><div>{lead}</div><div><br></div>'
            "<div><br></div><div><div"
            ' id="yiv8529">{q}</div></div></div></div>'
        ),
        '<div><br></div><div class="ydp1signature">{who}{logo}</div>',
        (
            '<html><head></head><body><div class="ydp1yahoo-style-wrap" style="font-size:16px;">{own}'
            "{signature}</div>{quote}</body></html>"
        ),
        p='<div dir="ltr" data-setdir="false">{}</div>',
        a='<a href="{url}" class="" rel="nofollow" target="_blank">{text}</a>',
        img='<img src="cid:{cid}" data-inlineimagemanipulating="true" width="300">',
        write=kept(put_before("yiv8529"), style=True),
        cid="{key}{n}@yahoo.example.org",
        plain=Plain(a="{text}", mark="", page=True, link="{text}"),
        parts="mixed(alternative)",
    ),
    Client(
        "Proton",
        "On Monday, November 23rd, 2026 at 9:00 AM, {n} &lt;{a}&gt; wrote:",
        (
            '<div class="protonmail_quote">{lead}<br><blockquote class="protonmail_quote"'
            ' type="cite">{q}</blockquote><br></div>'
        ),
        (
            '<div class="protonmail_signature_block" style="font-size: 14px;"><div'
            ' class="protonmail_signature_block-user">{who}{logo}</div><div class="protonmail_signature_block-proton'
            ' protonmail_signature_block-empty"></div></div>'
        ),
        "{own}{signature}{quote}",
        p='<div style="font-family: Arial, sans-serif; font-size: 14px;">{}</div>',
        a='<a target="_blank" rel="noreferrer nofollow noopener" href="{url}">{text}</a>',
        ul='<ul data-editing-info="{{}}">{one}{two}</ul>',
        li="<li><span>{}</span></li>",
        cid="{key}{n}@protonmail.example.org",
        parts="mixed(related)",
        transfer="base64",
    ),
    Client(
        "Zimbra",
        block("en", "<b>{}: </b>{}<br>"),
        (
            '<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{lead}</div><br><div'
            ' data-marker="__QUOTED_TEXT__">{q}</div>'
        ),
        '<div data-marker="__SIG_PRE__">{who}{logo}</div><br>',
        (
            '<html><body><div style="font-family: arial, helvetica, sans-serif; font-size: 12pt; color:'
            ' #000000">{own}{signature}{quote}</div></body></html>'
        ),
        b="<strong>{}</strong>",
        red='<span style="color: #ff0000;" data-mce-style="color: #ff0000;">{}</span>',
        img='<img src="cid:{cid}" data-mce-src="cid:{cid}" doc="Briefcase/{name}" width="300">',
        cid="{key}{n}@zimbra",
        plain=Plain(page=True, mark=""),
    ),
    Client(
        "Samsung",
        block("date", "<div>{}: {} </div>"),
        (
            '<div><br></div><div><br></div><div align="left" dir="auto"'
            ' style="font-size:100%;color:#000000"><div>-------- Original message'
            " --------</div>{lead}<div><br></div></div>{q}"
        ),
        '<div><br></div><div id="composer_signature" dir="auto"><div>Sent from my Galaxy{logo}</div></div>',
        (
            '<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body'
            ' dir="auto">{own}{signature}{quote}</body></html>'
        ),
        p='<div dir="auto">{}</div>',
        red='<font color="red">{}</font>',
        write=kept(style=True),
        cid="{key}{n}@samsung",
        plain=BARE,
        transfer="base64",
    ),
    Client(
        "K-9 and Thunderbird for Android",
        "On 23 November 2026 09:00:00 CET, {n} &lt;{a}&gt; wrote:",
        (
            '<br><br><div class="gmail_quote"><div dir="auto">{lead}</div><blockquote class="gmail_quote"'
            ' style="margin: 0pt 0pt 0pt 0.8ex; border-left: 1px solid rgb(204, 204, 204); padding-left:'
            ' 1ex;">{q}</blockquote></div>'
        ),
        '<br><br><div class="k9mail-signature">-- <br>Sent from my Android device with K-9 Mail.{logo}</div>',
        "<!DOCTYPE html><html><body>{own}{signature}{quote}</body></html>",
        p='<div dir="auto">{}</div>',
        write=kept(style=True),
        cid="{key}{n}@k9",
        plain=BIRD,
    ),
    Client(
        "FairEmail",
        "On November 23, 2026 at 9:00:00 AM GMT+01:00, {n} &lt;{a}&gt; wrote:",
        (
            '<br><div fairemail="reference"><p>{lead}</p><blockquote type="cite" style="margin:0; border-left:3px solid'
            ' #ccc; padding-left:3px;">{q}</blockquote></div>'
        ),
        '<div fairemail="signature"><p>-- <br>{who}{logo}</p></div>',
        "<html><head></head><body>{own}{signature}{quote}</body></html>",
        p="<p>{}</p>",
        b="<strong>{}</strong>",
        write=unnamed(),
        cid="{key}{n}@fairemail",
        plain=BIRD,
    ),
    Client(
        "Zoho",
        "---- On Mon, 23 Nov 2026 09:00:00 +0100 <b>{n} &lt;{a}&gt;</b> wrote ---",
        (
            '<br><div class="zmail_extra" data-zbluepencil-ignore="true"><div'
            ' id="Zm-_Id_-Sgn1">{lead}</div><br><blockquote style="margin: 0px;">{q}</blockquote></div>'
        ),
        '<div id="Zm-_Id_-Sgn" data-zbluepencil-ignore="true"><div>{who}{logo}</div></div>',
        (
            '<!DOCTYPE html><html><body><div style="font-family: Verdana; font-size:'
            ' 10pt;">{own}{signature}{quote}</div></body></html>'
        ),
        red='<span class="colour" style="color:rgb(255, 0, 0)">{}</span>',
        write=kept(put_before("x_")),
        cid="{key}.{n}@zoho",
        plain=Plain(page=True, mark=""),
    ),
    Client(
        "GroupWise",
        "&gt;&gt;&gt; {n} &lt;{a}&gt; 23.11.2026 09:00 &gt;&gt;&gt;<br>",
        "<div>{lead}</div>{q}",
        "<div>-- <br>{who}{logo}</div>",
        "<html><body style='font: 10pt Tahoma; margin: 4px'>{own}{signature}{quote}</body></html>",
        b="<strong>{}</strong>",
        write=unnamed(),
        cid="{key}{n}.NNM.0.1",
        plain=Plain(page=True, mark="", a="{text}", link="{text}"),
    ),
    Client(
        "GMX and web.de",
        (
            '<b>Gesendet:</b> Montag, 23. November 2026 um 09:00 Uhr<br><b>Von:</b> "{n}" &lt;{a}&gt;<br><b>An:</b>'
            " {to}<br><b>Betreff:</b> {subject}"
        ),
        (
            '<div>&nbsp;<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px'
            ' solid #C3D9E5;"><div style="margin:0 0 10px 0;">{lead}</div><div'
            ' name="quoted-content">{q}</div></div></div>'
        ),
        '<div class="signature">{who}{logo}</div>',
        (
            '<html><head></head><body><div style="font-family: Verdana;font-size:'
            ' 12.0px;">{own}{signature}{quote}</div></body></html>'
        ),
        b="<strong>{}</strong>",
        red='<span style="color:#FF0000">{}</span>',
        cid="{key}{n}@gmx",
        parts="related",
    ),
    Client(
        "Fastmail",
        "On Mon, 23 Nov 2026, at 9:00 AM, {n} wrote:",
        '<div>{lead}<br></div><blockquote type="cite" id="qt" style="">{q}</blockquote>',
        '<div id="sig1"><div class="signature">--</div><div class="signature">{who}{logo}</div></div><div><br></div>',
        "<!DOCTYPE html><html><head><title></title></head><body>{own}{signature}{quote}</body></html>",
        li="<li>{}<br></li>",
        red='<span class="color" style="color:rgb(255, 0, 0);">{}</span>',
        write=kept(put_before("qt-"), style=True),
        cid="{key}{n}@fastmail",
        plain=BIRD,
    ),
    Client(
        "Roundcube",
        "On 2026-11-23 09:00, {n} wrote:",
        (
            '<p id="reply-intro">{lead}</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px'
            ' solid; margin: 0">{q}</blockquote>'
        ),
        '<div id="signature">-- <br>{who}{logo}</div><p><br></p>',
        (
            '<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8" /></head><body'
            " style='font-size: 10pt; font-family: Verdana'>{own}{signature}{quote}</body></html>"
        ),
        p="<p>{}</p>",
        b="<strong>{}</strong>",
        red='<span style="color: #ff0000;">{}</span>',
        write=kept(put_before("v1"), wrap='<div id="replybody1"><div class="v1caredesk-page">{}</div></div>'),
        cid="{key}{n}@roundcube",
        plain=BIRD,
        parts="alternative(related)",
    ),
    Client(
        "SOGo",
        "On Monday, November 23, 2026 09:00 CET, {n} &lt;{a}&gt; wrote:",
        '<br />{lead}<br />&nbsp;<blockquote type="cite" cite="x@acme.test">{q}</blockquote>',
        "<br />-- <br />{who}{logo}",
        "<html><p>{own}</p>{signature}{quote}</html>",
        p="{}<br />",
        b="<strong>{}</strong>",
        cid="{key}{n}@sogo",
        parts="related",
        write=kept(style=True),
    ),
    Client(
        "Horde",
        "Zitat von {n} &lt;{a}&gt;:",
        (
            '<p>{lead}</p><blockquote type="cite" style="border-left:2px solid'
            ' blue;margin-left:2px;padding-left:12px;">{q}</blockquote>'
        ),
        '<p class="imp-signature">-- <br />{who}{logo}</p>',
        p="<p>{}</p>",
        cid="{key}{n}@horde",
        plain=BIRD,
    ),
    Client(
        "Spark",
        "On 23. Nov 2026 at 09:00 +0100, {n} &lt;{a}&gt;, wrote:",
        (
            '<div name="messageReplySection">{lead}<br /><blockquote type="cite" style="border-left-color: grey;'
            " border-left-width: thin; border-left-style: solid; margin: 5px 5px; padding-left:"
            ' 10px;">{q}</blockquote></div>'
        ),
        '<div name="messageSignatureSection"><br /><div class="matchFont">{who}{logo}</div></div>',
        (
            "<html><head><title></title></head><body><div"
            ' name="messageBodySection">{own}</div>{signature}{quote}</body></html>'
        ),
        p='<div dir="auto">{}</div>',
        write=kept(style=True),
        cid="{key}{n}@spark",
        plain=MARKED,
    ),
    Client(
        "Airmail",
        'On 23 November 2026 at 09:00:00, {n} (<a href="mailto:{a}">{a}</a>) wrote:',
        (
            '<p class="airmail_on">{lead}</p><blockquote type="cite"'
            ' class="clean_bq"><span><div><div></div><div>{q}</div></div></span></blockquote>'
        ),
        '<br><div class="bloop_sign">{who}{logo}</div><br>',
        p='<div id="bloop_customfont" style="font-size:13px">{}</div>',
        cid="{key}{n}@airmail",
        plain=MARKED,
    ),
    Client(
        "Mailspring",
        "On Nov 23 2026, at 9:00 am, {n} &lt;{a}&gt; wrote:",
        (
            '<div class="gmail_quote_attribution">{lead}</div><blockquote class="gmail_quote" style="margin:0 0 0'
            ' .8ex;border-left:1px #ccc solid;padding-left:1ex;">{q}</blockquote>'
        ),
        "<signature>{who}{logo}</signature><br>",
        "<div>{own}{signature}{quote}</div>",
        write=kept(style=True),
        cid="{key}{n}@mailspring",
        parts="related",
    ),
    Client(
        "eM Client",
        (
            '------ Original Message ------<br>From "{n}" &lt;<a href="mailto:{a}">{a}</a>&gt;<br>To "{to}"<br>Date'
            " 23.11.2026 09:00:00<br>Subject {subject}<br>"
        ),
        (
            '<div>{lead}</div><div id="x9f2e" class="Reply"><blockquote cite="mid:x" type="cite"'
            ' class="cite2">{q}</blockquote></div>'
        ),
        '<div id="signature_old"><div>{who}{logo}</div></div><div><br></div>',
        cid="{key}.{n}@emclient",
        plain=Plain(page=True),
    ),
    Client(
        "Evolution",
        "On Mon, 2026-11-23 at 09:00 +0100, {n} wrote:",
        (
            '<div>{lead}</div><blockquote type="cite" style="margin:0 0 0 .8ex; border-left:2px #729fcf'
            ' solid;padding-left:1ex">{q}</blockquote>'
        ),
        "<div><span><pre>-- <br></pre><div>{who}{logo}</div></span></div>",
        (
            '<html dir="ltr"><head></head><body style="text-align:left;'
            ' direction:ltr;">{own}{quote}{signature}</body></html>'
        ),
        write=kept(style=True),
        cid="{key}{n}.camel@example.org",
        plain=BIRD,
    ),
    Client(
        "Lotus Notes",
        (
            '<font size=1 color=#5f5f5f face="sans-serif">From: &nbsp; &nbsp; &nbsp;</font><font size=1>{n}'
            " &lt;{a}&gt;</font><br><font size=1 color=#5f5f5f>To: &nbsp; &nbsp;</font><font"
            " size=1>{to}</font><br><font size=1 color=#5f5f5f>Date: &nbsp;</font><font size=1>23.11.2026"
            " 09:00</font><br><font size=1 color=#5f5f5f>Subject: </font><font size=1>{subject}</font>"
        ),
        "<br><br>{lead}<br><hr noshade><br><br><br>{q}",
        "<br><font size=2>-- <br>{who}</font>{logo}<br>",
        "{own}{signature}{quote}",
        p='<font size=2 face="sans-serif">{}</font><br>',
        ul="<ul>{one}{two}</ul>",
        li="<li><font size=2>{}</font>",
        table="<table border><tr valign=top><td><font size=2>{left}</font><td><font size=2>{right}</font></table>",
        red="<font size=2 color=red>{}</font>",
        img="<img src=cid:{cid} width=300 style='border:0px solid;'>",
        write=notes,
        cid="_{n}_0A{key}0036",
        plain=Plain(page=True, mark="", a="{text}", link="{text}"),
    ),
    Client(
        "Mail.ru",
        'Понедельник, 23 ноября 2026, 9:00 +03:00 от {n} &lt;<a href="mailto:{a}">{a}</a>&gt;:',
        (
            '<blockquote style="border-left:1px solid #0857A6; margin:10px; padding:0 0 0 10px;">{lead}<br>&nbsp;<div'
            ' id=""><div class="js-helper js-readmsg-msg"><div><div id="style_1_BODY"><div'
            ' class="cl_1">{q}</div></div></div></div></div></blockquote>'
        ),
        '<div>&nbsp;</div><div data-signature-widget="container"><div>-- <br>{who}{logo}</div></div>',
        "<HTML><BODY>{own}{signature}{quote}</BODY></HTML>",
        write=kept(lambda w: w + "_mr_css_attr"),
        cid="{key}{n}@mailru",
        plain=BARE,
        transfer="base64",
    ),
    Client(
        "Yandex",
        '23.11.2026, 09:00, "{n}" &lt;<a href="mailto:{a}">{a}</a>&gt;:',
        "<div>{lead}</div><blockquote>{q}</blockquote>",
        "<div>&nbsp;</div><div>-- <br>{who}{logo}</div><div>&nbsp;</div>",
        "{own}{signature}{quote}",
        b="<strong>{}</strong>",
        cid="{key}{n}@yandex",
        parts="related",
        write=kept(drop=("class",)),
    ),
    Client(
        "Open-Xchange",
        "Am 23.11.2026 09:00 CET schrieb {n} &lt;{a}&gt;:",
        '<blockquote type="cite"><div>{lead}</div><div>&nbsp;</div><div>&nbsp;</div>{q}</blockquote>',
        '<div class="io-ox-signature"><p>{who}{logo}</p></div>',
        '<!doctype html><html><head><meta charset="UTF-8"></head><body>{own}{signature}{quote}</body></html>',
        p='<div class="default-style">{}</div>',
        write=kept(put_before("ox-4f2a"), wrap='<div id="ox-4f2a">{}</div>', style=True),
        cid="{key}{n}@open-xchange",
        plain=MARKED,
    ),
    Client(
        "Tuta",
        "Nov 23, 2026, 09:00 by {a}:",
        (
            '<div dir="auto">{lead}<br></div><blockquote class="tutanota_quote" style="border-left: 1px solid #93A3B8;'
            ' padding-left: 10px; margin-left: 5px;">{q}</blockquote>'
        ),
        '<br><div dir="auto" class="tutanota_signature">{who}{logo}</div>',
        p='<div dir="auto">{}</div>',
        write=unnamed(),
        cid="{key}{n}@tuta",
        parts="related",
    ),
    Client(
        "QQ",
        (
            '<b>From:</b>&nbsp;"{n}"&lt;{a}&gt;;</div><div><b>Date:</b>&nbsp;Mon, Nov 23, 2026 09:00'
            ' AM</div><div><b>To:</b>&nbsp;"{to}";</div><div><b>Subject:</b>&nbsp;{subject}'
        ),
        (
            '<div><br></div><div style="font-size: 12px;font-family: Arial Narrow;padding:2px 0 2px'
            ' 0;">------------------&nbsp;Original&nbsp;------------------</div><div style="font-size:'
            ' 12px;background:#efefef;padding:8px;"><div>{lead}</div></div><div><br></div>{q}'
        ),
        "<div>-- <br>{who}{logo}</div>",
        "{own}{signature}{quote}",
        cid="{key}{n}@foxmail",
        plain=BARE,
        transfer="base64",
    ),
    Client(
        "NetEase 163",
        'At 2026-11-23 09:00:00, "{n}" &lt;{a}&gt; wrote:',
        (
            '<div style="position:relative;zoom:1"></div><div id="divNeteaseMailCard"></div><p>{lead}</p><blockquote'
            ' id="isReplyContent" style="PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; BORDER-LEFT: #ccc 1px'
            ' solid">{q}</blockquote>'
        ),
        "<div>-- <br>{who}{logo}</div>",
        '<div style="line-height:1.7;color:#000000;font-size:14px;font-family:Arial">{own}{signature}{quote}</div>',
        cid="{key}{n}@163",
        plain=BARE,
    ),
    Client(
        "Seznam",
        (
            "---------- Původní e-mail ----------<br />Od: {n} &lt;{a}&gt;<br />Komu: {to}<br />Datum: 23. 11. 2026"
            " 9:00:00<br />Předmět: {subject}"
        ),
        '<aside class="szn-quote">{lead}</aside><br /><blockquote data-email="{a}">{q}</blockquote>',
        "<div>-- <br />{who}{logo}</div>",
        "<html><body>{own}{signature}{quote}</body></html>",
        cid="{key}{n}@seznam",
        plain=BARE,
        transfer="base64",
    ),
)


# --- the mail ---


def part(kind, body, transfer="quoted-printable", headers=()):
    """One part as bytes, with its header."""
    data = body.encode() if isinstance(body, str) else body
    coded = base64.encodebytes(data) if transfer == "base64" else quopri.encodestring(data.replace(b"\r\n", b"\n"))
    lines_ = [f"Content-Type: {kind}", f"Content-Transfer-Encoding: {transfer}", *headers, "", ""]
    return "\r\n".join(lines_).encode() + coded.replace(b"\n", b"\r\n")


def together(kind, parts, number=[0]):
    """A multipart."""
    number[0] += 1
    boundary = f"----=_Part_{number[0]}"
    inner = b"".join(b"--" + boundary.encode() + b"\r\n" + one + b"\r\n" for one in parts)
    return (
        f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
        + inner
        + b"--"
        + boundary.encode()
        + b"--\r\n"
    )


def picture(name, data, cid):
    return part(
        f'image/png; name="{name}"',
        data,
        "base64",
        [f"Content-ID: <{cid}>", f'Content-Disposition: inline; filename="{name}"'],
    )


def assembled(client, text, page, pictures):
    beside = lambda shown: (
        together("alternative", [part("text/plain; charset=utf-8", text, client.transfer), shown])
        if text is not None
        else shown
    )
    shown = part("text/html; charset=utf-8", page, client.transfer)
    if client.parts == "alternative(related)":
        return beside(together("related", [shown] + pictures))
    if client.parts == "mixed(alternative)":
        return together("mixed", [beside(shown)] + pictures)
    whole = together("related", [beside(shown)] + pictures)
    return together("mixed", [whole]) if client.parts == "mixed(related)" else whole


def own_page(client, own, names):
    piece = dict(own.pieces, one=client.li.format(own.pieces["one"]), two=client.li.format(own.pieces["two"]))
    link = client.a.format(url=html.escape(own.url), text=own.link)
    shown = client.img.format(**names) if own.picture else ""
    line = f"{piece['before']} {shown} {piece['behind']}"
    return "".join(
        [
            client.p.format(own.sentence.format(b=client.b.format(own.bold), a=link)),
            client.ul.format(**piece),
            client.table.format(**piece),
            client.p.format(client.red.format(own.pieces["red"])),
            client.p.format(line),
        ]
    )


def taken_over(client, sent, key):
    """The pictures of the answered mail: a dict from their ids there to those here, and the parts."""
    names, parts = {}, []
    for n, shown in enumerate(sent.pictures, 3):
        names[shown.id] = client.cid.format(key=key, n=n) if client.cid else shown.id
        parts.append(picture(shown.name or "image.png", shown.data, names[shown.id]))
    return names, parts


def answer(client, sent, sender, own):
    """An answer to that mail from the desk, as bytes; `sender` is its From."""
    form = client.cid or "{key}-{n}@example.org"
    names = {"cid": form.format(key=own.key, n=1), "name": client.file}
    logo = form.format(key=own.key, n=2)
    fields = {
        "n": sent.sender.display_name,
        "a": sent.sender.addr_spec,
        "to": sent.to.addr_spec,
        "subject": sent.fields["Subject"],
    }
    lead = client.lead.format(**{k: html.escape(v, quote=False) for k, v in fields.items()})
    renamed, parts = taken_over(client, sent, own.key)
    quote = client.quote.format(lead=lead, q=client.write(sent, renamed), a=fields["a"])
    signature = client.signature.format(who=own.signature, logo=f'<img src="cid:{logo}" width="80">')
    page = client.around.format(own=own_page(client, own, names), signature=signature, quote=quote)
    text = plain_text(client, sent, own, lead, names) if client.plain else None
    answered = sent.fields["Message-ID"]
    references = (sent.fields.get("References", "").split() if client.references == "all" else []) + [answered]
    head = [
        f"From: {sender}",
        f"To: {sent.fields['Reply-To']}",
        f"Subject: {client.prefix}{sent.fields['Subject']}",
        "Date: Mon, 23 Nov 2026 10:00:00 +0100",
        f"Message-ID: <{own.key}@example.org>",
        f"In-Reply-To: {answered}",
        "References: " + "\r\n ".join(references),
        "MIME-Version: 1.0",
        "",
    ]
    shown = [picture(client.file, own.picture, names["cid"])] if own.picture else []
    pictures = shown + [picture("logo.png", LOGO, logo)] + parts
    return "\r\n".join(head).encode() + assembled(client, text, page, pictures)


def first(client, sender, to, own):
    """A new mail, with nothing quoted."""
    form = client.cid or "{key}-{n}@example.org"
    names = {"cid": form.format(key=own.key, n=1), "name": client.file}
    page = client.around.format(own=own_page(client, own, names), signature="", quote="")
    head = [
        f"From: {sender}",
        f"To: {to}",
        f"Subject: Printer {own.key}",
        "Date: Mon, 23 Nov 2026 08:00:00 +0100",
        f"Message-ID: <{own.key}@example.org>",
        "MIME-Version: 1.0",
        "",
    ]
    text = own_text(client.plain, own, names) if client.plain else None
    return "\r\n".join(head).encode() + assembled(client, text, page, [picture(client.file, own.picture, names["cid"])])
