#include "tests/unit/check.h"

#include "parsers/html.h"
#include "parsers/html_cut.h"
#include "parsers/mail.h"

#include <time.h>

/* Hostile HTML. Only text and allowed elements come out of it; where the text is "hidden", nothing does. */
static const struct {
	const char *kind;
	struct span html;
} vectors[] = {
	{"script", SPAN("<script>alert(1)</script>x")},
	{"script", SPAN("<SCRIPT SRC=https://e.test/x.js></SCRIPT>x")},
	{"script", SPAN("<scr<script>ipt>alert(1)</scr</script>ipt>")},
	{"script", SPAN("<script/xss src=\"https://e.test/x.js\"></script>")},
	{"script", SPAN("<<SCRIPT>alert(1);//<</SCRIPT>")},
	{"script", SPAN("<script>alert(1)")},
	{"script", SPAN("</title><script>alert(1)</script>")},
	{"script", SPAN("</textarea><script>alert(1)</script>")},
	{"script", SPAN("<svg><script>alert(1)</script></svg>")},
	{"script", SPAN("<script type=\"text/vbscript\">msgbox 1</script>")},
	{"script", SPAN("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">")},
	{"script", SPAN("<script>/*<!--*/alert(1)//--></script>")},
	{"handlers", SPAN("<p onclick=alert(1)>x</p>")},
	{"handlers", SPAN("<img src=x onerror=alert(1)>")},
	{"handlers", SPAN("<img src=x onerror=\"alert(1)\"")},
	{"handlers", SPAN("<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">")},
	{"handlers", SPAN("<img/src=\"x\"/onerror=alert(1)>")},
	{"handlers", SPAN("<img src=\"cid:a\" onload=\"alert(1)\">")},
	{"handlers", SPAN("<img src='cid:a\"onload=\"alert(1)'>")},
	{"handlers", SPAN("<img src=\"cid:a\" alt='\"onload=\"alert(1)'>")},
	{"handlers", SPAN("<img src=\"cid:a\" alt=\"`><script>alert(1)</script>\">")},
	{"handlers", SPAN("<body onload=alert(1)>x")},
	{"handlers", SPAN("<body background=\"javascript:alert(1)\">x")},
	{"handlers", SPAN("<div onmouseover=\"alert(1)\" style=\"color:red\">x</div>")},
	{"handlers", SPAN("<b/onclick=alert(1)>x</b>")},
	{"handlers", SPAN("<b onclick\n=\nalert(1)>x</b>")},
	{"handlers", SPAN("<a href=\"https://a.test/\" onfocus=alert(1) autofocus>x</a>")},
	{"handlers", SPAN("<details open ontoggle=alert(1)><summary>x</summary></details>")},
	{"handlers", SPAN("<input onfocus=alert(1) autofocus>")},
	{"handlers", SPAN("<video><source onerror=alert(1)></video>")},
	{"handlers", SPAN("<audio src=x onerror=alert(1)>x</audio>")},
	{"handlers", SPAN("<marquee onstart=alert(1)>x</marquee>")},
	{"handlers", SPAN("<table background=\"javascript:alert(1)\"><tr><td>x</table>")},
	{"handlers", SPAN("<td background=\"javascript:alert(1)\">x</td>")},
	{"handlers", SPAN("<select onfocus=alert(1)><option>x</select>")},
	{"handlers", SPAN("<keygen autofocus onfocus=alert(1)>")},
	{"handlers", SPAN("<isindex type=image src=1 onerror=alert(1)>")},
	{"handlers", SPAN("<x onclick=alert(1)>x</x>")},
	{"handlers", SPAN("<p on\000click=alert(1)>x</p>")},
	{"handlers", SPAN("<p foo=\"bar\" ONCLICK=\"alert(1)\" FOO=1>x</p>")},
	{"links", SPAN("<a href=\"javascript:alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"JaVaScRiPt:alert(1)\">x</a>")},
	{"links", SPAN("<a href=\" javascript:alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"java\tscript:alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"java&#9;script:alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"java&#x0A;script:alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"java&Tab;script:alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"&#0000106&#0000097&#0000118&#0000097script:alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"&#14;javascript:alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"\001javascript:alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"javascript&colon;alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"javascript&#58;alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"data:text/html,<script>alert(1)</script>\">x</a>")},
	{"links", SPAN("<a href=\"data:text/html;base64,PHNjcmlwdD4=\">x</a>")},
	{"links", SPAN("<a href=\"vbscript:msgbox(1)\">x</a>")},
	{"links", SPAN("<a href=\"file:///etc/passwd\">x</a>")},
	{"links", SPAN("<a href=\"//evil.test/x\">x</a>")},
	{"links", SPAN("<a href=\"/x\">x</a>")},
	{"links", SPAN("<a href=\"blob:https://a.test/x\">x</a>")},
	{"links", SPAN("<a href=\"about:blank\">x</a>")},
	{"links", SPAN("<a href=\"view-source:https://a.test\">x</a>")},
	{"links", SPAN("<a href=\"ms-msdt:/id\">x</a>")},
	{"links", SPAN("<a href=\"cid:a\">x</a>")},
	{"links", SPAN("<a href=\"https://a.test/\042onclick=alert(1)\">x</a>")},
	{"links", SPAN("<a href='https://a.test/\"><script>alert(1)</script>'>x</a>")},
	{"links", SPAN("<a href=\"https://a.test/&quot;&gt;&lt;script&gt;\">x</a>")},
	{"links", SPAN("<a href=\"https:javascript:alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"http:// javascript:alert(1)\">x</a>")},
	{"links", SPAN("<a xlink:href=\"javascript:alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"https://a.test\" href=\"javascript:alert(1)\">x</a>")},
	{"links", SPAN("<a href=\"javascript:alert(1)\" href=\"https://a.test\">x</a>")},
	{"links", SPAN("<a href=\"https://a.test\" target=\"_blank\" ping=\"https://e.test\">x</a>")},
	{"links", SPAN("<a href=\"mailto:a@b.test?subject=x%0d%0aBcc:c@d.test\">x</a>")},
	{"links", SPAN("<a href=\"mailto:a@b.test\r\nBcc: c@d.test\">x</a>")},
	{"links", SPAN("<a href=\"tel:1&#10;2\">x</a>")},
	{"links", SPAN("<area href=\"javascript:alert(1)\">")},
	{"links", SPAN("<map name=m><area shape=default href=\"javascript:alert(1)\"></map>")},
	{"links", SPAN("<base href=\"javascript:alert(1)//\">")},
	{"links", SPAN("<link rel=stylesheet href=\"https://e.test/x.css\">")},
	{"links", SPAN("<form action=\"javascript:alert(1)\"><input type=submit></form>")},
	{"links", SPAN("<button formaction=\"javascript:alert(1)\">x</button>")},
	{"links", SPAN("<isindex action=\"javascript:alert(1)\">")},
	{"pictures", SPAN("<img src=\"https://t.test/p.gif\" width=1 height=1>")},
	{"pictures", SPAN("<img src=\"javascript:alert(1)\">")},
	{"pictures", SPAN("<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">")},
	{"pictures", SPAN("<img srcset=\"https://t.test/p.gif 2x\">")},
	{"pictures", SPAN("<img src=\"cid:a\" srcset=\"https://t.test/p.gif\">")},
	{"pictures", SPAN("<img src=\"cid:a b\">")},
	{"pictures", SPAN("<img src=\"cid:%22onerror=x\">")},
	{"pictures", SPAN("<img src=\"cid:a%0d%0ax\">")},
	{"pictures", SPAN("<img lowsrc=\"javascript:alert(1)\">")},
	{"pictures", SPAN("<img dynsrc=\"javascript:alert(1)\">")},
	{"pictures", SPAN("<input type=image src=\"https://t.test/p.gif\">")},
	{"pictures", SPAN("<picture><source srcset=\"https://t.test/p.gif\"><img src=\"cid:a\"></picture>")},
	{"pictures", SPAN("<img src=//t.test/p.gif>")},
	{"pictures", SPAN("<image src=\"https://t.test/p.gif\">")},
	{"styles", SPAN("<p style=\"position:fixed;top:0;left:0\">x</p>")},
	{"styles", SPAN("<p style=\"width:expression(alert(1))\">x</p>")},
	{"styles", SPAN("<p style=\"color:expression(alert(1))\">x</p>")},
	{"styles", SPAN("<p style=\"width:exp/**/ression(alert(1))\">x</p>")},
	{"styles", SPAN("<p style=\"color:r\\65 d\">x</p>")},
	{"styles", SPAN("<p style=\"background:url(https://t.test/p.gif)\">x</p>")},
	{"styles", SPAN("<p style=\"background:url('javascript:alert(1)')\">x</p>")},
	{"styles", SPAN("<p style=\"background-image:url(https://t.test/p.gif)\">x</p>")},
	{"styles", SPAN("<p style=\"list-style:url(https://t.test/p.gif)\">x</p>")},
	{"styles", SPAN("<p style=\"cursor:url(https://t.test/p.gif)\">x</p>")},
	{"styles", SPAN("<p style=\"content:url(https://t.test/p.gif)\">x</p>")},
	{"styles", SPAN("<p style=\"behavior:url(x.htc)\">x</p>")},
	{"styles", SPAN("<p style=\"-moz-binding:url(https://e.test/x.xml#x)\">x</p>")},
	{"styles", SPAN("<p style=\"color:red;}</style><script>alert(1)</script>\">x</p>")},
	{"styles", SPAN("<p style=\"color:&quot;onclick=alert(1)\">x</p>")},
	{"styles", SPAN("<p style=\"font-family:'x;position:fixed'\">x</p>")},
	{"styles", SPAN("<p style=\"color:red!important;position:absolute!important\">x</p>")},
	{"styles", SPAN("<p style=\"@import 'https://e.test/x.css'\">x</p>")},
	{"styles", SPAN("<style>@import url(https://e.test/x.css);p{position:fixed}</style>x")},
	{"styles", SPAN("<style>*{background:url(https://t.test/p.gif)}</style>x")},
	{"styles", SPAN("<style><img src=x onerror=alert(1)></style>")},
	{"styles", SPAN("<style></style><img src=x onerror=alert(1)></style>")},
	{"styles", SPAN("<style>p{color:red}<style>x")},
	{"styles", SPAN("<p style=\"margin:-9999px\">x</p>")},
	{"styles", SPAN("<p style=\"margin-left:-100%\">x</p>")},
	{"styles", SPAN("<p style=\"z-index:9999;opacity:0.01\">x</p>")},
	{"styles", SPAN("<p style=\"transform:scale(100)\">x</p>")},
	{"styles", SPAN("<p style=\"animation:x 1s\">x</p>")},
	{"styles", SPAN("<p style=\"width:99999px;height:99999px\">x</p>")},
	{"styles", SPAN("<p style=\"font-size:9999px\">x</p>")},
	{"styles", SPAN("<p style=\"border:9999px solid red\">x</p>")},
	{"styles", SPAN("<p style=\"padding:9999px\">x</p>")},
	{"styles", SPAN("<p style=\"float:left;clear:both;overflow:hidden\">x</p>")},
	{"styles", SPAN("<p style=\"color:var(--x)\">x</p>")},
	{"styles", SPAN("<p style=\"color:#ff0000;color\">x</p>")},
	{"styles", SPAN("<p style=\";;;:::;\">x</p>")},
	{"styles", SPAN("<p style=\"color:rgb(999,0,0)\">x</p>")},
	{"styles", SPAN("<p style=\"color:rgba(0,0,0,calc(1))\">x</p>")},
	{"styles", SPAN("<p style=\"display:none\">hidden</p>")},
	{"styles", SPAN("<p style=\"visibility:hidden\">hidden</p>")},
	{"styles", SPAN("<p style=\"font-size:0\">hidden</p>")},
	{"styles", SPAN("<p style=\"color:#ffffff\">hidden</p>")},
	{"styles", SPAN("<p style=\"color:white;background:#fefefe\">hidden</p>")},
	{"styles", SPAN("<font color=\"#fffffe\">hidden</font>")},
	{"styles", SPAN("<p hidden>hidden</p>")},
	{"styles", SPAN("<p style=\"mso-hide:all\">hidden</p>")},
	{"styles", SPAN("<p style=\"max-height:0;overflow:hidden\">hidden</p>")},
	{"foreign", SPAN("<svg onload=alert(1)>")},
	{"foreign", SPAN("<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>")},
	{"foreign", SPAN("<svg><animate onbegin=alert(1) attributeName=x></svg>")},
	{"foreign", SPAN("<svg><foreignObject><body onload=alert(1)></foreignObject></svg>")},
	{"foreign", SPAN("<svg><style><img src=x onerror=alert(1)></style></svg>")},
	{"foreign", SPAN("<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">")},
	{"foreign", SPAN("<svg><title><style><img src=x onerror=alert(1)></style></title></svg>")},
	{"foreign", SPAN("<svg><desc><p>x</p></desc></svg>")},
	{"foreign", SPAN("<svg><use href=\"data:image/svg+xml,x#x\"/></svg>")},
	{"foreign", SPAN("<math><maction actiontype=\"statusline#https://e.test\" "
			 "xlink:href=\"javascript:alert(1)\">x</maction></math>")},
	{"foreign", SPAN("<math href=\"javascript:alert(1)\">x</math>")},
	{"foreign", SPAN("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 "
			 "onerror=alert(1)&gt;\">")},
	{"foreign", SPAN("<math><mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></mtext></math>")},
	{"foreign", SPAN("<math><annotation-xml encoding=\"text/html\"><style><img src=x "
			 "onerror=alert(1)></style></annotation-xml></math>")},
	{"foreign", SPAN("<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>")},
	{"mutation", SPAN("<table><td><a href=https://a.test/>1<table><td><a href=https://b.test/>2")},
	{"mutation", SPAN("<p><table><p>x</table></p>")},
	{"mutation", SPAN("<b><p><b><p><b><p>x")},
	{"mutation", SPAN("<a href=https://a.test/><div><a href=https://b.test/>x</a></div></a>")},
	{"mutation", SPAN("<table><b>x<tr><td>y</b></table>")},
	{"mutation", SPAN("<table><caption><table><tr><td>x</table></caption></table>")},
	{"mutation", SPAN("<li><ul><li><p><li>x")},
	{"mutation", SPAN("<h1><h2><h3>x</h1>")},
	{"mutation", SPAN("<button><p><button><p>x")},
	{"mutation", SPAN("<p><button><p>x</button></p>")},
	{"mutation", SPAN("<object><p><object><p>x")},
	{"mutation", SPAN("<dl><dt><div><dt>x</dl>")},
	{"mutation", SPAN("<pre>\n\n\nx</pre>")},
	{"mutation", SPAN("<pre><b>\nx</b></pre>")},
	{"mutation", SPAN("<textarea><img title=\"</textarea><img src onerror=alert(1)>\"></textarea>")},
	{"mutation", SPAN("<xmp><p title=\"</xmp><svg/onload=alert(1)>\">")},
	{"mutation", SPAN("<noembed><img title=\"</noembed><img src onerror=alert(1)>\"></noembed>")},
	{"mutation", SPAN("<noframes><p title=\"</noframes><svg/onload=alert(1)>\">")},
	{"mutation", SPAN("<iframe><p title=\"</iframe><svg/onload=alert(1)>\">")},
	{"mutation", SPAN("<plaintext><script>alert(1)</script>")},
	{"mutation", SPAN("<template><script>alert(1)</script></template>x")},
	{"mutation", SPAN("<select><template><img src=x onerror=alert(1)></template></select>")},
	{"mutation", SPAN("<frameset><frame src=\"javascript:alert(1)\"></frameset>")},
	{"mutation", SPAN("<p title=\"</p><script>alert(1)</script>\">x</p>")},
	{"mutation", SPAN("<![CDATA[<script>alert(1)</script>]]>x")},
	{"mutation", SPAN("<?xml version=\"1.0\"?><script>alert(1)</script>x")},
	{"mutation", SPAN("<!DOCTYPE html [<!ENTITY x \"<script>\">]>&x;")},
	{"mutation", SPAN("<!--><img src=x onerror=alert(1)>-->")},
	{"mutation", SPAN("<!--><script>alert(1)</script>")},
	{"mutation", SPAN("<!-- --!><img src=x onerror=alert(1)> -->")},
	{"mutation", SPAN("<!--[if gte mso 9]><script>alert(1)</script><![endif]-->x")},
	{"mutation", SPAN("<!--[if !mso]><!--><b>x</b><!--<![endif]-->")},
	{"mutation", SPAN("<![if !IE]><b>x</b><![endif]>")},
	{"mutation", SPAN("<!-- unclosed <b>x</b>")},
	{"mutation", SPAN("<x><!--</x><img src=x onerror=alert(1)>-->")},
	{"mutation", SPAN("&lt;script&gt;alert(1)&lt;/script&gt;")},
	{"mutation", SPAN("&amp;lt;script&amp;gt;")},
	{"mutation", SPAN("&#60;script&#62;alert(1)&#60;/script&#62;")},
	{"mutation", SPAN("<p>\357\277\274\342\200\256gpj.exe</p>")},
	{"mutation", SPAN("<p>a\013\014\033[31mb</p>")},
	{"frames", SPAN("<iframe src=\"javascript:alert(1)\"></iframe>")},
	{"frames", SPAN("<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>")},
	{"frames", SPAN("<frame src=\"javascript:alert(1)\">")},
	{"frames", SPAN("<embed src=\"javascript:alert(1)\">")},
	{"frames", SPAN("<object data=\"javascript:alert(1)\">x</object>")},
	{"frames", SPAN("<object type=\"text/x-scriptlet\" data=\"https://e.test/x.html\"></object>")},
	{"frames", SPAN("<applet code=x.class>x</applet>")},
	{"frames", SPAN("<portal src=\"https://e.test\">")},
	{"frames", SPAN("<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">")},
	{"frames", SPAN("<meta http-equiv=\"Set-Cookie\" content=\"x=1\">")},
	{"frames", SPAN("<meta charset=utf-7>+ADw-script+AD4-")},
	{"frames",
	 SPAN("<form action=https://e.test><input name=password type=password><textarea>x</textarea></form>")},
	{"frames", SPAN("<canvas>x</canvas><dialog open>y</dialog>")},
};

/* Words that must not occur in our tags. */
static const char *const never[] = {"javascript:", "vbscript:", "data:",     "expression", "url(",
				    "@import",     "position",  "behavior",  "binding",    "script",
				    "onerror",     "onload",    "onclick",   "onmouse",    "onfocus",
				    "display",     "transform", "animation", "z-index",    "t.test/p.gif\" src",
				    "\\"};

static const char *const elements[] = {
	"p",   "div", "h1",         "h2",   "h3",    "h4",      "h5",    "h6",    "ul",    "ol", "li",  "dl",
	"dt",  "dd",  "blockquote", "pre",  "table", "caption", "thead", "tbody", "tfoot", "tr", "td",  "th",
	"hr",  "br",  "img",        "a",    "b",     "strong",  "i",     "em",    "u",     "s",  "del", "ins",
	"sub", "sup", "small",      "code", "kbd",   "samp",    "var",   "mark",  "span"};

static bool is_element(struct span name)
{
	for (size_t i = 0; i < sizeof(elements) / sizeof(*elements); i++)
		if (span_eq(name, span_of(elements[i])))
			return true;
	return false;
}

/* The tag up to an attribute whose value may be any text. */
static struct span before(struct span tag, const char *attribute)
{
	ptrdiff_t at = span_find(tag, span_of(attribute));
	return at < 0 ? tag : span_sub(tag, 0, (size_t)at);
}

/* The rest of the tag after the attribute's first quote; empty if it lacks the attribute. */
static struct span value_of(struct span tag, const char *attribute)
{
	ptrdiff_t at = span_find(tag, span_of(attribute));
	return at < 0 ? SPAN_NONE : span_from(tag, (size_t)at + strlen(attribute));
}

static const char *tag_fault(struct span tag)
{
	struct span name = tag, rest = tag, href = value_of(tag, " href=\""), src = value_of(tag, " src=\"");
	if (span_starts(name, SPAN("/")))
		name = span_from(name, 1);
	span_word(&name, &rest);
	if (!is_element(rest))
		return "an element that is not allowed";
	if (href.len && !span_starts(href, SPAN("http://")) && !span_starts(href, SPAN("https://")) &&
	    !span_starts(href, SPAN("mailto:")) && !span_starts(href, SPAN("tel:")))
		return "a link that leads elsewhere";
	if (src.len && !span_starts(src, SPAN("cid:")))
		return "a picture of others";
	struct span quote = href;
	span_cut(&quote, '"', &href);
	struct span parts[] = {before(before(tag, " href=\""), " alt=\""), quote};
	for (size_t i = 0; i < sizeof(never) / sizeof(*never) * 2; i++)
		if (span_ifind(parts[i % 2], span_of(never[i / 2])) >= 0)
			return never[i / 2];
	return NULL;
}

static const char *fault(struct span html)
{
	struct span tag;
	const char *wrong = NULL;
	for (ptrdiff_t at; !wrong && (at = span_chr(html, '<')) >= 0;) {
		html = span_from(html, (size_t)at + 1);
		span_cut(&html, '>', &tag);
		wrong = tag_fault(tag);
	}
	return wrong;
}

static struct span cleaned(struct arena *a, struct span html, struct span *text)
{
	struct html_page page;
	html_read(a, html, &page);
	*text = page.text;
	return fragment_write(a, &page.fragment, NULL);
}

static void one_check(const char *kind, struct span html)
{
	struct arena a;
	struct fragment f;
	arena_init(&a);
	struct span in = check_exact(html), text, got = cleaned(&a, in, &text);
	const char *wrong = fault(got);
	if (wrong)
		fail_msg("%s: \"%.*s\": %s in \"%.*s\"", kind, SPAN_ARG(html), wrong, SPAN_ARG(got));
	if (!fragment_read(&a, got, &f))
		fail_msg("%s: \"%.*s\" is not read again: \"%.*s\"", kind, SPAN_ARG(html), SPAN_ARG(got));
	struct span again = cleaned(&a, got, &text);
	if (!span_eq(got, again))
		fail_msg("%s: \"%.*s\" is \"%.*s\", and then \"%.*s\"", kind, SPAN_ARG(html), SPAN_ARG(got),
			 SPAN_ARG(again));
	if (strcmp(kind, "wrapped") != 0 && span_find(html, SPAN(">hidden<")) >= 0 &&
	    span_find(got, SPAN("hidden")) >= 0)
		fail_msg("%s: \"%.*s\" is shown", kind, SPAN_ARG(html));
	free((void *)(uintptr_t)in.ptr);
	arena_clear(&a);
}

static void test_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++)
		one_check(vectors[i].kind, vectors[i].html);
}

/* Each one within and after markup that may hide it from a filter or move it in the tree. */
static void test_wrapped(void **state)
{
	static const char *const around[] = {"<p>%.*s",
					     "<table><tr><td>%.*s</td></tr></table>",
					     "<table>%.*s</table>",
					     "<ul><li>%.*s",
					     "<a href=https://a.test/>%.*s</a>",
					     "<b><i>%.*s",
					     "<pre>%.*s</pre>",
					     "<svg>%.*s</svg>",
					     "<p title=\"%.*s\">x</p>",
					     "<!-- %.*s",
					     "<textarea>%.*s",
					     "<style>%.*s</style>",
					     "<select>%.*s",
					     "<blockquote type=cite>%.*s</blockquote>"};
	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i += 1)
		for (size_t k = 0; k < sizeof(around) / sizeof(*around); k++) {
			char html[1000];
			int len = snprintf(html, sizeof(html), around[k], SPAN_ARG(vectors[i].html));
			one_check("wrapped", span_make(html, (size_t)len));
		}
}

/* A megabyte of one piece: takes bounded time, and only allowed HTML comes out. */
static void test_much(void **state)
{
	static const char *const pieces[] = {"<table><tr><td>",
					     "<div>",
					     "<b>",
					     "<a href=https://a.test/>",
					     "<svg>",
					     "<p style='color:red'>",
					     "<ul><li>",
					     "<font color=red>",
					     "<!--",
					     "<blockquote>",
					     "&#60;",
					     "<img src=cid:a>"};
	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		struct arena a;
		struct fragment f;
		struct span text;
		size_t step = strlen(pieces[i]), len = ((size_t)1 << 20) / step * step;
		char *html = malloc(len);
		for (size_t at = 0; at < len; at += step)
			memcpy(html + at, pieces[i], step);
		arena_init(&a);
		struct timespec start, end;
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
		struct span got = cleaned(&a, span_make(html, len), &text);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
		assert_true(got.len <= MAIL_MAX_HTML && fragment_read(&a, got, &f) && !fault(got));
		if ((double)(end.tv_sec - start.tv_sec) > check_allowed(10))
			fail_msg("%s takes %ld s", pieces[i], (long)(end.tv_sec - start.tv_sec));
		arena_clear(&a);
		free(html);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_vectors), cmocka_unit_test(test_wrapped),
					   cmocka_unit_test(test_much)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
