#include "daemon/core/agent/reply.h"

#include "daemon/core/agent/signature.h"
#include "parsers/base/buf.h"
#include "parsers/base/token.h"
#include "parsers/html_cut.h"

/* --- tokens: anyone who gets one could answer in the agent's name --- */

#define FRAGMENT_MIN 16 /* letters after a plus that may be the first part of a token broken by a mail client */

static size_t base32_run(struct span s)
{
	size_t n = 0;
	while (n < s.len && n < TOKEN_LENGTH &&
	       ((s.ptr[n] >= 'a' && s.ptr[n] <= 'z') || (s.ptr[n] >= '2' && s.ptr[n] <= '7')))
		n++;
	return n;
}

/* Bytes at the start of `rest` that are a token, or, after a plus, the first part of one. */
static size_t token_length(struct span rest, bool after_plus)
{
	struct token token;
	size_t run = base32_run(rest);
	if (run == TOKEN_LENGTH && token_parse(span_sub(rest, 0, run), &token))
		return run;
	/* tokens of this version begin with one of these */
	bool begins = run && (rest.ptr[0] == 'c' || rest.ptr[0] == 'd');
	return after_plus && begins && run >= FRAGMENT_MIN ? run : 0;
}

struct span reply_without_tokens(struct arena *a, struct span text)
{
	struct buf out;
	size_t at = 0;
	buf_init(&out, BUF_MAX);
	while (at < text.len) {
		bool plus = out.len && out.ptr[out.len - 1] == '+';
		size_t token = token_length(span_from(text, at), plus);
		/* "support+TOKEN@": the plus is removed too */
		if (token && plus)
			out.len--;
		if (!token)
			buf_chr(&out, text.ptr[at]);
		at += token ? token : 1;
	}
	struct span clean = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return clean;
}

/* --- the agent's own addresses and signature --- */

static bool word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
	       c == '.' || c == '+';
}

/* Is `address` at `at`, as a whole and not as a part of a longer address? */
static bool address_at(struct span text, size_t at, struct span address)
{
	struct span rest = span_from(text, at);
	if (!address.len || !span_istarts(rest, address) || (at && word_char(text.ptr[at - 1])))
		return false;
	if (rest.len == address.len)
		return true;
	char next = rest.ptr[address.len], after = rest.len > address.len + 1 ? rest.ptr[address.len + 1] : ' ';
	return !word_char(next) || (next == '.' && !word_char(after));
}

static struct span own_address_at(const struct agent_conf *agent, struct span text, size_t at)
{
	if (address_at(text, at, agent->email))
		return agent->email;
	for (size_t i = 0; i < agent->aliases.count; i++)
		if (address_at(text, at, agent->aliases.items[i]))
			return agent->aliases.items[i];
	return SPAN_NONE;
}

static struct span addresses_replace(struct arena *a, const struct agent_conf *agent, struct span text,
				     struct span desk)
{
	struct buf out;
	size_t at = 0;
	buf_init(&out, BUF_MAX);
	while (at < text.len) {
		struct span own = own_address_at(agent, text, at);
		if (own.len)
			buf_add(&out, desk);
		else
			buf_chr(&out, text.ptr[at]);
		at += own.len ? own.len : 1;
	}
	struct span clean = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return clean;
}

/* Canned answers and articles, in the order of their commands. */
static struct span ready_texts(struct arena *a, const struct command_calls *o)
{
	struct span text = SPAN_NONE;
	for (size_t i = 0; i < o->list.count; i++) {
		const struct command_call *call = &o->list.items[i];
		struct span one = call->canned ? span_trim(call->canned->text)
					       : (call->article ? call->article->text : SPAN_NONE);
		if (one.len)
			text = text.len ? arena_printf(a, "%.*s\n\n%.*s", SPAN_ARG(text), SPAN_ARG(one)) : one;
	}
	return text;
}

static struct span ready_html(struct arena *a, const struct command_calls *o)
{
	struct span html = SPAN_NONE;
	for (size_t i = 0; i < o->list.count; i++) {
		const struct command_call *call = &o->list.items[i];
		struct span one = call->canned ? html_of_text(a, span_trim(call->canned->text))
					       : (call->article ? call->article->html : SPAN_NONE);
		if (one.len)
			html = arena_printf(a, "%.*s%.*s", SPAN_ARG(html), SPAN_ARG(one));
	}
	return html;
}

/* Commands followed only by a signature send no text. */
static struct span own_text(struct work *w, const struct command_calls *o)
{
	struct span text = w->mail->command_text;
	bool commands = o->list.count || o->faults.count;
	if (commands && signature_is_all(w, o->agent, text))
		return SPAN_NONE;
	return signature_strip(text, o->agent->signature);
}

static struct span desk_address(const struct work *w, const struct command_calls *o)
{
	const struct ticket *t = o->ticket ? plan_peek(w, o->ticket) : NULL;
	return t ? conf_mailbox_address(w->conf, t->mailbox) : w->conf->address;
}

struct span reply_html_of(struct work *w, struct span text)
{
	struct fragment f;
	struct span html = html_keep(w->a, w->mail->html, text);
	if (!html.len)
		html = html_keep(w->a, w->mail->html_whole, text);
	html = reply_without_tokens(w->a, html);
	return fragment_read(w->a, html, &f) ? html : SPAN_NONE;
}

static bool has_article(const struct command_calls *o)
{
	for (size_t i = 0; i < o->list.count; i++)
		if (o->list.items[i].article && o->list.items[i].article->html.len)
			return true;
	return false;
}

/* An article keeps its form in front of a text without HTML, too. */
struct span reply_html(struct work *w, const struct command_calls *o)
{
	struct fragment f;
	struct span text = own_text(w, o), html = reply_html_of(w, text), ready = ready_html(w->a, o);
	html = addresses_replace(w->a, o->agent, html, desk_address(w, o));
	if (!html.len || !fragment_read(w->a, html, &f)) {
		if (!has_article(o))
			return SPAN_NONE;
		text = reply_without_tokens(w->a, text);
		text = span_trim(addresses_replace(w->a, o->agent, text, desk_address(w, o)));
		html = text.len ? html_of_text(w->a, text) : SPAN_NONE;
	}
	return ready.len ? arena_printf(w->a, "%.*s%.*s", SPAN_ARG(ready), SPAN_ARG(html)) : html;
}

struct span reply_text(struct work *w, const struct command_calls *o)
{
	struct span text = own_text(w, o);
	text = reply_without_tokens(w->a, text);
	text = span_rtrim(addresses_replace(w->a, o->agent, text, desk_address(w, o)));
	struct span canned = ready_texts(w->a, o), rest = span_trim(text);
	if (!canned.len)
		return rest.len ? text : SPAN_NONE;
	struct buf whole;
	buf_init(&whole, BUF_MAX);
	buf_add(&whole, canned);
	buf_str(&whole, rest.len ? "\n\n" : "");
	buf_add(&whole, text);
	text = arena_dup(w->a, buf_span(&whole));
	buf_clear(&whole);
	return text;
}

static bool has_files(const struct mail *mail)
{
	for (size_t i = 0; i < mail->attachments.count; i++)
		if (!mail->attachments.items[i].is_inline)
			return true;
	return false;
}

bool reply_is_one(const struct work *w, const struct command_calls *o, struct span text)
{
	bool note = command_calls_find(o, COMMAND_NOTE), alone = !o->list.count && !o->faults.count;
	return text.len || ((note || alone) && has_files(w->mail));
}
