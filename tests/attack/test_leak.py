"""Agents' answers as many clients write them in many languages: however they quote the answered mail, the customer gets
all of the agent's own lines and no line of the head, the foot, the history or a note.

What is kept and sent as HTML has the same words as the text, and none of those lines either.

STEP=1 tries every shape (some 3000), otherwise every third is tried. With STEP, the
other tests try that many times fewer shapes, too."""
import functools
import html
import html.parser
import itertools
import os
import re
import sys
import textwrap

import attack
import desk

BOB = "bob@acme.test"
NOTE = "He has not paid since March, so be careful.\nThe boss knows him from the golf club.\n"
BODY = ("Hello,\n\nsince this morning the printer in the hall prints blank pages only,\nwhatever I send to it.\n\n"
        "Should I switch it off?\nIt is under guarantee until May.\n\nGrüße aus Köln\nJo\n")
EARLIER = "We have looked into your contract and found nothing wrong.\n"
ASKED = "Should I switch it off?"

# language: the attribution line. {n} is the sender's name, {a} the address.
ATTRIBUTIONS = {
    "en": "On Mon, 23 Nov 2026 at 09:00, {n} <{a}> wrote:",
    "en-apple": "On 23. Nov 2026, at 09:00, {n} <{a}> wrote:",
    "de": "Am Mo., 23. Nov. 2026 um 09:00 Uhr schrieb {n} <{a}>:",
    "fr": "Le lun. 23 nov. 2026 à 09:00, {n} <{a}> a écrit :",
    "es": "El lun, 23 nov 2026 a las 9:00, {n} (<{a}>) escribió:",
    "it": "Il giorno lun 23 nov 2026 alle ore 09:00 {n} <{a}> ha scritto:",
    "nl": "Op ma 23 nov 2026 om 09:00 schreef {n} <{a}>:",
    "pt": "Em seg., 23 de nov. de 2026 às 09:00, {n} <{a}> escreveu:",
    "sv": "Den mån 23 nov. 2026 kl 09:00 skrev {n} <{a}>:",
    "da": "Den man. 23. nov. 2026 kl. 09.00 skrev {n} <{a}>:",
    "no": "man. 23. nov. 2026 kl. 09:00 skrev {n} <{a}>:",
    "fi": "ma 23. marrask. 2026 klo 9.00 {n} ({a}) kirjoitti:",
    "pl": "pon., 23 lis 2026 o 09:00 {n} <{a}> napisał(a):",
    "cs": "po 23. 11. 2026 v 9:00 odesílatel {n} <{a}> napsal:",
    "sk": "po 23. 11. 2026 o 9:00 {n} <{a}> napísal(a):",
    "hu": "{n} <{a}> ezt írta (időpont: 2026. nov. 23., H, 9:00):",
    "ro": "În lun., 23 nov. 2026 la 09:00, {n} <{a}> a scris:",
    "bg": "На пн, 23.11.2026 г. в 9:00 {n} <{a}> написа:",
    "ru": "пн, 23 нояб. 2026 г. в 09:00, {n} <{a}>:",
    "uk": "пн, 23 лист. 2026 р. о 09:00 {n} <{a}> пише:",
    "hr": "pon, 23. stu 2026. u 09:00 {n} <{a}> napisao je:",
    "sl": "V V pon., 23. nov. 2026 ob 09:00 je oseba {n} <{a}> napisala:",
    "lt": "2026-11-23, pr, 09:00 {n} <{a}> rašė:",
    "lv": "pirmd., 2026. g. 23. nov., plkst. 09:00 — lietotājs {n} (<{a}>) rakstīja:",
    "et": "Kontakt {n} (<{a}>) kirjutas kuupäeval E, 23. november 2026 kell 09:00:",
    "ca": "Missatge de {n} <{a}> del dia dl., 23 de nov. 2026 a les 9:00:",
    "el": "Στις Δευ 23 Νοε 2026 στις 9:00 π.μ., ο/η {n} <{a}> έγραψε:",
    "tr": "{n} <{a}>, 23 Kas 2026 Pzt, 09:00 tarihinde şunu yazdı:",
    "he": "‫בתאריך יום ב׳, 23 בנוב׳ 2026 ב-9:00 מאת ‪{n}‬‏ <‪{a}‬‏>:‬",
    "ar": "في الاثنين، 23 نوفمبر 2026 في 9:00 ص تمت كتابة ما يلي بواسطة {n} <{a}>:",
    "ja": "2026年11月23日(月) 9:00 {n} <{a}>:",
    "zh": "{n} <{a}> 于2026年11月23日周一 09:00写道：",
    "ko": "2026년 11월 23일 (월) 오전 9:00, {n} <{a}>님이 작성:",
    "th": "ในวันที่ จ. 23 พ.ย. 2026 เวลา 09:00 {n} <{a}> เขียนว่า:",
    "vi": "Vào Th 2, 23 thg 11, 2026 vào lúc 09:00 {n} <{a}> đã viết:",
    "is": "mán., 23. nóv. 2026 kl. 09:00 skrifaði {n} <{a}>:",
    "zoho": "---- On Mon, 23 Nov 2026 09:00:00 +0100 {n} <{a}> wrote ----",
    "airmail": "On 23 November 2026 at 09:00:00, {n} ({a}) wrote:",
    "k9": (
        "-------- Original Message --------\nFrom: {n} <{a}>\nSent: 23 November 2026 09:00:00 CET\nTo:"
        " bob@acme.test\nSubject: [ACME #1] Printer"
    ),
    "samsung": (
        "-------- Original message --------\nFrom: {n} <{a}> \nDate: 23/11/2026  09:00  (GMT+01:00) \nTo: bob@acme.test"
        " \nSubject: [ACME #1] Printer "
    ),
    "proton": "On Monday, November 23rd, 2026 at 09:00, {n} <{a}> wrote:",
    "proton-old": "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Monday, November 23rd, 2026 at 09:00, {n} <{a}> wrote:",
    "yahoo": "    On Monday, November 23, 2026 at 09:00:00 AM GMT+1, {n} <{a}> wrote:  ",
    "zimbra": (
        "----- Original Message -----\nFrom: \"{n}\" <{a}>\nTo: bob@acme.test\nSent: Monday, 23 November, 2026 9:00:00"
        " AM\nSubject: [ACME #1] Printer"
    ),
    "zimbra-short": (
        "From: \"{n}\" <{a}>\nTo: \"bob\" <bob@acme.test>\nSent: Monday, November 23, 2026 9:00:00 AM\nSubject: [ACME"
        " #1] Printer"
    ),
    "groupwise": ">>> {n} <{a}> 23.11.2026 09:00 >>>",
    "notes": "{n} <{a}>\n23.11.2026 09:00\n\nAn\nbob@acme.test\nKopie\n\nThema\n[ACME #1] Printer",
    "libero": (
        "---------- Initial Header -----------\n\nFrom      : \"{n}\" {a}\nTo          : bob@acme.test\nDate      :"
        " Mon, 23 Nov 2026 09:00:00 +0100\nSubject : [ACME #1] Printer"
    ),
    "qq": (
        "------------------ 原始邮件 ------------------\n发件人: \"{n}\" <{a}>;\n发送时间: 2026年11月23日(星期一) 上午9:00\n收件人:"
        " \"bob\"<bob@acme.test>;\n主题: [ACME #1] Printer"
    ),
    "none": "",
}
# Outlook's header block: From, Sent, To, Subject
OUTLOOK = {
    "en": ("From", "Sent", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "pt": ("De", "Enviada", "Para", "Assunto"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "da": ("Fra", "Sendt", "Til", "Emne"),
    "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět"),
    "sk": ("Od", "Odoslané", "Komu", "Predmet"),
    "hu": ("Feladó", "Elküldve", "Címzett", "Tárgy"),
    "ro": ("De la", "Trimis", "Către", "Subiect"),
    "bg": ("От", "Изпратено", "До", "Относно"),
    "ru": ("От", "Отправлено", "Кому", "Тема"),
    "uk": ("Від", "Надіслано", "Кому", "Тема"),
    "hr": ("Šalje", "Poslano", "Prima", "Predmet"),
    "sr": ("Шаље", "Послато", "Прима", "Тема"),
    "sl": ("Od", "Poslano", "Za", "Zadeva"),
    "lt": ("Nuo", "Išsiųsta", "Kam", "Tema"),
    "lv": ("No", "Nosūtīts", "Kam", "Tēma"),
    "et": ("Saatja", "Saadetud", "Adressaat", "Teema"),
    "ca": ("De", "Enviat", "Per a", "Tema"),
    "eu": ("Nork", "Bidalia", "Nori", "Gaia"),
    "el": ("Από", "Στάλθηκε", "Προς", "Θέμα"),
    "tr": ("Kimden", "Gönderildi", "Kime", "Konu"),
    "he": ("מאת", "נשלח", "אל", "נושא"),
    "ar": ("من", "تم الإرسال", "إلى", "الموضوع"),
    "ja": ("差出人", "送信日時", "宛先", "件名"),
    "zh": ("发件人", "发送时间", "收件人", "主题"),
    "ko": ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
    "th": ("จาก", "ส่ง", "ถึง", "เรื่อง"),
    "vi": ("Từ", "Đã gửi", "Đến", "Chủ đề"),
    "id": ("Dari", "Dikirim", "Kepada", "Subjek"),
}
BATCH = 250
STEP = int(os.environ.get("STEP", "3"))  # coprime to the number of positions, so that each gets its turn
FEWER = desk.STEP
POSITIONS = ("top", "bottom", "inline", "tight", "none")


def answers(number):
    """What the agent writes: two pieces, each line with the shape's number so that it can be found again."""
    return (
        f"Please use water, case{number}a.\nThat helps most of the time, case{number}b.",
        f"Yes, off and on again, case{number}c.",
    )


def arranged(position, number, lead, quoted, mark):
    """The parts of an answer in order: attribution, quoted lines, the agent's words."""
    first, second = answers(number)
    if position == "tight":
        return "\n".join(part for part in (first, lead, *(mark + l for l in quoted), second) if part) + "\n", (
            first,
            second,
        )
    if position == "none":
        return "\n\n".join(part for part in (lead, "\n".join(mark + l for l in quoted)) if part), ()
    if position == "top":
        return f"{first}\n\n{lead}\n\n" + "\n".join(mark + l for l in quoted) + "\n", (first,)
    if position == "bottom":
        return f"{lead}\n\n" + "\n".join(mark + l for l in quoted) + f"\n\n{first}\n", (first,)
    at = next(i for i in range(1, len(quoted) + 1) if words(ASKED) in words(" ".join(quoted[:i])))
    head, tail = "\n".join(mark + l for l in quoted[:at]), "\n".join(mark + l for l in quoted[at:])
    return f"{first}\n\n{lead}\n\n{head}\n{second}\n{tail}\n", (first, second)


def wrapped(lines, width):
    return [w for l in lines for w in (textwrap.wrap(l, width, break_long_words=False, break_on_hyphens=False) or [""])]


def shown_links(lines):
    """Links as written by a client that converted the text to HTML and back."""
    return [re.sub(r"<(mailto:[^>]*)>", r"\1<\1>", l) for l in lines]


def smart(lines):
    """Lines as word processors change them: no-break spaces, curly quotes, long dashes, bullets for dashes, trailing
    blanks."""
    return [
        l
        if "mailto:" in l
        else l.replace("- ", "\u2013 ").replace(" ", "\u00a0", 1).replace("'", "\u2019").replace(":", "\u00a0:") + "  "
        for l in lines
    ]


def poor(lines):
    """Lines from clients that know only ASCII."""
    return [re.sub(r"[^\x00-\x7f]", "?", l) for l in lines]


MANGLES = (
    ("wrapped at 30", lambda lines: wrapped(lines, 30)),
    ("wrapped at 45", lambda lines: wrapped(lines, 45)),
    ("wrapped at 100", lambda lines: wrapped(lines, 100)),
    ("typography", smart),
    ("ASCII", poor),
    ("links written out", shown_links),
    ("links lost", lambda lines: [re.sub(r" ?<mailto:[^>]*>", "", l) for l in lines]),
    ("links broken", lambda lines: [p for l in lines for p in re.findall(".{1,72}", l) or [""]]),
    ("no blank lines", lambda lines: [l for l in lines if l.strip()]),
    ("blank lines doubled", lambda lines: [p for l in lines for p in (l, "")]),
    ("head cut off", lambda lines: lines[4:]),
    ("foot cut off", lambda lines: lines[: lines.index("* * *")]),
    ("indented", lambda lines: ["    " + l for l in lines]),
    ("spaces doubled", lambda lines: [l.replace(" ", "  ") for l in lines]),
)


def plain_shapes(relay):
    lines = relay["text"].splitlines()
    short = wrapped(lines, 60)
    name = {"n": "ACME Support", "a": desk.SUPPORT}
    for language, attribution in ATTRIBUTIONS.items():
        lead = attribution.format(**name)
        yield f"{language}, marked", lead, lines, "> "
        yield f"{language}, marked and wrapped", "\n".join(wrapped(lead.splitlines(), 60)), short, ">"
        yield f"{language}, unmarked", lead, lines, ""
    for language, (sender, sent, to, subject) in OUTLOOK.items():
        block = (f"{sender}: ACME Support <{desk.SUPPORT}>\n{sent}: 23. 11. 2026 09:00\n{to}: bob <bob@acme.test>\n"
                 f"{subject}: [ACME #1] Printer")
        yield f"Outlook {language}", block, lines, ""
        yield f"Outlook on the web {language}", "________________________________\n" + block, shown_links(lines), ""
    for (how, mangle), mark, language in itertools.product(MANGLES, ("", "> ", ">> "), ("none", "de", "hr")):
        yield f"{how}, {language}, marks {mark!r}", ATTRIBUTIONS[language].format(**name), mangle(lines), mark
    for mark in ("| ", "> > ", "Jo> ", ": ", "\t", "» "):
        yield f"marks {mark!r}", "", lines, mark


def html_lines(lines):
    return [
        re.sub(r"&lt;(mailto:[^&]*(?:&amp;[^&]*)*)&gt;", r'&lt;<a href="\1">\1</a>&gt;', html.escape(l, quote=False))
        for l in lines
    ]


def paragraphs(lines, form):
    return "".join(form.format(l or "&nbsp;") for l in lines)


# name, form of the agent's words, form of the quoted lines, what is around the quoted part, and around everything
HTML = (
    (
        "Gmail",
        "<div>{}</div>",
        "{}<br>",
        (
            '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{lead}<br></div><blockquote class="gmail_quote"'
            ' style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">{q}</blockquote></div>'
        ),
    ),
    (
        "Outlook",
        "<p class=MsoNormal>{}</p>",
        "<p class=MsoNormal>{}</p>",
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal>{lead}</p></div>{q}',
    ),
    (
        "Outlook on the web",
        '<div class="elementToProof">{}</div>',
        "<div>{}</div>",
        '<hr><div id="divRplyFwdMsg">{lead}</div>{q}',
    ),
    (
        "Apple Mail",
        "<div>{}</div>",
        "{}<br>",
        '<blockquote type="cite"><div>{lead}</div></blockquote><blockquote type="cite"><div>{q}</div></blockquote>',
    ),
    ("Yahoo", "<div>{}</div>", "<div>{}</div>", '<div class="yahoo_quoted"><div>{lead}</div><div>{q}</div></div>'),
    (
        "Zoho",
        "<div>{}</div>",
        "<div>{}</div>",
        '<div class="zmail_extra"><div>{lead}</div><blockquote>{q}</blockquote></div>',
    ),
    ("Zimbra", "<div>{}</div>", "{}<br>", '<hr id="zwchr"><div>{lead}</div><div>{q}</div>'),
    ("Samsung", "<div>{}</div>", "<div>{}</div>", "<div><br></div><div>{lead}</div>{q}"),
    ("GroupWise", "<div>{}</div>", "{}<br>", "<div>&gt;&gt;&gt; {lead} &gt;&gt;&gt;</div><div>{q}</div>"),
    ("pre", "<p>{}</p>", "{}\n", "<p>{lead}</p><pre>{q}</pre>"),
    ("one flowing paragraph", "<p>{}</p>", "{} ", "<p>{lead}</p><p>{q}</p>"),
    ("list", "<p>{}</p>", "<li>{}</li>", "<p>{lead}</p><ul>{q}</ul>"),
)


def written(text, form):
    """The agent's words as HTML, two of them formatted."""
    return paragraphs(
        [l.replace("Please", "<b>Please</b>").replace("Yes", "<i>Yes</i>") for l in text.splitlines()], form
    )


def html_body(shape, position, number, lead, lines):
    _, own, quoted, around = shape
    first, second = answers(number)
    lines, lead = html_lines(lines), html.escape(lead).replace("\n", "<br>")
    write = lambda text: written(text, own)
    quote = lambda some: around.replace("{lead}", lead).replace("{q}", paragraphs(some, quoted))
    if position == "none":
        return quote(lines), ()
    if position == "tight":
        return write(first) + quote(lines) + write(second), (first, second)
    if position == "top":
        return write(first) + quote(lines), (first,)
    if position == "bottom":
        return quote(lines) + write(first), (first,)
    at = next(i for i, l in enumerate(lines) if ASKED in l) + 1
    middle = paragraphs(lines[:at], quoted) + write(second) + paragraphs(lines[at:], quoted)
    return write(first) + around.replace("{lead}", lead).replace("{q}", middle), (first, second)


def html_shapes(relay):
    lines = relay["text"].splitlines()
    leads = ("en", "de", "hr", "lv", "zh", "none")
    for shape, language in itertools.product(HTML, leads):
        yield f"{shape[0]} in HTML, {language}", shape, ATTRIBUTIONS[language].format(
            n="ACME Support", a=desk.SUPPORT
        ), lines


def real_body(shape, position, number, lead, page):
    """The desk's HTML, unchanged, in the client's quotation."""
    _, own, _, around = shape
    first, second = answers(number)
    lead = html.escape(lead).replace("\n", "<br>")
    quote = lambda some: around.replace("{lead}", lead).replace("{q}", some)
    write = lambda text: written(text, own)
    if position == "none":
        return quote(page), ()
    if position == "tight":
        return write(first) + quote(page) + write(second), (first, second)
    if position == "top":
        return write(first) + quote(page), (first,)
    if position == "bottom":
        return quote(page) + write(first), (first,)
    return write(first) + quote(page.replace(ASKED, f"{ASKED}{write(second)}")), (first, second)


def page_of(relay):
    """What a client keeps of a page that it quotes: the body or, with some, its contents with the style sheet."""
    body = re.search(r"(?s)<body[^>]*>(.*)</body>", relay["html"]).group(1)
    style = "".join(re.findall(r"(?s)<style.*?</style>", relay["html"]))
    return (
        ("its body", body),
        ("its style sheet too", style + body),
        ("with x_ names", re.sub(r'(class|id)="', r'\1="x_', body)),
    )


def real_shapes(relay):
    leads = ("en", "de", "hr", "none")
    for (how, page), shape, language in itertools.product(page_of(relay), HTML, leads):
        yield f"{shape[0]} with the desk's HTML, {how}, {language}", shape, ATTRIBUTIONS[language].format(
            n="ACME Support", a=desk.SUPPORT
        ), page


def message(relay, number, parts):
    """The answer as bytes. parts: (type, text) of each; several are alternatives."""
    head = [
        f"From: bob <{BOB}>",
        f"To: {relay['reply_to']}",
        "Subject: Re: [ACME #1] Printer",
        "Date: Mon, 23 Nov 2026 10:00:00 +0100",
        f"Message-ID: <case{number}@acme.test>",
        "MIME-Version: 1.0",
    ]
    if relay["id"]:
        head += [f"In-Reply-To: {relay['id']}", f"References: {relay['id']}"]
    if len(parts) == 1:
        head += [f"Content-Type: {parts[0][0]}; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
        return ("\r\n".join(head) + "\r\n\r\n" + parts[0][1]).encode()
    head += ["Content-Type: multipart/alternative; boundary=b"]
    body = "".join(f"--b\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{text}\r\n" for kind, text in parts)
    return ("\r\n".join(head) + "\r\n\r\n" + body + "--b--\r\n").encode()


def in_plain(position, lead, lines, mark, number):
    text, own = arranged(position, number, lead, lines, mark)
    return [("text/plain", text)], own


def in_html(body, position, shape, lead, lines, number):
    text, own = body(shape, position, number, lead, lines)
    return [("text/html", text)], own


def in_both(position, shape, lead, lines, number):
    plain, _ = in_plain(position, lead, lines, "> ", number)
    page, own = in_html(html_body, position, shape, lead, lines, number)
    return plain + page, own


def shapes(relay):
    """Yields (name, what makes the mail's parts, and what of it is the agent's, of the shape's number)."""
    make = functools.partial
    for (name, *shape), position in itertools.product(plain_shapes(relay), POSITIONS):
        yield f"{name}, {position}", make(in_plain, position, *shape)
    for (name, *shape), position in itertools.product(html_shapes(relay), POSITIONS):
        yield f"{name}, {position}", make(in_html, html_body, position, *shape)
    some = itertools.islice(html_shapes(relay), 0, None, 6)
    for (name, *shape), position in itertools.product(some, POSITIONS):
        yield f"{name}, alternative, {position}", make(in_both, position, *shape)
    for (name, *shape), position in itertools.product(real_shapes(relay), POSITIONS):
        yield f"{name}, {position}", make(in_html, real_body, position, *shape)


class Page(html.parser.HTMLParser):
    """What an HTML part shows, line by line, and where its links lead."""

    def __init__(self, source):
        super().__init__()
        self.shown, self.links, self.skips = [], [], 0
        self.feed(source)

    def updatepos(self, i, j):
        """Nobody asks for the line."""
        return j

    def handle_starttag(self, tag, attrs):
        self.links += [value for name, value in attrs if name in ("href", "src")]
        self.skips += tag in ("style", "head", "script")
        self.edge(tag)

    def handle_endtag(self, tag):
        self.skips -= tag in ("style", "head", "script")
        self.edge(tag)

    def edge(self, tag):
        if tag in (
            "p",
            "div",
            "br",
            "tr",
            "td",
            "table",
            "li",
            "ul",
            "ol",
            "blockquote",
            "pre",
            "hr",
            "h1",
            "h2",
            "h3",
        ):
            self.shown.append("\n")

    def handle_data(self, data):
        if not self.skips:
            self.shown.append(data)

    def text(self):
        return "".join(self.shown)


def words(text):
    return " ".join(re.findall(r"\w+", text))


JOS = {words(l) for l in BODY.splitlines()}  # Jo's own lines


def secrets(relay):
    """Lines that no customer may see: everything that the desk put around the customer's words, notes, history."""
    page = Page(relay["html"]).text()
    lines = [words(re.sub(r"<mailto:[^>]*>", "", l)) for l in (relay["text"] + NOTE + EARLIER + page).splitlines()]
    return {l for l in lines if len(l) > 8 and l not in JOS}


def judge(name, own, replies, hidden):
    body = "\n".join(replies)
    lines = [words(l) for l in body.splitlines()]
    flat = words(body)
    for line in hidden:
        assert line not in lines and (len(line) < 20 or line not in flat), f"{name}: leaks {line!r}:\n{body}"
    assert bool(replies) == bool(own), f"{name}: {len(replies)} mails to the customer:\n{body}"
    for line in "\n".join(own).splitlines():
        assert words(line) in lines, f"{name}: {line!r} is lost:\n{body}"
    for line in lines:
        mine = re.search(r"case\d+", line) or line in JOS or not line
        assert mine, f"{name}: {line!r} is not the agent's:\n{body}"
    if "inline" in name:
        assert f"> {ASKED}" in body, f"{name}: not what it answers:\n{body}"


def judge_html(name, own, kept, hidden):
    """kept: (text, HTML) of each message kept from an answer and of each mail sent with one."""
    for text, page in kept:
        shown = Page(page)
        flat, lines = words(shown.text()), [words(l) for l in shown.text().splitlines()]
        for line in hidden:
            assert line not in lines and (len(line) < 20 or line not in flat), f"{name}: HTML leaks {line!r}:\n{page}"
        assert not [l for l in shown.links if "mailto:support" in l], f"{name}: HTML leads to the desk:\n{page}"
        if text is not None:
            same = words(re.sub(r"<?\w+:[^ >]*>?", "", text))
            assert flat == same, f"{name}: other words than the text:\n{page}\n{text}"


def inner_lines(relay):
    """The notes and the desk's own lines, its head and foot."""
    head, foot = relay["text"].partition("Hello,")[0], relay["text"].split("* * *")[1]
    lines = [words(re.sub(r"<mailto:[^>]*>", "", l)) for l in (NOTE + head + foot).splitlines()]
    return {l for l in lines if len(l) > 8}


def judge_whole(mail, inner):
    """What the desk quotes below an answer has only what people have said to each other."""
    page = Page(desk.page(mail))
    for shown in (words(desk.text(mail)), words(page.text())):
        assert not [
            l for l in inner if l in shown
        ], f"{[l for l in inner if l in shown]} in a mail to the customer:\n{shown}"
    assert not [l for l in page.links if "mailto:support" in l], page.links


def relay_of(sent, templates=("customer_message", "assigned")):
    mail = next(m for m in sent if attack.is_to(m, BOB) and m["X-Caredesk-Template"] in templates)
    page = mail.get_body(("html",))
    return {
        "text": mail.get_body(("plain",)).get_content(),
        "html": page.get_content() if page else "",
        "id": mail["Message-ID"],
        "reply_to": mail["Reply-To"],
    }


def conversation(d):
    """Jo writes, an answer goes out, a colleague adds a note, Jo writes again: returns the last mail that bob got."""
    first = relay_of(
        attack.take_in(d, desk.mail(f"Jo <{attack.JO}>", "Printer", "Please look at my contract first.\n"))
    )
    answer = desk.mail(BOB, "Re: [ACME #1] Printer", EARLIER, to=first["reply_to"], message_id="<early@acme.test>",
                       headers=f"In-Reply-To: {first['id']}\r\n")
    note = desk.mail(
        BOB,
        "Re: [ACME #1] Printer",
        "#note\n" + NOTE,
        to=first["reply_to"],
        message_id="<note@acme.test>",
        headers=f"In-Reply-To: {first['id']}\r\n",
    )
    sent = attack.take_in(d, answer)
    to_jo = next(m for m in sent if attack.is_to(m, attack.JO))
    attack.take_in(d, note)
    more = desk.mail(
        f"Jo <{attack.JO}>",
        "Re: [ACME #1] Printer",
        BODY,
        to=to_jo["Reply-To"],
        message_id="<more@example.org>",
        headers=f"In-Reply-To: {to_jo['Message-ID']}\r\n",
    )
    return relay_of(attack.take_in(d, more))


def whole_conversation(d):
    """The same, reassigned and back: returns the mail with the whole conversation."""
    conversation(d)
    d.ok("set", "1", "agent=carol")
    before = len(d.files("out"))
    d.ok("set", "1", "agent=bob")
    d.ok("run", "--once")
    return relay_of(d.sent(since=before), ("assigned",))


def every(rows, step):
    return list(itertools.islice(rows, 0, None, step))


def leaks(language, step, relayed=conversation, **options):
    """Tries every step-th shape of an answer to a mail in that language, at most BATCH on one ticket."""
    done, count = 0, 1
    while done < count:
        with desk.Desk(mailboxes=[desk.maildir("in")], outgoing="out", **options) as d:
            with open(d.config, encoding="utf-8") as f:
                config = f.read().replace('language = "en"', f'language = "{language}"')
            d.write("caredesk.conf", config)
            relay = relayed(d)
            rows = every(enumerate(shapes(relay), 1), step)
            count = len(rows)
            answers_tried(d, relay, [(name, n, *make(n)) for n, (name, make) in rows[done:done + BATCH]])
            done += BATCH
    return count


def answers_kept(d, rows):
    """The HTML that was kept of the answers, by number."""
    kept = {}
    for m in attack.ticket(d)["messages"]:
        found = re.search(r"case(\d+)[abc]", m["text"])
        if m["html"]:
            kept.setdefault(int(found.group(1)) if found and m["kind"] == "agent" else 0, []).append(
                (m["text"], m["html"])
            )
    written_in_html = [n for _, n, parts, own in rows if own and parts[-1][0] == "text/html"]
    lost = [n for n in written_in_html if n not in kept]
    assert len(lost) * 4 <= len(
        written_in_html
    ), f"of {len(written_in_html)} answers in HTML {len(lost)} go out as text alone"
    return kept


def answers_tried(d, relay, rows):
    hidden = secrets(relay)
    known = {m["Message-ID"] for m in d.sent()}
    attack.take_in(d, *(message(relay, n, parts) for _, n, parts, _ in rows))
    replies, kept, inner = {}, answers_kept(d, rows), inner_lines(relay)
    for m in d.sent():
        if m["Message-ID"] in known or not attack.is_to(m, attack.JO) or m["X-Caredesk-Template"] != "reply":
            continue
        judge_whole(m, inner)
        text, page = desk.said(m), desk.said_page(m)
        found = re.search(r"case(\d+)[abc]", text)
        replies.setdefault(int(found.group(1)) if found else 0, []).append(text)
        if page:
            found = re.search(r"case(\d+)[abc]", page)
            kept.setdefault(int(found.group(1)) if found else 0, []).append((None, page))
    attack.judge_all([(name, own, kept.get(n, []), hidden) for name, n, _, own in rows], judge_html)
    judged = [(name, own, replies.get(n, []), hidden) for name, n, _, own in rows]
    return attack.judge_all([("no words of the agent's", (), replies.get(0, []), hidden), *judged], judge)


def test_no_shape_leaks():
    return leaks("en", STEP)


def test_with_the_history_below():
    return leaks("en", 7 * FEWER, whole_conversation)


def test_in_other_languages():
    return leaks("de", 13 * FEWER, more='reply_address = "plus"') + leaks("fr", 11 * FEWER)


def test_answers_to_notes():
    with desk.Desk(mailboxes=[desk.maildir("in")], outgoing="out") as d:
        relay = conversation(d)
        note = desk.mail(
            "carol@acme.test",
            "Re: [ACME #1] Printer",
            "#note\n" + NOTE,
            to=relay["reply_to"],
            message_id="<carol@acme.test>",
            headers=desk.proof("carol@acme.test"),
        )
        d.trust_host()
        relay = relay_of(attack.take_in(d, note), ("note",))
        rows = [row for row in every(plain_shapes(relay), 9 * FEWER)]
        mails = []
        for n, ((_, lead, lines, mark), position) in enumerate(itertools.product(rows, ("top", "bottom", "tight"))):
            # some clients don't name the mail that they answer; it is recognised by the quoted text
            named = relay if n % 2 else {**relay, "id": None}
            raw = message(named, n, [("text/plain", arranged(position, n, lead, lines, mark)[0])])
            mails.append(desk.proof(BOB).encode() + raw)
        known = len(d.files("out"))
        sent = attack.take_in(d, *mails)
        assert not [m for m in sent if attack.is_to(m, attack.JO)], len(d.files("out")) - known
        kinds = [m["kind"] for m in attack.ticket(d)["messages"][-len(mails):]]
        assert kinds == ["note"] * len(mails), kinds
        return len(mails)


if __name__ == "__main__":
    attack.main(sys.modules[__name__])
