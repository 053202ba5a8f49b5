#include "daemon/core/agent/command_read.h"

#include "daemon/core/base/filter.h"
#include "daemon/core/base/period.h"
#include "daemon/core/base/timeread.h"
#include "daemon/core/outgoing/phrase.h"
#include "daemon/core/ticket/change.h"
#include "parsers/base/addrspec.h"
#include "parsers/base/nearest.h"
#include "parsers/base/utf8.h"
#include "parsers/subject.h"
#include "parsers/text.h"

#define MAX_TAG 50
#define MAX_SUBJECT 300
#define KNOWN_MAX ((size_t)1000) /* bytes of the list of known names in a hint */

/* A command being read. */
struct reading {
	struct work *w;
	struct command_calls *o;
	const struct command_def *def;
	struct command_call *order;
};

/* --- faults --- */

void command_calls_fault(struct work *w, struct command_calls *o, struct span line, struct span hint)
{
	*LIST_ADD(w->a, &o->faults) = (struct fault){line, hint};
}

static struct span reading_say(const struct reading *r, enum phrase id, struct span one, struct span two)
{
	return phrase_text(r->w->a, r->o->language, id, one, two);
}

/* Always false, so that a reader can return it. */
static bool argument_wrong(struct reading *r, enum phrase id, struct span one, struct span hint)
{
	command_calls_fault(r->w, r->o, reading_say(r, id, one, SPAN_NONE), hint);
	return false;
}

static bool wrong_address(struct reading *r, const struct change_fault *fault)
{
	command_calls_fault(r->w, r->o, change_fault_text(r->w->a, r->o->language, fault), SPAN_NONE);
	return false;
}

static struct span hint_form(const struct reading *r)
{
	return reading_say(r, PHRASE_WRITE, command_form(r->def, r->o->language), SPAN_NONE);
}

/* "Did you mean #assign bob?", or the known names. */
static struct span hint_near(const struct reading *r, const struct nearest *n, struct span known)
{
	struct span best = nearest_best(n);
	if (!best.len)
		return known.len ? reading_say(r, PHRASE_KNOWN, known, SPAN_NONE) : SPAN_NONE;
	struct span right = arena_printf(r->w->a, "#%s %.*s", r->def->name, SPAN_ARG(best));
	return reading_say(r, PHRASE_DID_YOU_MEAN, right, SPAN_NONE);
}

static void name_join(struct arena *a, struct span *list, struct span name)
{
	*list = list->len ? arena_printf(a, "%.*s, %.*s", SPAN_ARG(*list), SPAN_ARG(name)) : name;
}

/* --- addresses --- */

/* Strips punctuation around an address. */
static struct span address_bare(struct span word)
{
	struct span s = word;
	while (s.len && span_chr(SPAN("<(\"'"), s.ptr[0]) >= 0)
		s = span_from(s, 1);
	while (s.len && span_chr(SPAN(">)\"',;."), s.ptr[s.len - 1]) >= 0)
		s = span_sub(s, 0, s.len - 1);
	return span_istarts(s, SPAN("mailto:")) ? span_from(s, 7) : s;
}

bool command_read_address(struct arena *a, struct span word, struct span *out)
{
	struct span s = address_bare(word);
	ptrdiff_t at = span_rchr(s, '@');
	if (!addrspec_is(a, s, ADDRSPEC_TYPED) || span_chr(span_from(s, (size_t)at + 1), '.') < 0)
		return false;
	*out = addrspec_lower(a, s);
	return true;
}

/* --- one reader for each kind of argument --- */

static bool read_none(struct reading *r)
{
	if (!r->order->args.len)
		return true;
	struct span line = reading_say(r, PHRASE_NO_ARGUMENTS, span_of(r->def->name), r->order->args);
	command_calls_fault(r->w, r->o, line, hint_form(r));
	return false;
}

static bool read_words(struct reading *r)
{
	struct span rest = r->order->args, word;
	while (r->order->words.count < COMMAND_MAX_WORDS && span_word(&rest, &word))
		span_list_add(r->w->a, &r->order->words, word);
	return true;
}

static bool read_period(struct reading *r)
{
	struct span words = span_trim(r->order->args);
	uint32_t from, to;
	if (!words.len || period_read(r->w->conf, words, r->w->now, &from, &to))
		return true;
	return argument_wrong(r, PHRASE_NO_TIME, words, hint_form(r));
}

static bool wrong_filter(struct reading *r, enum filter_result result, struct span word)
{
	switch (result) {
	case FILTER_NO_TIME:
		return argument_wrong(
			r, PHRASE_NO_TIME, word,
			reading_say(r, PHRASE_WRITE, arena_printf(r->w->a, "#%s older:2d", r->def->name), SPAN_NONE));
	case FILTER_NO_ADDRESS:
		return argument_wrong(r, PHRASE_NO_ADDRESS, word,
				      reading_say(r, PHRASE_WRITE,
						  arena_printf(r->w->a, "#%s customer:jo@example.org", r->def->name),
						  SPAN_NONE));
	case FILTER_NO_SORT:
		return argument_wrong(r, PHRASE_KNOWN, SPAN("sort:due, sort:created, sort:updated, sort:priority"),
				      SPAN_NONE);
	case FILTER_TWO:
		return argument_wrong(r, PHRASE_ONE_OF_A_KIND, word, hint_form(r));
	case FILTER_TAKEN:
		break;
	}
	return true;
}

/* Only checks the words: the facts have the tickets that they select. */
static bool read_filter(struct reading *r)
{
	struct span rest = r->order->args, word;
	struct ticket_filter f = {0};
	while (span_word(&rest, &word))
		if (!wrong_filter(r, filter_word(&f, r->w->conf, r->w->a, word, r->w->now), word))
			return false;
	return true;
}

static bool read_search(struct reading *r)
{
	struct filter_search search;
	struct span word = SPAN_NONE;
	enum filter_result result = filter_search(r->w->conf, r->w->a, r->order->args, r->w->now, &search, &word);
	if (!wrong_filter(r, result, word))
		return false;
	return search.words.count || argument_wrong(r, PHRASE_NOTHING_TO_FIND, word, hint_form(r));
}

static struct span assignees_near(const struct reading *r, struct nearest *n)
{
	struct span known = SPAN_NONE;
	for (size_t i = 0; i < r->w->conf->agent_count; i++) {
		nearest_try(n, r->w->conf->agents[i].name);
		name_join(r->w->a, &known, r->w->conf->agents[i].name);
	}
	return known;
}

static struct span categories_near(const struct reading *r, struct nearest *n)
{
	struct span known = SPAN_NONE;
	for (size_t i = 0; i < r->w->conf->category_count; i++) {
		const struct category_conf *c = &r->w->conf->categories[i];
		nearest_try(n, c->name);
		for (size_t k = 0; k < c->tags.count; k++)
			nearest_try(n, c->tags.items[k]);
		name_join(r->w->a, &known, c->name);
	}
	return known;
}

static bool read_assignee(struct reading *r)
{
	const struct conf *conf = r->w->conf;
	struct span name = r->order->args, address;
	r->order->agent = conf_agent(conf, name);
	if (!r->order->agent && command_read_address(r->w->a, name, &address))
		r->order->agent = conf_agent_address(conf, address);
	r->order->category = conf_category_tagged(conf, name);
	if (r->order->agent && r->order->category)
		return argument_wrong(
			r, PHRASE_AMBIGUOUS, name,
			reading_say(r, PHRASE_WRITE,
				    arena_printf(r->w->a, "#assign %.*s", SPAN_ARG(r->order->agent->email)),
				    SPAN_NONE));
	if (r->order->agent || r->order->category)
		return true;
	struct nearest n;
	nearest_init(&n, name);
	struct span known = assignees_near(r, &n);
	name_join(r->w->a, &known, categories_near(r, &n));
	return argument_wrong(r, PHRASE_NO_ASSIGNEE, name, hint_near(r, &n, known));
}

static bool read_category(struct reading *r)
{
	r->order->category = conf_category_tagged(r->w->conf, r->order->args);
	if (r->order->category)
		return true;
	struct nearest n;
	nearest_init(&n, r->order->args);
	struct span known = categories_near(r, &n);
	return argument_wrong(r, PHRASE_NO_CATEGORY, r->order->args, hint_near(r, &n, known));
}

static bool read_priority(struct reading *r)
{
	if (priority_from(r->order->args, &r->order->priority))
		return true;
	struct nearest n;
	nearest_init(&n, r->order->args);
	for (int p = 0; p < PRIORITY_COUNT; p++)
		nearest_try(&n, span_of(priority_name((enum priority)p)));
	return argument_wrong(r, PHRASE_NO_PRIORITY, r->order->args,
			      hint_near(r, &n, SPAN("low, normal, high, urgent")));
}

/* "due on that day" means until the end of the day; an absence is not in business time. */
static bool time_set(struct reading *r, struct span text)
{
	const struct agent_conf *agent = r->o->agent;
	struct time_reader reader = {.zone = r->w->conf->zone,
				     .hours = conf_hours(r->w->conf, agent->hours),
				     .language = r->o->language,
				     .now = r->w->now,
				     .by_end = r->order->id == COMMAND_DUE};
	if (r->order->id == COMMAND_AWAY)
		reader.hours = NULL;
	enum time_read result = time_read(&reader, text, &r->order->until);
	if (result == TIME_READ)
		return true;
	return argument_wrong(r, result == TIME_PAST ? PHRASE_PAST : PHRASE_NO_TIME, r->order->args, hint_form(r));
}

static bool read_time(struct reading *r)
{
	return time_set(r, span_trim(r->order->args));
}

static bool read_maybe_time(struct reading *r)
{
	return !r->order->args.len || read_time(r);
}

static bool read_away(struct reading *r)
{
	struct span text = span_trim(r->order->args), word = SPAN("handover");
	if (span_iends(text, word)) {
		r->order->handover = true;
		text = span_rtrim(span_sub(text, 0, text.len - word.len));
	}
	return time_set(r, text);
}

static bool line_rest_read(struct reading *r)
{
	r->order->args = utf8_cut(utf8_line(r->w->a, r->order->args), MAX_SUBJECT);
	if (r->order->args.len)
		return true;
	return argument_wrong(r, PHRASE_ARGUMENTS_MISSING, span_of(r->def->name), hint_form(r));
}

static bool read_tags(struct reading *r)
{
	struct span rest = r->order->args, word;
	while (r->order->words.count < COMMAND_MAX_WORDS && span_word(&rest, &word)) {
		while (word.len && span_chr(SPAN("#,"), word.ptr[0]) >= 0)
			word = span_from(word, 1);
		while (word.len && span_chr(SPAN(",;"), word.ptr[word.len - 1]) >= 0)
			word = span_sub(word, 0, word.len - 1);
		word = utf8_cut(utf8_line(r->w->a, word), MAX_TAG);
		if (word.len && !span_iin(&r->order->words, word))
			span_list_add(r->w->a, &r->order->words, word);
	}
	if (r->order->words.count)
		return true;
	return argument_wrong(r, PHRASE_ARGUMENTS_MISSING, span_of(r->def->name), hint_form(r));
}

static bool is_name(const struct reading *r, struct span word)
{
	return span_chr(word, '@') < 0 && (r->order->id == COMMAND_NEW || r->order->id == COMMAND_CUSTOMER ||
					   r->order->id == COMMAND_FWD || r->order->id == COMMAND_WATCH);
}

/* An agent by name, for commands that accept agents. */
static const struct agent_conf *colleague(const struct reading *r, struct span word)
{
	bool watching = r->order->id == COMMAND_WATCH || r->order->id == COMMAND_UNWATCH;
	return watching ? conf_agent(r->w->conf, word) : NULL;
}

/* Reads addresses, each once; words before the first are taken as a name where a command can use one. */
static bool read_addresses(struct reading *r)
{
	struct span rest = r->order->args, word, address, before = SPAN_NONE;
	struct change_fault fault;
	while (r->order->words.count < COMMAND_MAX_WORDS && span_word(&rest, &word)) {
		const struct agent_conf *agent = colleague(r, word);
		word = agent ? agent->email : word;
		if (is_name(r, word)) {
			if (!r->order->words.count)
				before = span_make(r->order->args.ptr,
						   (size_t)(word.ptr + word.len - r->order->args.ptr));
			continue;
		}
		if (!command_read_address(r->w->a, word, &address))
			return argument_wrong(r, PHRASE_NO_ADDRESS, word, hint_form(r));
		if (!change_address(r->w, address, true, &fault))
			return wrong_address(r, &fault);
		if (!span_iin(&r->order->words, address))
			span_list_add(r->w->a, &r->order->words, address);
	}
	if (!r->order->words.count)
		return argument_wrong(r, before.len ? PHRASE_NO_ADDRESS : PHRASE_ARGUMENTS_MISSING,
				      before.len ? before : span_of(r->def->name), hint_form(r));
	while (before.len && span_chr(SPAN("\"'"), before.ptr[0]) >= 0)
		before = span_from(before, 1);
	while (before.len && span_chr(SPAN("\"'"), before.ptr[before.len - 1]) >= 0)
		before = span_sub(before, 0, before.len - 1);
	r->order->name = utf8_line(r->w->a, before);
	return true;
}

static bool read_address(struct reading *r)
{
	if (!read_addresses(r))
		return false;
	if (r->order->words.count > 1)
		return argument_wrong(r, PHRASE_NO_ADDRESS, r->order->args, hint_form(r));
	struct change_fault fault;
	return change_address(r->w, r->order->words.items[0], false, &fault) || wrong_address(r, &fault);
}

static bool read_maybe_address(struct reading *r)
{
	return !r->order->args.len || read_address(r);
}

/* "1043", "#1043", "ACME #1043", "[ACME #1043]" */
static bool ticket_number(const struct reading *r, uint64_t *id)
{
	struct span s = span_trim(r->order->args);
	if (s.len > 2 && s.ptr[0] == '[' && s.ptr[s.len - 1] == ']')
		s = span_sub(s, 1, s.len - 2);
	if (subject_ticket(s, r->w->conf->tag, id))
		return true;
	return span_u64(span_starts(s, SPAN("#")) ? span_from(s, 1) : s, id);
}

static bool read_ticket(struct reading *r)
{
	uint64_t id;
	if (!ticket_number(r, &id))
		return argument_wrong(r, PHRASE_NO_NUMBER, r->order->args, hint_form(r));
	r->order->ticket = id;
	return true;
}

static bool read_maybe_message(struct reading *r)
{
	struct span args = r->order->args;
	uint64_t number = 0;
	if (!args.len)
		return true;
	if (!span_u64(span_starts(args, SPAN("#")) ? span_from(args, 1) : args, &number) || number > UINT32_MAX)
		return argument_wrong(r, PHRASE_NO_MESSAGE, args, hint_form(r));
	r->order->message = (uint32_t)number;
	return true;
}

static bool read_article(struct reading *r)
{
	const struct conf *conf = r->w->conf;
	struct span known = SPAN_NONE;
	struct nearest n;
	r->order->article = conf_article(conf, r->order->args);
	if (r->order->article)
		return true;
	nearest_init(&n, r->order->args);
	for (size_t i = 0; i < conf->article_count && known.len < KNOWN_MAX; i++) {
		nearest_try(&n, conf->articles[i].name);
		name_join(r->w->a, &known, conf->articles[i].name);
	}
	return argument_wrong(r, PHRASE_NO_ARTICLE, r->order->args, hint_near(r, &n, known));
}

static bool read_canned(struct reading *r)
{
	const struct conf *conf = r->w->conf;
	struct span known = SPAN_NONE;
	struct nearest n;
	r->order->canned = conf_canned(conf, r->order->args);
	if (r->order->canned)
		return true;
	nearest_init(&n, r->order->args);
	for (size_t i = 0; i < conf->canned_count; i++) {
		nearest_try(&n, conf->canned[i].name);
		name_join(r->w->a, &known, conf->canned[i].name);
	}
	return argument_wrong(r, PHRASE_NO_CANNED, r->order->args, hint_near(r, &n, known));
}

static const struct {
	bool needed;
	bool (*read)(struct reading *r);
} readers[] = {
	[ARGS_NONE] = {false, read_none},
	[ARGS_ASSIGNEE] = {true, read_assignee},
	[ARGS_MAYBE_TIME] = {false, read_maybe_time},
	[ARGS_TIME] = {true, read_time},
	[ARGS_AWAY] = {true, read_away},
	[ARGS_PRIORITY] = {true, read_priority},
	[ARGS_CATEGORY] = {true, read_category},
	[ARGS_LINE] = {true, line_rest_read},
	[ARGS_TAGS] = {true, read_tags},
	[ARGS_ADDRESSES] = {true, read_addresses},
	[ARGS_ADDRESS] = {true, read_address},
	[ARGS_TICKET] = {true, read_ticket},
	[ARGS_MAYBE_MESSAGE] = {false, read_maybe_message},
	[ARGS_FILTER] = {false, read_filter},
	[ARGS_SEARCH] = {true, read_search},
	[ARGS_CANNED] = {true, read_canned},
	[ARGS_ARTICLE] = {true, read_article},
	[ARGS_MAYBE_ADDRESS] = {false, read_maybe_address},
	[ARGS_PERIOD] = {false, read_period},
	[ARGS_WORDS] = {false, read_words},
};

/* --- which commands --- */

/* "Xy: [close]": may be a prefix of a reply or forward in some language. */
static bool may_be_prefixed(const struct subject *s)
{
	size_t front = s->brackets.count ? s->brackets.items[0].start : 0;
	return span_chr(span_sub(s->text, 0, front), ':') >= 0 ||
	       span_find(span_sub(s->text, 0, front), SPAN("：")) >= 0;
}

static bool holds_another(struct arena *a, const struct mail *mail)
{
	for (size_t i = 0; i < mail->attachments.count; i++)
		if (span_istarts(mail->attachments.items[i].type, SPAN("message/")))
			return true;
	return mail->whole.len || text_has_history(a, mail->text);
}

/* Neither answers nor forwards anything, so that its subject is the agent's own. */
static bool is_fresh_mail(struct arena *a, const struct mail *mail, const struct proof *proof)
{
	return !proof->presents && !mail->refs.count && !mail->subject.is_reply && !mail->subject.is_forward &&
	       !may_be_prefixed(&mail->subject) && !holds_another(a, mail);
}

static bool bracket_counts(struct work *w, const struct proof *proof, const struct command *command)
{
	if (!command_find(WHO_AGENT, command->name))
		return false;
	if (!proof->linked.len)
		return is_fresh_mail(w->a, w->mail, proof);
	struct span args = proof->linked, name;
	return span_word(&args, &name) && span_ieq(name, command->name) && span_eq(span_trim(args), command->args);
}

static bool command_counts(struct work *w, const struct proof *proof, const struct command *command)
{
	return !command->in_subject || bracket_counts(w, proof, command);
}

bool command_read_any(struct work *w, const struct proof *proof)
{
	for (size_t i = 0; i < w->mail->commands.count; i++)
		if (command_counts(w, proof, &w->mail->commands.items[i]))
			return true;
	return false;
}

struct span command_read_subject(struct work *w, const struct subject *s)
{
	bool *removed = ARENA_ARRAY(w->a, bool, s->brackets.count + 1);
	for (size_t i = 0; i < s->brackets.count; i++) {
		struct span rest = s->brackets.items[i].text, word;
		uint64_t id;
		removed[i] = subject_ticket(rest, w->conf->tag, &id) ||
			     (span_word(&rest, &word) && command_find(WHO_AGENT, word));
	}
	return subject_without(w->a, s, removed);
}

static void unknown_add(struct work *w, struct command_calls *o, const struct command *command)
{
	const struct command_def *near = command_near(command->name);
	struct span line = phrase_text(w->a, o->language, PHRASE_NO_COMMAND, command->name, SPAN_NONE);
	struct span hint =
		near ? phrase_text(w->a, o->language, PHRASE_DID_YOU_MEAN, command_form(near, o->language), SPAN_NONE)
		     : phrase_text(w->a, o->language, PHRASE_SEE_HELP, SPAN_NONE, SPAN_NONE);
	command_calls_fault(w, o, line, hint);
}

/* Commands that act on more than the ticket need a proof that is not limited to the ticket. */
static bool is_covered(const struct proof *proof, const struct command_def *def)
{
	return def->needs_ticket || command_id(def) == COMMAND_HELP || proof_covers_command(proof, span_of(def->name));
}

static void one_read(struct work *w, const struct proof *proof, struct command_calls *o, const struct command *command)
{
	struct command_call order = {.args = span_trim(command->args)};
	struct reading r = {.w = w, .o = o, .def = command_called(command->name, order.args), .order = &order};
	if (!r.def) {
		unknown_add(w, o, command);
		return;
	}
	order.id = command_id(r.def);
	if (r.def->use == USE_LATER)
		argument_wrong(&r, PHRASE_LATER, span_of(r.def->name), SPAN_NONE);
	else if (!is_covered(proof, r.def))
		argument_wrong(&r, PHRASE_TICKETS_TOKEN, span_of(r.def->name),
			       reading_say(&r, PHRASE_USE_LINK, SPAN_NONE, SPAN_NONE));
	else if (readers[r.def->args].needed && !order.args.len)
		argument_wrong(&r, PHRASE_ARGUMENTS_MISSING, span_of(r.def->name), hint_form(&r));
	else if (readers[r.def->args].read(&r))
		*LIST_ADD(w->a, &o->list) = order;
}

/* --- which commands go together --- */

enum group { GROUP_NONE, GROUP_STATUS, GROUP_ASSIGNED, GROUP_PRESENCE, GROUP_TARGET };

static enum group command_group(enum command_id id)
{
	switch (id) {
	case COMMAND_OPEN:
	case COMMAND_PENDING:
	case COMMAND_RESOLVE:
	case COMMAND_CLOSE:
	case COMMAND_SPAM:
	case COMMAND_SNOOZE:
		return GROUP_STATUS;
	case COMMAND_TAKE:
	case COMMAND_ASSIGN:
	case COMMAND_UNASSIGN:
		return GROUP_ASSIGNED;
	case COMMAND_AWAY:
	case COMMAND_BACK:
		return GROUP_PRESENCE;
	case COMMAND_SPLIT:
	case COMMAND_NEW:
	case COMMAND_FWD:
		return GROUP_TARGET;
	default:
		return GROUP_NONE;
	}
}

/* May the command occur twice with different arguments? */
static bool repeatable(enum command_id id)
{
	switch (command_table[id].args) {
	case ARGS_TAGS:
	case ARGS_ADDRESSES:
	case ARGS_TICKET:
	case ARGS_CANNED:
	case ARGS_MAYBE_MESSAGE:
		return true;
	default:
		return false;
	}
}

static bool contradict(const struct command_call *x, const struct command_call *y)
{
	if (x->id == y->id)
		return !repeatable(x->id) && !span_ieq(x->args, y->args);
	return command_group(x->id) != GROUP_NONE && command_group(x->id) == command_group(y->id);
}

/* #undo takes back a whole mail, and #send sends one with its own commands: no other changes may go with them. */
static bool exclude(const struct command_call *x, const struct command_call *y)
{
	if (x->id == y->id)
		return false;
	if ((x->id == COMMAND_TO && y->id == COMMAND_NOTE) || (x->id == COMMAND_NOTE && y->id == COMMAND_TO))
		return true;
	bool x_moves = command_group(x->id) == GROUP_TARGET, y_undo = y->id == COMMAND_UNDO,
	     y_merge = y->id == COMMAND_MERGE;
	if (x->id == COMMAND_UNDO || y_undo)
		return command_table[y_undo ? x->id : y->id].use != USE_ASK;
	if (x->id == COMMAND_SEND || y->id == COMMAND_SEND)
		return command_table[x->id == COMMAND_SEND ? y->id : x->id].use != USE_ASK;
	return (x_moves && y_merge) || (command_group(y->id) == GROUP_TARGET && x->id == COMMAND_MERGE);
}

static void pair_check(struct work *w, struct command_calls *o, const struct command_call *x,
		       const struct command_call *y)
{
	bool against = contradict(x, y);
	if (!against && !exclude(x, y))
		return;
	struct span one = span_of(command_table[x->id].name), two = span_of(command_table[y->id].name);
	command_calls_fault(w, o,
			    phrase_text(w->a, o->language, against ? PHRASE_CONTRADICTION : PHRASE_ALONE, one, two),
			    SPAN_NONE);
}

static void together_check(struct work *w, struct command_calls *o)
{
	for (size_t i = 0; i < o->list.count; i++)
		for (size_t k = i + 1; k < o->list.count; k++)
			pair_check(w, o, &o->list.items[i], &o->list.items[k]);
}

/* A command about a ticket needs one, or a #new or #fwd that makes it. */
static void ticket_check(struct work *w, struct command_calls *o)
{
	if (o->ticket || command_calls_find(o, COMMAND_NEW) || command_calls_find(o, COMMAND_FWD))
		return;
	for (size_t i = 0; i < o->list.count; i++) {
		const struct command_def *def = &command_table[o->list.items[i].id];
		if (def->needs_ticket)
			command_calls_fault(
				w, o,
				phrase_text(w->a, o->language, PHRASE_TICKET_NEEDED, span_of(def->name), SPAN_NONE),
				SPAN_NONE);
	}
}

const struct command_call *command_calls_find(const struct command_calls *o, enum command_id id)
{
	for (size_t i = 0; i < o->list.count; i++)
		if (o->list.items[i].id == id)
			return &o->list.items[i];
	return NULL;
}

static bool said_already(const struct command_calls *o, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (o->list.items[i].id == o->list.items[index].id &&
		    span_ieq(o->list.items[i].args, o->list.items[index].args))
			return true;
	return false;
}

static void repeats_drop(struct command_calls *o)
{
	size_t kept = 0;
	for (size_t i = 0; i < o->list.count; i++)
		if (!said_already(o, i) || i == 0)
			o->list.items[kept++] = o->list.items[i];
	o->list.count = kept;
}

void command_read_all(struct work *w, const struct proof *proof, uint64_t ticket, struct command_calls *out)
{
	const struct agent_conf *agent = proof->agent;
	*out = (struct command_calls){
		.agent = agent, .language = conf_language(w->conf, agent->language), .ticket = ticket};
	for (size_t i = 0; i < w->mail->commands.count; i++)
		if (command_counts(w, proof, &w->mail->commands.items[i]))
			one_read(w, proof, out, &w->mail->commands.items[i]);
	repeats_drop(out);
	together_check(w, out);
	ticket_check(w, out);
}
