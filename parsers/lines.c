#include "parsers/lines.h"

#include <string.h>

#include "parsers/base/utf8.h"
#include "parsers/words.h"

#define MAX_PLAIN 500     /* bytes of a line that is looked at */
#define MAX_ATTRIBUTION 4 /* lines */
#define MAX_HEADER_LINES 12
#define MAX_FIELD_NAME 40 /* bytes */
#define MAX_FIELD_SPACES 2
#define MAX_FOOTER 90 /* bytes */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_ascii_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Ends with it, and not in the middle of a longer word. */
static bool ends_with_word(struct span text, struct span word)
{
	if (!span_ends(text, word))
		return false;
	return text.len == word.len || !is_ascii_letter(text.ptr[text.len - word.len - 1]) ||
	       !is_ascii_letter(word.ptr[0]);
}

static bool starts_with_word(struct span text, struct span word)
{
	return span_starts(text, word) && (text.len == word.len || !is_ascii_letter(text.ptr[word.len]));
}

/* ---- attribution lines ---- */

static const char verbs[] =
	"wrote|writes|schrieb|schreibt|geschrieben|a écrit|a ecrit|écrit|écrivait|escribió|escribio|escreveu|"
	"ha scritto|scrive|schreef|geschreven|skrev|skriver|kirjoitti|napisał|napisał(a)|napisała|pisze|napsal|"
	"napsal(a)|napsala|napísal|napísal(a)|napísala|napisao|napisala|je napisao/la|написал|написала|написал(а)|"
	"пишет|писал|написав|написав(-ла)|пише|написа|yazdı|şunu yazdı|írta|írta,|a scris|έγραψε|rašė|rakstīja|"
	"kirjutas|menulis|đã viết|เขียนว่า|写道|寫道|写|寫|のメール|書きました|작성|님이 씀|כתב|כתבה|כתב/ה|كتب";

/* The ones that stand before the name, in lines that begin with a date. */
static const char middle_verbs[] = " schrieb | schreef | skrev | napisał | escribió ";
static const char openers[] = "am|op|den|on|le|el|il|em|w|dnia|dne|dňa|på|-";
static const char quoters[] = "quoting|zitat von|citando|citando a|citerar|citat|citát|en réponse à|selon";

/* A year, or a time of day. */
static bool is_dated(struct span s)
{
	for (size_t i = 0; i + 4 <= s.len; i++) {
		const char *p = s.ptr + i;
		bool begins = i == 0 || !is_digit(p[-1]);
		bool year = ((p[0] == '1' && p[1] == '9') || (p[0] == '2' && p[1] == '0')) && is_digit(p[2]) &&
			    is_digit(p[3]);

		if (begins && year && (i + 4 == s.len || !is_digit(p[4])))
			return true;
		if (is_digit(p[0]) && (p[1] == ':' || p[1] == '.') && is_digit(p[2]) && is_digit(p[3]) &&
		    (i + 4 == s.len || !is_digit(p[4])))
			return true;
	}
	return false;
}

/* Without the colon that ends it; empty when there is none. */
static struct span colon_strip(struct span s)
{
	if (span_ends(s, SPAN(":")))
		return span_rtrim(span_sub(s, 0, s.len - 1));
	if (span_ends(s, SPAN("：")))
		return span_rtrim(span_sub(s, 0, s.len - strlen("：")));
	return SPAN_NONE;
}

static bool is_opened(struct span plain)
{
	return words_any(openers, plain, starts_with_word) || is_digit(plain.ptr[0]);
}

/* Surely one, whatever follows. */
static bool attribution_strong(struct span s)
{
	bool dated = is_dated(s), addressed = span_chr(s, '@') >= 0;

	if (words_any(verbs, s, ends_with_word))
		return dated || addressed;
	if (addressed && (span_ends(s, SPAN(">")) || span_ends(s, SPAN("]"))))
		return dated || words_any(quoters, s, starts_with_word);
	return dated && is_opened(s) && words_any(middle_verbs, s, words_within);
}

/* One, when quoted lines follow. */
static bool attribution_weak(struct span s)
{
	if (words_any(verbs, s, ends_with_word) || words_any(quoters, s, starts_with_word))
		return true;
	return span_chr(s, '@') >= 0 && (is_dated(s) || span_ends(s, SPAN(">")));
}

static bool is_quote(struct span text)
{
	struct span t = span_trim(text);

	return span_starts(t, SPAN(">")) && !span_starts(t, SPAN(">:"));
}

static bool quote_follows(const struct line_list *list, size_t i)
{
	while (i < list->count && list->items[i].kind == LINE_BLANK)
		i++;
	return i < list->count && list->items[i].kind == LINE_QUOTE;
}

/* Lines i to i+count-1 as one; empty when they can't be an attribution. */
static struct span lines_join(struct arena *a, const struct line_list *list, size_t i, size_t count)
{
	struct span joined = list->items[i].plain;

	for (size_t k = 1; k < count; k++)
		joined = arena_printf(a, "%.*s %.*s", SPAN_ARG(joined), SPAN_ARG(list->items[i + k].plain));
	return joined.len <= MAX_PLAIN ? colon_strip(joined) : SPAN_NONE;
}

/* May lines i to last be one that was wrapped? It begins a paragraph, or with a word that says so; and its last line is
 * not an attribution by itself, else the text in front of one would go with it. */
static bool may_wrap(const struct line_list *list, size_t i, size_t last)
{
	struct span first = list->items[i].plain, end = colon_strip(list->items[last].plain);

	if (is_opened(first) && is_dated(first))
		return true;
	if (i > 0 && list->items[i - 1].kind == LINE_TEXT)
		return false;
	return span_starts(end, SPAN("<")) || end.len == 0 || !attribution_strong(end);
}

static bool is_text(const struct line_list *list, size_t i)
{
	return i < list->count && list->items[i].kind == LINE_TEXT && list->items[i].plain.len;
}

/* How many lines from i on are an attribution: 0 to MAX_ATTRIBUTION. */
static size_t attribution_length(struct arena *a, const struct line_list *list, size_t i)
{
	for (size_t count = 1; count <= MAX_ATTRIBUTION && is_text(list, i + count - 1); count++) {
		if (!colon_strip(list->items[i + count - 1].plain).len)
			continue;
		if (count > 1 && !may_wrap(list, i, i + count - 1))
			return 0;
		struct span s = lines_join(a, list, i, count);
		if (!s.len)
			return 0;
		if (attribution_strong(s) || (quote_follows(list, i + count) && attribution_weak(s)))
			return count;
	}
	return 0;
}

static void attributions_mark(struct arena *a, struct line_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		size_t count = is_text(list, i) ? attribution_length(a, list, i) : 0;

		for (size_t k = 0; k < count; k++)
			list->items[i + k].kind = LINE_ATTRIBUTION;
		i += count ? count - 1 : 0;
	}
}

/* ---- header blocks ---- */

enum field { FIELD_FROM = 1, FIELD_DATE = 2, FIELD_TO = 4, FIELD_SUBJECT = 8, FIELD_OTHER = 16 };

static const struct {
	enum field field;
	const char *names;
} fields[] = {
	{FIELD_FROM,
	 "from|von|de|da|van|fra|från|lähettäjä|od|от|від|kimden|gönderen|feladó|de la|expéditeur|remitente|"
	 "mittente|afzender|avsändare|afsender|absender|nadawca|odesílatel|odosielateľ|από|发件人|寄件者|寄件人|發件人|"
	 "差出人|送信者|보낸 사람|보낸사람|מאת|من|dari|từ|จาก|pošiljatelj"},
	{FIELD_DATE,
	 "sent|date|gesendet|gesendet am|datum|envoyé|envoyé le|date d'envoi|enviado|enviado el|enviado em|fecha|"
	 "data|inviato|data invio|verzonden|sendt|dato|skickat|lähetetty|päivämäärä|pvm|wysłano|wysłane|"
	 "data wysłania|odesláno|odoslané|dátum|küldve|elküldve|отправлено|дата|надіслано|gönderildi|"
	 "gönderilme tarihi|gönderme tarihi|tarih|trimis|στάλθηκε|ημερομηνία|发送时间|发送日期|日期|寄件日期|傳送時間|"
	 "送信日時|日時|日付|보낸 날짜|날짜|נשלח|תאריך|تاريخ الإرسال|أرسل|التاريخ|tanggal|terkirim|ngày|đã gửi|วันที่|"
	 "message du|poslano"},
	{FIELD_TO,
	 "to|an|à|a|para|aan|til|till|vastaanottaja|do|komu|pro|кому|kime|címzett|către|catre|προς|destinataire|"
	 "destinatario|收件人|收件者|宛先|받는 사람|받는사람|אל|إلى|kepada|đến|tới|ถึง|za"},
	{FIELD_SUBJECT,
	 "subject|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|emne|ämne|aihe|otsikko|temat|předmět|"
	 "predmet|тема|konu|tárgy|subiect|θέμα|主题|主旨|主題|件名|제목|נושא|الموضوع|موضوع|subjek|perihal|chủ đề|"
	 "tiêu đề|เรื่อง"},
	{FIELD_OTHER,
	 "cc|kopie|copie à|kopia|kopi|bcc|reply-to|reply to|organization|importance|wichtigkeit|attachments|"
	 "抄送|копия|copia"},
};

static size_t spaces(struct span s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += s.ptr[i] == ' ';
	return count;
}

static int field_of(struct span plain)
{
	ptrdiff_t colon = span_chr(plain, ':');

	if (colon < 0 || colon > MAX_FIELD_NAME)
		colon = span_find(span_sub(plain, 0, MAX_FIELD_NAME), SPAN("："));
	if (colon <= 0)
		return 0;
	struct span name = span_rtrim(span_sub(plain, 0, (size_t)colon));
	if (spaces(name) > MAX_FIELD_SPACES)
		return 0;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (words_any(fields[i].names, name, span_eq))
			return (int)fields[i].field;
	return 0;
}

/* Enough of a header block: one line "From:" alone, or a traveller's "From: … To: … Date: …", is not. */
static bool fields_suffice(int seen, bool addressed)
{
	int others = ((seen & FIELD_DATE) != 0) + ((seen & FIELD_TO) != 0) + ((seen & FIELD_SUBJECT) != 0);

	return (seen & FIELD_FROM) && others >= 2 && (addressed || (seen & FIELD_SUBJECT));
}

static bool is_header_block(const struct line_list *list, size_t i)
{
	int seen = 0, field = field_of(list->items[i].plain);
	size_t since = 0; /* lines since the last field */
	bool addressed = false;

	if (!field || field == FIELD_OTHER)
		return false;
	for (size_t k = i; k < list->count && k < i + MAX_HEADER_LINES && since <= 2; k++) {
		field = field_of(list->items[k].plain);
		since = field ? 0 : since + 1;
		addressed |= (field & (FIELD_FROM | FIELD_TO)) && span_chr(list->items[k].plain, '@') >= 0;
		seen |= field;
	}
	return fields_suffice(seen, addressed);
}

/* ---- markers, signatures, footers, rules ---- */

static const char originals[] =
	"original message|original-nachricht|originalnachricht|ursprüngliche nachricht|urspruengliche nachricht|"
	"message d'origine|message original|mail original|mensaje original|mensagem original|messaggio originale|"
	"oorspronkelijk bericht|original meddelelse|oprindelig besked|oprindelig meddelelse|opprinnelig melding|"
	"originalmelding|ursprungligt meddelande|originalmeddelande|alkuperäinen viesti|wiadomość oryginalna|"
	"oryginalna wiadomość|původní zpráva|originální zpráva|pôvodná správa|исходное сообщение|"
	"оригинальное сообщение|оригінальне повідомлення|eredeti üzenet|orijinal mesaj|orijinal ileti|özgün ileti|"
	"mesaj original|mesajul original|αρχικό μήνυμα|原始邮件|原始郵件|原邮件|元のメッセージ|원본 메시지|"
	"الرسالة الأصلية|הודעה מקורית|izvorna poruka|pesan asli|thư gốc|"
	"above this line|oberhalb dieser linie|oberhalb dieser zeile|über dieser linie|au-dessus de cette ligne|"
	"encima de esta línea|acima desta linha|sopra questa linea|boven deze regel|boven deze lijn";

static const char forwards[] =
	"forwarded message|forwarded by|weitergeleitete nachricht|weitergeleitete e-mail|message transféré|"
	"message réexpédié|mensaje reenviado|mensagem encaminhada|messaggio inoltrato|doorgestuurd bericht|"
	"videresendt|vidarebefordra|välitetty viesti|przekazana wiadomość|wiadomość przekazana|přeposlaná zpráva|"
	"preposlaná správa|пересылаемое сообщение|пересланное сообщение|переслане повідомлення|továbbított üzenet|"
	"iletilmiş mesaj|iletilen ileti|mesaj redirecționat|προωθημένο μήνυμα|转发的邮件|转发邮件|轉寄的郵件|"
	"転送されたメッセージ|전달된 메시지|הודעה שהועברה|رسالة معاد توجيهها";

static const char forward_openers[] =
	"begin forwarded message:|anfang der weitergeleiteten nachricht:|anfang der weitergeleiteten e-mail:|"
	"début du message réexpédié|début du message transféré|inicio del mensaje reenviado:|"
	"início da mensagem encaminhada:|inizio messaggio inoltrato:|begin doorgestuurd bericht:|"
	"start på videresendt|vidarebefordrat brev:|początek przekazywanej wiadomości:|начало переадресованного";

static bool is_rule_char(char c)
{
	return span_chr(SPAN("-_=*~#+"), c) >= 0;
}

static size_t rule_length(struct span s)
{
	size_t len = 0;

	while (len < s.len && is_rule_char(s.ptr[len]))
		len++;
	return len;
}

/* Dashes that are one character each in print: "—". */
static bool is_dash_line(struct span s)
{
	while (span_starts(s, SPAN("—")) || span_starts(s, SPAN("―")))
		s = span_from(s, 3);
	return s.len == 0;
}

static enum line_kind marker_kind(struct span raw, struct span plain)
{
	size_t rule = rule_length(raw);

	if (span_eq(raw, SPAN("--")) || (raw.len && is_dash_line(raw)))
		return LINE_SIGNATURE;
	if (rule >= 3 && rule == raw.len)
		return LINE_RULE;
	if ((span_ends(plain, SPAN(":")) && words_any(forward_openers, plain, span_starts)) ||
	    (rule >= 2 && words_any(forwards, plain, words_within)))
		return LINE_FORWARDED;
	return rule >= 2 && words_any(originals, plain, words_within) ? LINE_ORIGINAL : LINE_TEXT;
}

static const char footer_starts[] =
	"sent from |sent via |sent with |sent using |get outlook for |von meinem |gesendet von |gesendet mit |"
	"envoyé de |envoyé depuis |envoyé à partir |envoyé avec |télécharger outlook |obtenez outlook |enviado desde |"
	"enviado de |enviado do |enviado a partir |enviado pelo |enviado con |obtener outlook |obter o outlook |"
	"inviato da |inviato dal |inviato con |scarica outlook |verzonden vanaf |verstuurd vanaf |verzonden met |"
	"verstuurd met |outlook voor |outlook für |outlook for |skickat från |sendt fra |sendt via |lähetetty |"
	"wysłane z |wysłano z |pobierz outlook |odesláno z |odoslané z |отправлено с |отправлено из |надіслано з |"
	"trimis de pe |trimis din |στάλθηκε από |发自|發自|從我的|取得 outlook|获取 outlook|أرسلت من |נשלח מ";
static const char footer_ends[] = "gesendet|から送信|에서 보냄|gönderildi|傳送|küldve";

/* Few words, no sentence: "Sent from my old address last week, but no answer came." is text. */
static bool is_footer(struct span plain)
{
	ptrdiff_t link = span_chr(plain, '<'), paren = span_chr(plain, '(');
	struct span s = plain, rest, word;
	size_t words = 0;

	if (link > 0)
		s = span_rtrim(span_sub(s, 0, (size_t)link));
	if (paren > 0)
		s = span_rtrim(span_sub(s, 0, (size_t)paren));
	rest = s;
	while (span_word(&rest, &word))
		words++;
	if (s.len > MAX_FOOTER || words > 9 || span_find(s, SPAN(", ")) >= 0 || span_ends(s, SPAN("?")))
		return false;
	return words_any(footer_starts, s, span_starts) || words_any(footer_ends, s, span_ends);
}

/* It stands by itself: nothing of a paragraph above or below. */
static void footers_mark(struct line_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct line *line = &list->items[i];
		bool above = i > 0 && list->items[i - 1].kind == LINE_TEXT;
		bool below = i + 1 < list->count && list->items[i + 1].kind == LINE_TEXT;

		if (line->kind == LINE_TEXT && !above && !below && is_footer(line->plain))
			line->kind = LINE_FOOTER;
	}
}

/* ---- all of it ---- */

/* Folded, without the emphasis that HTML-to-text puts around ("*From:* Jo"). */
static struct span plain_of(struct arena *a, struct span collapsed)
{
	return span_trim(arena_without(a, utf8_fold(a, collapsed), '*'));
}

static void line_judge(struct arena *a, struct line *line)
{
	if (is_quote(line->text)) {
		line->kind = LINE_QUOTE;
	} else if (line->text.len <= MAX_PLAIN) {
		struct span raw = utf8_line(a, line->text);

		line->plain = plain_of(a, raw);
		line->kind = raw.len ? marker_kind(raw, line->plain) : LINE_BLANK;
	}
}

void lines_read(struct arena *a, struct span text, struct line_list *out)
{
	struct span line;

	*out = (struct line_list){0};
	while (out->count + 1 < LINES_MAX && span_line(&text, &line)) {
		struct line *new = LIST_ADD(a, out);
		new->text = line;
		line_judge(a, new);
	}
	if (text.len)
		LIST_ADD(a, out)->text = text;
	attributions_mark(a, out);
	for (size_t i = 0; i < out->count; i++)
		if (out->items[i].kind == LINE_TEXT && is_header_block(out, i))
			out->items[i].kind = LINE_HEADERS;
	footers_mark(out);
}
