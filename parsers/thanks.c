#include "parsers/thanks.h"

#include "parsers/foreign.h"

#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"

#define MAX_WORDS 80
#define NAMES_UNKNOWN 3  /* capitalized unknown words that may be names */
#define NO_SPACES 0x0E00 /* first code point of the scripts written without spaces: Thai, Chinese, Japanese … */

/* Phrases in lower case, with single spaces, also instead of apostrophes. */
static const char thanks[] =
	/* en */
	"thanks|thank you|thank u|thankyou|thx|thnx|tnx|tks|ty|tyvm|many thanks|much appreciated|"
	"greatly appreciated|really appreciated|i appreciate it|i really appreciate it|appreciate it|appreciated|"
	"much obliged|"
	/* de */ "danke|danke schön|danke schoen|dankeschön|dankeschoen|dankesehr|vielen dank|besten dank|herzlichen "
	"dank|"
	"lieben dank|tausend dank|vielen lieben dank|haben sie vielen dank|ich danke ihnen|ich danke dir|wir "
	"danken|wir danken ihnen|"
	"ich bedanke mich|"
	/* fr */ "merci|mercis|mille mercis|grand merci|un grand merci|je vous remercie|je te remercie|"
	"nous vous remercions|avec mes remerciements|"
	/* es ca gl eu */ "gracias|muchas gracias|mil gracias|muchísimas gracias|muchisimas gracias|se agradece|"
	"te lo agradezco|se lo agradezco|gràcies|moltes gràcies|grazas|moitas grazas|eskerrik asko|"
	/* it */ "grazie|grazie mille|mille grazie|tante grazie|molte grazie|vi ringrazio|la ringrazio|ti ringrazio|"
	/* pt */ "obrigado|obrigada|muito obrigado|muito obrigada|obg|agradeço|agradecido|agradecida|agradecemos|"
	/* nl af */ "bedankt|dank|dank u|dank je|dank u wel|dank je wel|dankjewel|dankuwel|hartelijk dank|"
	"hartelijk bedankt|dankie|baie dankie|"
	/* pl */ "dziękuję|dziekuje|dzięki|dzieki|dziękujemy|bardzo dziękuję|bardzo dziekuje|serdecznie dziękuję|"
	/* cs sk */ "děkuji|dekuji|děkuju|dekuju|díky|diky|děkujeme|mockrát děkuji|moc děkuji|ďakujem|dakujem|ďakujeme|"
	"vďaka|"
	/* hu */ "köszönöm|koszonom|köszi|köszönjük|köszönöm szépen|nagyon köszönöm|"
	/* ro */ "mulțumesc|mulţumesc|multumesc|mulțumim|multumim|mersi|vă mulțumesc|va multumesc|"
	/* sv da no is */ "tack|tack så mycket|tusen tack|stort tack|tackar|tak|mange tak|tusind tak|takk|tusen takk|"
	"mange takk|takk fyrir|takk kærlega|"
	/* fi et */ "kiitos|kiitoksia|kiitti|kiitän|paljon kiitoksia|aitäh|aitah|tänan|suur tänu|suur aitäh|"
	/* lt lv */ "ačiū|aciu|dėkoju|dekoju|labai ačiū|paldies|liels paldies|"
	/* sl hr sr bs sq */ "hvala|hvala vam|hvala ti|hvala lepa|hvala lepo|hvala lijepa|hvala lijepo|hvala puno|"
	"puno hvala|najlepša hvala|zahvaljujem|faleminderit|"
	/* tr */ "teşekkürler|teşekkür ederim|tesekkurler|tesekkur ederim|çok teşekkürler|çok teşekkür ederim|sağol|"
	"sağ olun|"
	/* ru uk bg mk sr */ "спасибо|большое спасибо|спасибо большое|огромное спасибо|благодарю|благодарим|дякую|"
	"щиро дякую|дуже дякую|дякуємо|благодаря|много благодаря|благодарам|хвала|"
	/* el */ "ευχαριστώ|ευχαριστω|ευχαριστώ πολύ|ευχαριστω πολυ|σας ευχαριστώ|ευχαριστούμε|"
	/* vi id */ "cảm ơn|cám ơn|xin cảm ơn|cam on|terima kasih|terimakasih|makasih|"
	/* ar he fa hi */ "شكرا|شكراً|شكرا لك|شكرا لكم|شكرا جزيلا|شكراً جزيلاً|תודה|תודה רבה|ممنون|متشکرم|با تشکر|سپاس|"
	"धन्यवाद|"
	/* ja */ "ありがとうございます|ありがとうございました|有難うございます|有難うございました|ありがとう|"
	"感謝します|"
	"感謝いたします|どうもありがとうございます|どうもありがとうございました|"
	/* zh ko th */ "谢谢|謝謝|多谢|多謝|感谢|感謝|非常感谢|非常感謝|谢谢您|謝謝您|谢谢你|감사합니다|고맙습니다|"
	"감사드립니다|ขอบคุณ|ขอบคุณครับ|ขอบคุณค่ะ|ขอบคุณมาก|ขอบคุณมากครับ|ขอบคุณมากค่ะ";

/* Words that may accompany thanks within a sentence. */
static const char more[] =
	"very much|so much|a lot|a million|a bunch|lots|again|once again|once more|indeed|very|really|you|you all|all|"
	"everyone|everybody|team|guys|folks|sir|madam|ever so much|and|"
	"sehr|schön|schoen|nochmal|nochmals|noch einmal|vielmals|ihnen|dir|euch|herzlich|ganz "
	"herzlich|allen|zusammen|und|"
	"beaucoup|bien|infiniment|encore|encore une fois|à vous|à toi|à tous|à toute l équipe|vous|et|"
	"mucho|de nuevo|otra vez|a ti|a usted|a todos|y|ancora|di nuovo|a voi|a te|di cuore|davvero|mais uma "
	"vez|novamente|"
	"wel|nogmaals|heel erg|hartelijk|voor alles|allemaal|en|bardzo|jeszcze raz|ještě "
	"jednou|pekne|krásně|krásne|ešte raz|mockrát|moc|még "
	"egyszer|"
	"정말|너무|대단히|szépen|încă o dată|frumos|mult|så mycket|igen|skal du have|så meget|så mye|paljon|vielä "
	"kerran|çok|tekrar|еще раз|ещё раз|"
	"большое|огромное|ще раз|много|πολύ|nhiều|bạn|banyak|جزيلا|רבה|どうも|本当に|大変|非常|您|你|了|啊|大家";

/* Praise: may be said besides thanks. */
static const char praise[] =
	"ok|okay|great|perfect|super|excellent|wonderful|awesome|brilliant|fantastic|lovely|nice|very good|all "
	"good|got it|"
	"understood|noted|well done|great job|good job|great work|that s great|that is great|that s perfect|sounds "
	"good|top|"
	"alles klar|prima|toll|klasse|perfekt|sehr gut|wunderbar|ausgezeichnet|spitze|hervorragend|verstanden|in "
	"ordnung|"
	"passt|alles gut|parfait|génial|genial|très bien|tres bien|d accord|entendu|bien reçu|c est parfait|perfecto|"
	"estupendo|excelente|muy bien|vale|de acuerdo|entendido|perfetto|ottimo|benissimo|va bene|ricevuto|ótimo|otimo|"
	"perfeito|muito bem|entendi|geweldig|fijn|oké|in "
	"orde|duidelijk|świetnie|swietnie|doskonale|skvělé|výborně|skvelé|"
	"výborne|nagyszerű|rendben|toppen|jättebra|fint|flott|hienoa|loistavaa|selvä|harika|tamam|süper|отлично|супер|"
	"ок|"
	"понял|поняла|понятно|чудово|добре|τέλεια|了解です|了解しました|承知しました|承知いたしました|助かりました|"
	"わかりました|分かりました|よろしくお願いします|よろしくお願いいたします|"
	"今後ともよろしくお願いいたします|好的|收到|太好了|明白|辛苦了|네|알겠습니다|확인했습니다|수고하세요";

static const char behind[] =
	"for|für|fuer|pour|por|per|voor|för|za|pela|pelo|pelas|pelos|pentru|за|de|d|del|dell|della|com";

/* Words for what one is thanked for, and those around them. */
static const char reasons[] =
	"the|your|that|this|it|all|everything|quick|fast|prompt|swift|speedy|kind|great|good|excellent|lovely|help|"
	"support|"
	"assistance|reply|response|answer|feedback|info|information|update|clarification|explanation|effort|efforts|"
	"time|"
	"service|patience|work|helping|me|us|getting back|getting back to me|letting me know|sorting this out|sorting "
	"it out|resolving this|fixing this|fixing it|solving this|with this|with that|so "
	"quickly|quickly|email|mail|message|solution|understanding|"
	"confirmation|"
	"die|der|das|den|ihre|ihren|deine|deinen|eure|euren|alles|schnelle|schnellen|rasche|raschen|prompte|prompten|"
	"nette|"
	"netten|tolle|tollen|freundliche|gute|kompetente|hilfe|unterstützung|unterstuetzung|antwort|rückmeldung|"
	"rueckmeldung|infos|informationen|auskunft|mühe|muehe|bemühungen|bemuehungen|erklärung|bearbeitung|nachricht|"
	"lösung|geduld|arbeit|bestätigung|"
	"votre|vos|ton|ta|tes|l|la|le|les|cette|ce|tout|réponse|reponse|aide|rapidité|rapide|retour|soutien|"
	"informations|"
	"réactivité|efficacité|précisions|explications|travail|très|temps|"
	"su|sus|tu|tus|el|los|las|vuestra|ayuda|respuesta|rápida|rapida|pronta|información|informacion|atención|"
	"atencion|"
	"apoyo|todo|soporte|tiempo|servicio|confirmación|"
	"il|i|vostra|vostro|sua|suo|tua|tuo|aiuto|risposta|veloce|informazioni|informazione|supporto|assistenza|tutto|"
	"disponibilità|gentilezza|conferma|e|"
	"a|o|as|os|seu|ajuda|resposta|atenção|atencao|informação|apoio|suporte|tudo|retorno|confirmação|"
	"het|de|je|jouw|uw|jullie|hulp|snelle|antwoord|reactie|informatie|ondersteuning|goede|moeite|bevestiging|"
	"pomoc|odpowiedź|odpowiedz|szybką|szybka|informację|informacje|wszystko|wsparcie|odpověď|odpoveď|rychlou|"
	"rýchlu|"
	"informace|informácie|všechno|vše|podporu|ajutor|ajutorul|răspuns|răspunsul|raspuns|raspunsul|"
	"hjälpen|hjälp|svaret|svar|snabba|snabbt|hjælpen|hjælp|hurtige|hjelpen|hjelp|raskt|allt|alt|det|din|"
	"помощь|ответ|быстрый|быструю|информацию|всё|все|поддержку|вашу|ваш|допомогу|відповідь|швидку|і|и";

static const char greetings[] =
	"hi|hi there|hello|hello there|hey|dear|good morning|good afternoon|good evening|good day|greetings|"
	"hallo|guten tag|guten morgen|guten abend|moin|servus|grüezi|grüß gott|sehr geehrte|sehr geehrter|liebe|lieber|"
	"liebes|bonjour|bonsoir|cher|chère|chers|salut|hola|buenos días|buenos dias|buenas "
	"tardes|buenas|estimado|estimada|"
	"estimados|ciao|buongiorno|buonasera|salve|gentile|egregio|olá|ola|bom dia|boa tarde|boa noite|prezado|prezada|"
	"prezados|caro|cara|hoi|beste|goedemorgen|goedemiddag|goedendag|geachte|dzień dobry|cześć|witam|dobrý "
	"den|dobrý deň|"
	"ahoj|jó napot|kedves|szia|bună ziua|bună|hej|hejsan|god morgon|goddag|kære|kjære|hei|moi|hyvää päivää|merhaba|"
	"sayın|здравствуйте|добрый день|привет|уважаемый|уважаемая|добрий день|вітаю|γεια σας|καλημέρα|dober dan|dobar "
	"dan|"
	"poštovani|お世話になっております|お世話になります|您好|你好|안녕하세요|สวัสดี";

static const char titles[] = "mr|mrs|ms|miss|dr|sir|madam|team|all|everyone|everybody|there|support|support "
			     "team|herr|herrn|frau|damen|und|herren|"
			     "zusammen|ihr|monsieur|madame|messieurs|mesdames|équipe|à "
			     "tous|señor|señora|equipo|signor|signora|heer|mevrouw|meneer|"
			     "pan|pani|paní|pane|de|det|bey|hanım|様|さん|先生|女士|님";

/* --- words and phrases --- */

struct word {
	struct span raw, folded;
	bool starts; /* the first word of a piece: pieces are separated by line ends, full stops, commas … */
};
struct words {
	struct word items[MAX_WORDS];
	size_t count;
	bool other; /* contains a digit or question mark, or too many words: not thanks alone */
};

static bool thanks_is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c > 0xBF && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x3004) &&
		!(c >= 0x3008 && c <= 0x3020) && !(c >= 0xFE00 && c <= 0xFE6F) && !(c >= 0xFF00 && c <= 0xFF20) &&
		c != UTF8_REPLACEMENT && c < 0x1F000) ||
	       c == 0xAA || c == 0xBA;
}

static bool is_question_or_digit(uint32_t c)
{
	return c == '?' || c == 0xFF1F || c == 0x061F || c == 0x037E || (c >= '0' && c <= '9') ||
	       (c >= 0xFF10 && c <= 0xFF19) || (c >= 0x0660 && c <= 0x0669);
}

/* Separates words within a piece. */
static bool is_between(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\'' || c == '-' || c == '*' || c == '_' || c == 0xA0 || c == 0x2010 ||
	       c == 0x2011 || c == 0x2019 || c == 0x3000;
}

static void thanks_word_add(struct arena *a, struct words *w, const char *start, const char *end, bool starts)
{
	struct span raw = span_make(start, (size_t)(end - start));
	if (w->count >= MAX_WORDS) {
		w->other = true;
		return;
	}
	w->items[w->count++] = (struct word){raw, utf8_fold(a, raw), starts};
}

static void words_read(struct arena *a, struct span text, struct words *w)
{
	const char *start = NULL;
	bool starts = true;
	while (text.len) {
		const char *at = text.ptr;
		bool bad;
		uint32_t c = utf8_take(&text, &bad);
		w->other = w->other || bad || is_question_or_digit(c);
		if (thanks_is_letter(c)) {
			start = start ? start : at;
			continue;
		}
		if (start)
			thanks_word_add(a, w, start, at, starts);
		starts = (starts && !start) || !is_between(c);
		start = NULL;
	}
	if (start)
		thanks_word_add(a, w, start, text.ptr, starts);
}

static bool is_spaceless(struct span s)
{
	bool bad;
	uint32_t c = s.len ? utf8_take(&s, &bad) : 0;
	return c >= NO_SPACES && !(c >= 0x1E00 && c <= 0x1FFF); /* these are more Latin and Greek letters */
}

/* Number of words of the phrase, if it is at `at` and within one piece; otherwise 0. */
static size_t phrase_length(const struct words *w, size_t at, struct span phrase)
{
	struct span one;
	size_t n = 0;
	for (; span_cut(&phrase, ' ', &one); n++)
		if (at + n >= w->count || (n && w->items[at + n].starts) || !span_eq(w->items[at + n].folded, one))
			return 0;
	return n;
}

/* Number of words of the list's longest phrase at that word, or 0. */
static size_t longest(const struct words *w, size_t at, const char *list)
{
	struct span rest = span_of(list), phrase;
	size_t best = 0;
	while (span_cut(&rest, '|', &phrase)) {
		size_t n = phrase_length(w, at, phrase);
		best = n > best ? n : best;
	}
	return best;
}

/* Does a word of a script without spaces consist of these phrases alone? *thanked is set if one of them says thanks. */
static bool is_made_of_phrases(struct span word, bool *thanked)
{
	static const char *const lists[] = {thanks, praise, more, greetings, titles, foreign_closings};
	while (word.len) {
		size_t best = 0, of = 0;
		for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
			struct span rest = span_of(lists[i]), phrase;
			while (span_cut(&rest, '|', &phrase))
				if (phrase.len > best && is_spaceless(phrase) && span_starts(word, phrase)) {
					best = phrase.len;
					of = i;
				}
		}
		if (!best)
			return false;
		*thanked |= of == 0;
		word = span_from(word, best);
	}
	return true;
}

static bool is_capital(struct arena *a, struct span word)
{
	struct span rest = word;
	bool bad;
	utf8_take(&rest, &bad);
	struct span first = span_sub(word, 0, word.len - rest.len);
	return !span_eq(utf8_fold(a, first), first) && span_eq(utf8_fold(a, rest), rest);
}

/* --- the text, word by word --- */

struct thanking {
	struct arena *a;
	const struct words *w;
	const struct span_list *names; /* their words, folded */
	size_t at;
	bool thanked, for_something;
};

static bool thanks_take(struct thanking *t, const char *list)
{
	size_t n = longest(t->w, t->at, list);
	t->at += n;
	return n > 0;
}

/* A known name, or one of at most NAMES_UNKNOWN words that look like names. */
static bool may_be_name(const struct thanking *t, const struct word *word, size_t *unknown)
{
	return span_in(t->names, word->folded) || (is_capital(t->a, word->raw) && ++*unknown <= NAMES_UNKNOWN);
}

/* Skips the titles and names of those greeted. */
static void take_called(struct thanking *t)
{
	size_t unknown = 0;
	while (t->at < t->w->count && !t->w->items[t->at].starts) {
		if (thanks_take(t, titles))
			continue;
		if (!may_be_name(t, &t->w->items[t->at], &unknown))
			return;
		t->at++;
	}
}

static bool thanks_at_end(const struct thanking *t)
{
	return t->at == t->w->count;
}

/* Only names and closings may follow a closing. */
static bool thanks_is_signed(struct thanking *t)
{
	size_t unknown = 0;
	while (!thanks_at_end(t)) {
		if (t->w->items[t->at].starts && thanks_take(t, foreign_closings))
			continue;
		if (!may_be_name(t, &t->w->items[t->at], &unknown))
			return false;
		t->at++;
	}
	return true;
}

/* Advances over one phrase of the body; false if the next word does not belong to thanks. */
static bool thanks_step(struct thanking *t)
{
	const struct word *word = &t->w->items[t->at];
	if (word->starts)
		t->for_something = false;
	if (is_spaceless(word->folded)) {
		t->at++;
		return is_made_of_phrases(word->folded, &t->thanked);
	}
	/* the longer phrase first: "best" closes, "besten Dank" does not */
	size_t said = longest(t->w, t->at, thanks), praised = longest(t->w, t->at, praise);
	if (said >= praised && said) {
		t->thanked = true;
		t->at += said;
		return true;
	}
	if (thanks_take(t, praise) || (!word->starts && thanks_take(t, more)))
		return true;
	if (t->thanked && !word->starts && !t->for_something && thanks_take(t, behind)) {
		t->for_something = true;
		return true;
	}
	if (t->for_something && thanks_take(t, reasons))
		return true;
	if (!span_in(t->names, word->folded))
		return false;
	t->at++;
	return true;
}

static bool is_thanking(struct thanking *t)
{
	if (thanks_take(t, greetings))
		take_called(t);
	while (!thanks_at_end(t)) {
		size_t closed = t->w->items[t->at].starts ? longest(t->w, t->at, foreign_closings) : 0;
		if (closed > longest(t->w, t->at, thanks)) {
			t->at += closed;
			return t->thanked && thanks_is_signed(t);
		}
		if (!thanks_step(t))
			return false;
	}
	return t->thanked;
}

static void names_add(struct arena *a, struct span name, struct span_list *out)
{
	struct words words = {0};
	words_read(a, span_sub(name, 0, THANKS_MAX_TEXT), &words);
	for (size_t i = 0; i < words.count; i++)
		span_list_add(a, out, words.items[i].folded);
}

bool thanks_alone(struct arena *a, struct span text, const struct span_list *names)
{
	struct words words = {0};
	struct span_list folded = {0};
	text = span_trim(text);
	if (!text.len || text.len > THANKS_MAX_TEXT)
		return false;
	words_read(a, text, &words);
	if (words.other || !words.count)
		return false;
	for (size_t i = 0; i < names->count; i++)
		names_add(a, names->items[i], &folded);
	struct thanking t = {.a = a, .w = &words, .names = &folded};
	return is_thanking(&t);
}
