#include "tests/unit/check.h"

#include "parsers/base/buf.h"
#include "parsers/html_cut.h"
#include "parsers/mail.h"

/* An answer as each client writes it: bold, a link, a list, a table, coloured text, a picture in the middle, a
 * signature with a logo, and the quoted mail. What the author wrote arrives, formatted and in its place; logo,
 * signature and history do not. */
#define LINK "<a href=\"https://example.org/a\">link</a>"
#define PICTURE "<img src=\"cid:shot@example.org\""
#define SPAN_RED "<span style=\"color:#ff0000\">red</span>"
#define OLD "<div>Hello Jo,<br>these are <b>old words</b>.<br>ACME Support</div>"

static const struct {
	const char *name, *html;
	const char *wants; /* in this order, joined by '|' */
} shapes[] = {
	{"Gmail",
	 "<div dir=\"ltr\"><div>This is <b>bold</b> and a <a "
	 "href=\"https://example.org/a\">link</a>.</div><ul><li>one</li>"
	 "<li>two</li></ul><div><img src=\"cid:shot@example.org\" alt=\"shot.png\" width=\"562\" "
	 "height=\"316\"><br></div>"
	 "<table cellspacing=\"0\" border=\"1\"><tbody><tr><td>cell</td></tr></tbody></table><font "
	 "color=\"#ff0000\">red</font>"
	 "<div><br></div><span class=\"gmail_signature_prefix\">-- </span><br><div dir=\"ltr\" "
	 "class=\"gmail_signature\">Jo Miller"
	 "<br><img src=\"cid:logo@example.org\"></div></div><br><div class=\"gmail_quote\"><div dir=\"ltr\" "
	 "class=\"gmail_attr\">"
	 "On Mon, Nov 23, 2026 at 9:00 AM ACME Support &lt;<a "
	 "href=\"mailto:support@acme.test\">support@acme.test</a>&gt; wrote:<br>"
	 "</div><blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid "
	 "rgb(204,204,204);"
	 "padding-left:1ex\">" OLD "</blockquote></div>",
	 "<b>bold</b>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"Outlook for Windows",
	 "<html "
	 "xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><style><!--p.MsoNormal{margin:0cm}--></style></"
	 "head>"
	 "<body lang=EN-GB link=\"#0563C1\"><div class=WordSection1><p class=MsoNormal>This is <b>bold<o:p></o:p></b> "
	 "and a "
	 "<a href=\"https://example.org/a\">link</a>.<o:p></o:p></p><ul style='margin-top:0cm' type=disc><li "
	 "class=MsoListParagraph "
	 "style='margin-left:0cm;mso-list:l0 level1 lfo1'>one<o:p></o:p></li></ul><p class=MsoNormal><img width=300 "
	 "height=200 "
	 "style='width:3.125in' id=\"Picture_x0020_1\" src=\"cid:shot@example.org\"><o:p></o:p></p><table "
	 "class=MsoTableGrid border=1 "
	 "cellspacing=0 cellpadding=0 style='border-collapse:collapse;border:none'><tr><td width=100 valign=top "
	 "style='width:75.0pt;"
	 "border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt'><p "
	 "class=MsoNormal>cell<o:p></o:p></p></td></tr></table>"
	 "<p class=MsoNormal><span style='color:red'>red<o:p></o:p></span></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
	 "<p class=MsoNormal>-- <o:p></o:p></p><p class=MsoNormal>Jo Miller<br><img "
	 "src=\"cid:logo@example.org\"><o:p></o:p></p>"
	 "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p "
	 "class=MsoNormal><b><span "
	 "lang=EN-US>From:</span></b><span lang=EN-US> ACME Support &lt;support@acme.test&gt; <br><b>Sent:</b> 23 "
	 "November 2026 09:00"
	 "<br><b>To:</b> Jo Miller &lt;jo@example.org&gt;<br><b>Subject:</b> [ACME #1] "
	 "Printer<o:p></o:p></span></p></div></div>" OLD "</div></body></html>",
	 "<b>bold</b>|" LINK "|>one</li>|" PICTURE " alt=\"\" width=\"300\"|border:1.0pt solid #000000|cell|" SPAN_RED},
	{"Outlook on the web",
	 "<div class=\"elementToProof\" style=\"font-family:Aptos,sans-serif;font-size:12pt;color:rgb(0,0,0)\">This is "
	 "<b>bold</b> and a "
	 "<a href=\"https://example.org/a\" id=\"LPNoLPOWALinkPreview\" "
	 "data-auth=\"NotApplicable\">link</a>.</div><ol><li><div "
	 "role=\"presentation\">one</div></li></ol><div><img data-outlook-trace=\"F:1\" src=\"cid:shot@example.org\" "
	 "width=\"400\"></div>"
	 "<table><tbody><tr><td style=\"border-width:1px;border-style:solid\">cell</td></tr></tbody></table><div "
	 "style=\"color:rgb(255,0,0)\">red</div><div id=\"Signature\"><div>Jo Miller</div><img "
	 "src=\"cid:logo@example.org\"></div>"
	 "<div id=\"appendonsend\"></div><hr style=\"display:inline-block;width:98%\"><div id=\"divRplyFwdMsg\" "
	 "dir=\"ltr\"><b>From:</b> "
	 "ACME Support &lt;support@acme.test&gt;<br><b>Sent:</b> Monday, November 23, 2026 9:00 AM<br><b>To:</b> "
	 "Jo<br><b>Subject:</b> x"
	 "</div>" OLD,
	 "<b>bold</b>|" LINK "|<ol><li>|one|" PICTURE "|cell|color:#ff0000\">red"},
	{"Outlook for Mac",
	 "<div class=\"WordSection1\"><p class=\"MsoNormal\"><span style=\"font-size:11.0pt\">This is <b>bold</b> and "
	 "a <a "
	 "href=\"https://example.org/a\"><span style=\"color:#0563C1\">link</span></a>.</span></p><p "
	 "class=\"MsoListParagraph\" "
	 "style=\"text-indent:-.25in\"><span style=\"font-family:Symbol\">\xC2\xB7<span style=\"font:7.0pt &quot;Times "
	 "New Roman&quot;\">"
	 "&nbsp;&nbsp; </span></span>one</p><p class=\"MsoNormal\"><img "
	 "src=\"cid:shot@example.org\"></p><table><tr><td>cell</td></tr>"
	 "</table><p class=\"MsoNormal\"><span style=\"color:red\">red</span></p><div "
	 "id=\"mail-editor-reference-message-container\"><div "
	 "style=\"border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in\"><p "
	 "class=\"MsoNormal\"><b>From: </b>ACME Support "
	 "&lt;support@acme.test&gt;<br><b>Date: </b>Monday, 23. November 2026 at 09:00<br><b>To: </b>Jo<br><b>Subject: "
	 "</b>x</p></div>" OLD "<img src=\"cid:logo@example.org\"></div></div>",
	 "<b>bold</b>|<a href=\"https://example.org/a\">|link|one|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"Outlook for phones",
	 "<div dir=\"ltr\" style=\"font-family:Aptos\">This is <strong>bold</strong> and a <a "
	 "href=\"https://example.org/a\">link</a>.</div>"
	 "<ul><li>one</li></ul><img src=\"cid:shot@example.org\"><table><tr><td>cell</td></tr></table><div "
	 "dir=\"ltr\"><span "
	 "style=\"color: #ff0000\">red</span></div><div id=\"ms-outlook-mobile-signature\">Get Outlook for iOS<img "
	 "src=\"cid:logo@example.org\"></div><div id=\"mail-editor-reference-message-container\" "
	 "class=\"ms-outlook-mobile-reference-message\"><hr><div id=\"divRplyFwdMsg\"><strong>From:</strong> ACME "
	 "Support "
	 "&lt;support@acme.test&gt;<br><strong>Sent:</strong> Monday, November 23, 2026 9:00:00 "
	 "AM<br><strong>To:</strong> Jo</div>" OLD "</div>",
	 "<strong>bold</strong>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"Apple Mail",
	 "<html><body style=\"overflow-wrap: break-word; -webkit-nbsp-mode: space;\">This is <b class=\"\">bold</b> "
	 "and a <a "
	 "href=\"https://example.org/a\" class=\"\">link</a>.<div class=\"\"><ul class=\"MailOutline\"><li "
	 "class=\"\">one</li></ul><div><img "
	 "alt=\"shot.png\" apple-inline=\"yes\" src=\"cid:shot@example.org\"></div><table "
	 "class=\"\"><tbody><tr><td>cell</td></tr></tbody>"
	 "</table><span style=\"color: rgb(255, 0, 0);\">red</span></div><br "
	 "id=\"lineBreakAtBeginningOfMessage\"><div>-- </div><div>Jo "
	 "Miller<img src=\"cid:logo@example.org\"></div><div><br><blockquote type=\"cite\"><div>On 23. Nov 2026, at "
	 "09:00, ACME Support "
	 "&lt;support@acme.test&gt; wrote:</div><br class=\"Apple-interchange-newline\">" OLD
	 "</blockquote></div></body></html>",
	 "<b>bold</b>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"iPhone",
	 "<html><body dir=\"auto\">This is <b>bold</b> and a <a "
	 "href=\"https://example.org/a\">link</a>.<ul><li>one</li></ul><img "
	 "src=\"cid:shot@example.org\" alt=\"image0.jpeg\"><table><tbody><tr><td>cell</td></tr></tbody></table><font "
	 "color=\"#ff0000\">red</font><br id=\"lineBreakAtBeginningOfSignature\"><div dir=\"ltr\">Sent from my "
	 "iPhone<img "
	 "src=\"cid:logo@example.org\"></div><div dir=\"ltr\"><br><blockquote type=\"cite\">On 23. Nov 2026, at 09:00, "
	 "ACME Support "
	 "&lt;support@acme.test&gt; wrote:<br><br></blockquote></div><blockquote type=\"cite\"><div "
	 "dir=\"ltr\">\xEF\xBB\xBF" OLD "</div></blockquote></body></html>",
	 "<b>bold</b>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"Thunderbird",
	 "<!DOCTYPE html><html><head><meta http-equiv=\"Content-Type\" content=\"text/html; "
	 "charset=UTF-8\"></head><body><p>This is "
	 "<b>bold</b> and a <a moz-do-not-send=\"true\" "
	 "href=\"https://example.org/a\">link</a>.</p><ul><li>one</li></ul><p><img "
	 "moz-do-not-send=\"false\" src=\"cid:shot@example.org\" alt=\"\" width=\"400\" height=\"300\"></p><table "
	 "width=\"100%\" border=\"1\" "
	 "cellspacing=\"2\" cellpadding=\"2\"><tbody><tr><td valign=\"top\">cell<br></td></tr></tbody></table><p><font "
	 "color=\"#ff0000\">red"
	 "</font></p><div class=\"moz-cite-prefix\">On 23/11/2026 09:00, ACME Support wrote:<br></div><blockquote "
	 "type=\"cite\" "
	 "cite=\"mid:x@acme.test\">" OLD
	 "</blockquote><div class=\"moz-signature\">-- <br>Jo Miller<img src=\"cid:logo@example.org\"></div>"
	 "</body></html>",
	 "<b>bold</b>|" LINK "|<li>one</li>|" PICTURE "|cell|" SPAN_RED},
	{"Yahoo",
	 "<html><head></head><body><div class=\"ydp1yahoo-style-wrap\" style=\"font-size:16px;\"><div dir=\"ltr\" "
	 "data-setdir=\"false\">This is <b>bold</b> and a <a href=\"https://example.org/a\" class=\"\" "
	 "rel=\"nofollow\" "
	 "target=\"_blank\">link</a>.</div><ul><li>one</li></ul><div><img src=\"cid:shot@example.org\" "
	 "data-inlineimagemanipulating=\"true\">"
	 "</div><table><tbody><tr><td>cell</td></tr></tbody></table><div><span style=\"color: rgb(255, 0, "
	 "0);\">red</span></div></div>"
	 "<div id=\"yahoo_quoted_1\" class=\"yahoo_quoted\"><div><div>On Monday, November 23, 2026 at 09:00:00 AM "
	 "GMT+1, ACME Support "
	 "&lt;support@acme.test&gt; wrote:</div>" OLD "<img src=\"cid:logo@example.org\"></div></div></body></html>",
	 "<b>bold</b>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"Proton",
	 "<div style=\"font-family: Arial, sans-serif; font-size: 14px;\">This is <b>bold</b> and a <a "
	 "target=\"_blank\" rel=\"noreferrer\" "
	 "href=\"https://example.org/a\">link</a>.</div><ul "
	 "data-editing-info=\"{}\"><li><span>one</span></li></ul><img alt=\"shot.png\" "
	 "src=\"cid:shot@example.org\"><table><tbody><tr><td>cell</td></tr></tbody></table><span style=\"color: "
	 "rgb(255, 0, 0);\">red</span>"
	 "<div class=\"protonmail_signature_block\"><div class=\"protonmail_signature_block-user\">Jo Miller<img "
	 "src=\"cid:logo@example.org\"></div><div class=\"protonmail_signature_block-proton "
	 "protonmail_signature_block-empty\"></div></div>"
	 "<div class=\"protonmail_quote\">On Monday, November 23rd, 2026 at 9:00 AM, ACME Support "
	 "&lt;support@acme.test&gt; wrote:<br>"
	 "<blockquote class=\"protonmail_quote\" type=\"cite\">" OLD "</blockquote></div>",
	 "<b>bold</b>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"Zimbra",
	 "<html><body><div style=\"font-family: arial; font-size: 12pt; color: #000000\"><div>This is "
	 "<strong>bold</strong> and a <a "
	 "href=\"https://example.org/a\">link</a>.</div><ul><li>one</li></ul><div><img src=\"cid:shot@example.org\" "
	 "data-mce-src=\"cid:shot@example.org\"></div><table><tbody><tr><td>cell</td></tr></tbody></table><div><span "
	 "style=\"color: "
	 "#ff0000;\" data-mce-style=\"color: #ff0000;\">red</span></div><div data-marker=\"__SIG_PRE__\">Jo Miller<img "
	 "src=\"cid:logo@example.org\"></div><hr id=\"zwchr\" data-marker=\"__DIVIDER__\"><div "
	 "data-marker=\"__HEADERS__\"><b>From: </b>"
	 "\"ACME Support\" &lt;support@acme.test&gt;<br><b>To: </b>\"Jo\" &lt;jo@example.org&gt;<br><b>Sent: "
	 "</b>Monday, November 23, 2026 "
	 "9:00:00 AM<br><b>Subject: </b>x<br></div><div data-marker=\"__QUOTED_TEXT__\">" OLD
	 "</div></div></body></html>",
	 "<strong>bold</strong>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"Samsung",
	 "<html><head></head><body>This is <b>bold</b> and a <a "
	 "href=\"https://example.org/a\">link</a>.<ul><li>one</li></ul><div><img "
	 "src=\"cid:shot@example.org\"></div><table><tr><td>cell</td></tr></table><div><font "
	 "color=\"red\">red</font></div><div><br></div>"
	 "<div id=\"composer_signature\"><div dir=\"auto\">Sent from my Galaxy<img "
	 "src=\"cid:logo@example.org\"></div></div><div><br></div>"
	 "<div><br></div><div align=\"left\" dir=\"auto\" style=\"font-size:100%;color:#000000\"><div>-------- "
	 "Original message --------</div>"
	 "<div>From: ACME Support &lt;support@acme.test&gt; </div><div>Date: 23/11/2026  09:00  (GMT+01:00) "
	 "</div><div>To: Jo "
	 "</div><div>Subject: x </div><div><br></div></div>" OLD "</body></html>",
	 "<b>bold</b>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"K-9 and Thunderbird for Android",
	 "<!DOCTYPE html><html><body><div dir=\"auto\">This is <b>bold</b> and a <a "
	 "href=\"https://example.org/a\">link</a>.<ul><li>one</li>"
	 "</ul><img src=\"cid:shot@example.org\"><table><tr><td>cell</td></tr></table><font "
	 "color=\"#ff0000\">red</font></div><br><br><div "
	 "class=\"k9mail-signature\">-- <br>Sent from my Android device with K-9 Mail.<img "
	 "src=\"cid:logo@example.org\"></div><br><br><div "
	 "class=\"gmail_quote\"><div dir=\"auto\">On 23 November 2026 09:00:00 CET, ACME Support "
	 "&lt;support@acme.test&gt; wrote:</div>"
	 "<blockquote class=\"gmail_quote\">" OLD "</blockquote></div></body></html>",
	 "<b>bold</b>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"Zoho",
	 "<!DOCTYPE html><html><body><div style=\"font-family: Verdana; font-size: 10pt;\"><div>This is <b>bold</b> "
	 "and a <a "
	 "target=\"_blank\" href=\"https://example.org/a\">link</a>.</div><ul><li>one</li></ul><div><img "
	 "src=\"cid:shot@example.org\"></div>"
	 "<table><tbody><tr><td>cell</td></tr></tbody></table><div><span class=\"colour\" style=\"color:rgb(255, 0, "
	 "0)\">red</span></div>"
	 "<div id=\"Zm-_Id_-Sgn\" data-zbluepencil-ignore=\"true\"><div>Jo Miller<img "
	 "src=\"cid:logo@example.org\"></div></div><br><div "
	 "class=\"zmail_extra\" data-zbluepencil-ignore=\"true\"><div id=\"Zm-_Id_-Sgn1\">---- On Mon, 23 Nov 2026 "
	 "09:00:00 +0100 <b>ACME "
	 "Support &lt;support@acme.test&gt;</b> wrote ---</div><br><blockquote style=\"margin: 0px;\">" OLD
	 "</blockquote></div></div></body></html>",
	 "<b>bold</b>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"GroupWise",
	 "<html><body style='font: 10pt Tahoma; margin: 4px'><div>This is <strong>bold</strong> and a <a "
	 "href=\"https://example.org/a\">link</a>.</div><ul><li>one</li></ul><img "
	 "src=\"cid:shot@example.org\"><table><tr><td>cell</td></tr>"
	 "</table><div><font color=\"#ff0000\">red</font></div><div>&nbsp;</div><div>&gt;&gt;&gt; ACME Support "
	 "&lt;support@acme.test&gt; "
	 "23.11.2026 09:00 &gt;&gt;&gt;<br></div>" OLD "<img src=\"cid:logo@example.org\"></body></html>",
	 "<strong>bold</strong>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"GMX and web.de",
	 "<html><body><div style=\"font-family: Verdana;font-size: 12.0px;\"><div>This is <strong>bold</strong> and a "
	 "<a "
	 "href=\"https://example.org/a\">link</a>.</div><ul><li>one</li></ul><div><img "
	 "src=\"cid:shot@example.org\"></div><table><tbody><tr>"
	 "<td>cell</td></tr></tbody></table><div><span style=\"color:#FF0000\">red</span></div><div>&nbsp;<div "
	 "name=\"quote\" "
	 "style=\"margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid "
	 "#C3D9E5;\"><div><b>Gesendet:</b> Montag, 23. "
	 "November 2026 um 09:00 Uhr<br><b>Von:</b> \"ACME Support\" &lt;support@acme.test&gt;<br><b>An:</b> "
	 "jo@example.org<br><b>Betreff:"
	 "</b> x</div><div name=\"quoted-content\">" OLD
	 "<img src=\"cid:logo@example.org\"></div></div></div></div></body></html>",
	 "<strong>bold</strong>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"Fastmail",
	 "<!DOCTYPE html><html><head><title></title></head><body><div>This is <b>bold</b> and a <a "
	 "href=\"https://example.org/a\">link</a>."
	 "</div><ul><li>one<br></li></ul><div><img "
	 "src=\"cid:shot@example.org\"><br></div><table><tbody><tr><td>cell</td></tr></tbody></table>"
	 "<div><span class=\"color\" style=\"color:rgb(255, 0, 0);\">red</span></div><div id=\"sig1\"><div "
	 "class=\"signature\">--</div><div "
	 "class=\"signature\">Jo Miller<img src=\"cid:logo@example.org\"></div></div><div><br></div><div>On Mon, 23 "
	 "Nov 2026, at 9:00 AM, ACME "
	 "Support wrote:<br></div><blockquote type=\"cite\" id=\"qt\">" OLD "</blockquote></body></html>",
	 "<b>bold</b>|" LINK "|<li>one|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"Roundcube",
	 "<html><head></head><body style='font-size: 10pt; font-family: Verdana'><p>This is <strong>bold</strong> and "
	 "a <a "
	 "href=\"https://example.org/a\">link</a>.</p><ul><li>one</li></ul><p><img "
	 "src=\"cid:shot@example.org\"></p><table><tbody><tr><td>cell"
	 "</td></tr></tbody></table><p><span style=\"color: #ff0000;\">red</span></p><div id=\"signature\">-- <br>Jo "
	 "Miller<img "
	 "src=\"cid:logo@example.org\"></div><p><br></p><p id=\"reply-intro\">On 2026-11-23 09:00, ACME Support "
	 "wrote:</p><blockquote "
	 "type=\"cite\" style=\"padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0\">" OLD
	 "</blockquote></body></html>",
	 "<strong>bold</strong>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"Spark",
	 "<html><head></head><body><div name=\"messageBodySection\"><div dir=\"auto\">This is <b>bold</b> and a <a "
	 "href=\"https://example.org/a\">link</a>.</div><ul><li>one</li></ul><img "
	 "src=\"cid:shot@example.org\"><table><tr><td>cell</td></tr>"
	 "</table><span style=\"color:#ff0000\">red</span></div><div name=\"messageSignatureSection\"><br>Jo "
	 "Miller<img "
	 "src=\"cid:logo@example.org\"></div><div name=\"messageReplySection\">On 23. Nov 2026 at 09:00 +0100, ACME "
	 "Support "
	 "&lt;support@acme.test&gt;, wrote:<br><blockquote type=\"cite\" style=\"border-left-color: grey;\">" OLD
	 "</blockquote></div></body></html>",
	 "<b>bold</b>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"Evolution",
	 "<html dir=\"ltr\"><head></head><body style=\"text-align:left; direction:ltr;\"><div>This is <b>bold</b> and "
	 "a <a "
	 "href=\"https://example.org/a\">link</a>.</div><ul><li>one</li></ul><div><img "
	 "src=\"cid:shot@example.org\"></div><table><tr><td>cell"
	 "</td></tr></table><div><font color=\"#ff0000\">red</font></div><div><br></div><div>On Mon, 2026-11-23 at "
	 "09:00 +0100, ACME Support "
	 "wrote:</div><blockquote type=\"cite\" style=\"margin:0 0 0 .8ex; border-left:2px #729fcf "
	 "solid;padding-left:1ex\">" OLD "</blockquote><div><span><pre>-- <br></pre><div>Jo Miller<img "
	 "src=\"cid:logo@example.org\"></div></span></div></body></html>",
	 "<b>bold</b>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"Lotus Notes",
	 "<font size=2 face=\"sans-serif\">This is <b>bold</b> and a </font><a "
	 "href=\"https://example.org/a\">link</a>.<ul><li>one</ul><br><img "
	 "src=\"cid:shot@example.org\"><br><table><tr><td>cell</table><br><font size=2 "
	 "color=red>red</font><br><br><br><br><font size=1 "
	 "color=#5f5f5f face=\"sans-serif\">From: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1>ACME Support "
	 "&lt;support@acme.test&gt;</font><br><font size=1 color=#5f5f5f>To: &nbsp; &nbsp; &nbsp;</font><font "
	 "size=1>jo@example.org</font>"
	 "<br><font size=1 color=#5f5f5f>Date: &nbsp; &nbsp;</font><font size=1>23.11.2026 09:00</font><br><font "
	 "size=1 color=#5f5f5f>Subject: "
	 "</font><font size=1>x</font><br><hr noshade><br>" OLD "<img src=\"cid:logo@example.org\">",
	 "<b>bold</b>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|" SPAN_RED},
	{"Airmail",
	 "<html><body><div id=\"bloop_customfont\">This is <b>bold</b> and a <a "
	 "href=\"https://example.org/a\">link</a>.</div><ul><li>one</li></ul>"
	 "<img src=\"cid:shot@example.org\"><table><tr><td>cell</td></tr></table><div "
	 "style=\"color:#f00\">red</div><div "
	 "class=\"bloop_sign\">Jo Miller<img src=\"cid:logo@example.org\"></div><br><p class=\"airmail_on\">On 23 "
	 "November 2026 at 09:00:00, "
	 "ACME Support (<a href=\"mailto:support@acme.test\">support@acme.test</a>) wrote:</p><blockquote "
	 "type=\"cite\" "
	 "class=\"clean_bq\">" OLD "</blockquote></body></html>",
	 "<b>bold</b>|" LINK "|<li>one</li>|" PICTURE "|<td>cell</td>|color:#ff0000\">red"},
};

/* The plain text alternative that clients add. */
#define PLAIN                                                                                                          \
	"This is *bold* and a link <https://example.org/a>.\n\n   - one\n%s[image: shot.png]\ncell\nred\n\nOn Mon, "   \
	"23 "                                                                                                          \
	"Nov 2026 at 09:00, ACME Support <support@acme.test> wrote:\n\n> Hello Jo,\n> these are old words.\n"

static void part_write(struct buf *raw, const char *type, const char *id, const char *text)
{
	buf_printf(raw, "--r\nContent-Type: %s; charset=utf-8\n", type);
	if (id)
		buf_printf(raw, "Content-ID: <%s>\nContent-Disposition: inline; filename=%.4s.png\n", id, id);
	buf_str(raw, "\n");
	buf_str(raw, text);
	buf_str(raw, "\n");
}

static void mail_write(struct buf *raw, const char *html, bool alternative)
{
	char plain[600];
	snprintf(plain, sizeof(plain), PLAIN, strstr(html, "<li>two</li>") ? "   - two\n" : "");
	buf_str(raw,
		"From: Jo <jo@example.org>\nSubject: Re: Printer\nMIME-Version: 1.0\nContent-Type: multipart/related; "
		"boundary=r\n\n");
	if (alternative) {
		buf_printf(raw,
			   "--r\nContent-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/plain; "
			   "charset=utf-8\n\n%s\n--a\nContent-Type: text/html; charset=utf-8\n\n",
			   plain);
		buf_str(raw, html);
		buf_str(raw, "\n--a--\n");
	} else {
		part_write(raw, "text/html", NULL, html);
	}
	part_write(raw, "image/png", "shot@example.org", "shot");
	part_write(raw, "image/png", "logo@example.org", "logo");
	buf_str(raw, "--r--\n");
}

static void wants_check(const char *name, const struct mail *m, const char *wants)
{
	struct span rest = m->html, all = span_of(wants), want;
	while (span_cut(&all, '|', &want)) {
		ptrdiff_t at = span_find(rest, want);
		if (at < 0)
			fail_msg("%s: no \"%.*s\" in its place in:\n%.*s\n%.*s", name, SPAN_ARG(want),
				 SPAN_ARG(m->html), SPAN_ARG(m->text));
		rest = span_from(rest, (size_t)at + want.len);
	}
}

static void shape_check(void *charsets, const char *name, const char *html, const char *wants, bool alternative)
{
	static const char *const nevers[] = {"old words", "logo@", "Jo Miller", "ACME", "wrote"};
	struct arena a;
	struct mail m;
	struct err err;
	struct buf raw;
	arena_init(&a);
	buf_init(&raw, BUF_MAX);
	mail_write(&raw, html, alternative);
	assert_int_equal(mail_parse(charsets, &a, buf_span(&raw), &m, &err), 0);
	wants_check(name, &m, wants);
	for (size_t i = 0; i < sizeof(nevers) / sizeof(*nevers); i++)
		if (span_find(m.html, span_of(nevers[i])) >= 0)
			fail_msg("%s: \"%s\" stays in:\n%.*s", name, nevers[i], SPAN_ARG(m.html));
	/* the logo is kept with the history that shows it */
	bool logo = span_find(m.html_whole, SPAN("cid:logo@")) >= 0;
	assert_int_equal(m.attachments.count, logo ? 2 : 1);
	assert_true(m.attachments.items[0].in_html);
	CHECK_SPAN(m.attachments.items[0].content_id, SPAN("shot@example.org"));
	assert_true(html_keep(&a, m.html, m.text).len > 0);
	buf_clear(&raw);
	arena_clear(&a);
}

static void test_alone(void **state)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		shape_check(*state, shapes[i].name, shapes[i].html, shapes[i].wants, false);
}

static void test_beside_text(void **state)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		shape_check(*state, shapes[i].name, shapes[i].html, shapes[i].wants, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_alone), cmocka_unit_test(test_beside_text)};
	return cmocka_run_group_tests(tests, check_charsets, check_charsets_free);
}
