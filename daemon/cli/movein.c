#include "daemon/cli/movein.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/cli/entrance.h"
#include "daemon/cli/mbox.h"
#include "daemon/core/ticket/begin.h"
#include "daemon/core/ticket/change.h"
#include "daemon/core/ticket/rules.h"
#include "daemon/desk/apply.h"
#include "daemon/desk/gather.h"
#include "daemon/desk/transact.h"
#include "parsers/base/digest.h"

#define READ_TOGETHER 32
#define DAY ((int64_t)86400)

void movein_init(struct movein *m, const struct conf *conf, struct store *store, int64_t now)
{
	*m = (struct movein){.conf = conf, .store = store, .now = now};
	arena_init(&m->a);
}

void movein_clear(struct movein *m)
{
	reader_free(m->reader);
	arena_clear(&m->a);
}

static int item_raw(const struct movein_item *item, struct arena *a, struct span *out, struct err *err)
{
	struct stat st;
	if (!item->path) {
		*out = item->raw;
		return 0;
	}
	int fd = open(item->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0) {
		err_set(err, ERR_RETRY, "%s: %s", item->path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	char *bytes = arena_alloc(a, (size_t)st.st_size + 1);
	ssize_t n = read(fd, bytes, (size_t)st.st_size);
	close(fd);
	*out = span_make(bytes, n > 0 ? (size_t)n : 0);
	return 0;
}

/* --- threads: items that share an id --- */

struct link {
	uint64_t id; /* a hash of a Message-ID, or of a number in a subject */
	size_t item;
};
struct links {
	struct link *items;
	size_t count, cap;
};

static uint64_t id_of(const char *kind, struct span text)
{
	const struct span parts[] = {span_of(kind), text};
	unsigned char digest[DIGEST_SIZE];
	uint64_t id;
	digest_sha256(parts, 2, digest);
	memcpy(&id, digest, sizeof id);
	return id;
}

static void movein_link_add(struct movein *m, struct links *links, const char *kind, struct span text, size_t item)
{
	if (text.len)
		*LIST_ADD(&m->a, links) = (struct link){id_of(kind, text), item};
}

/* "[#1234]", "[example.com #1234]", "[Ticket#202401]": a ticket's number at another desk. */
static bool has_number(struct span bracket)
{
	ptrdiff_t hash = span_chr(bracket, '#');
	size_t digits = 0;
	for (size_t i = hash < 0 ? bracket.len : (size_t)hash + 1; i < bracket.len; i++)
		if (bracket.ptr[i] >= '0' && bracket.ptr[i] <= '9')
			digits++;
		else if (bracket.ptr[i] != ' ')
			return false;
	return digits >= 2;
}

static void links_of(struct movein *m, struct links *links, const struct mail *mail, size_t item)
{
	const struct bracket_list *b = &mail->subject.brackets;
	movein_link_add(m, links, "id", mail->message_id, item);
	for (size_t i = 0; i < mail->refs.count; i++)
		movein_link_add(m, links, "id", mail->refs.items[i], item);
	for (size_t i = 0; i < b->count; i++)
		if (has_number(b->items[i].text))
			movein_link_add(m, links, "number", arena_lower(&m->a, b->items[i].text), item);
}

static size_t root(struct movein *m, size_t item)
{
	while (m->items.items[item].thread != item)
		item = m->items.items[item].thread = m->items.items[m->items.items[item].thread].thread;
	return item;
}

static void threads_join(struct movein *m, size_t a, size_t b)
{
	a = root(m, a);
	b = root(m, b);
	m->items.items[a > b ? a : b].thread = a < b ? a : b;
}

static int movein_link_order(const void *x, const void *y)
{
	const struct link *a = x, *b = y;
	return (a->id > b->id) - (a->id < b->id);
}

static void threads_make(struct movein *m, struct links *links)
{
	if (links->count)
		qsort(links->items, links->count, sizeof *links->items, movein_link_order);
	for (size_t i = 1; i < links->count; i++)
		if (links->items[i].id == links->items[i - 1].id)
			threads_join(m, links->items[i].item, links->items[i - 1].item);
	for (size_t i = 0; i < m->items.count; i++) {
		struct movein_item *item = &m->items.items[i], *first = &m->items.items[root(m, i)];
		item->thread = root(m, i);
		if (item->date && (!first->began || item->date < first->began))
			first->began = item->date;
	}
	for (size_t i = 0; i < m->items.count; i++)
		m->items.items[i].began = m->items.items[m->items.items[i].thread].began;
}

/* The first pass; mails that can't be read at all get no links. */
static int look_at_all(struct movein *m, struct links *links, struct err *err)
{
	for (size_t from = 0; from < m->items.count; from += READ_TOGETHER) {
		struct reader_job jobs[READ_TOGETHER] = {0};
		struct arena a;
		size_t n = m->items.count - from < READ_TOGETHER ? m->items.count - from : READ_TOGETHER;
		int rc = 0;
		arena_init(&a);
		for (size_t i = 0; rc == 0 && i < n; i++)
			rc = item_raw(&m->items.items[from + i], &a, &jobs[i].raw, err);
		if (rc == 0)
			rc = reader_read_several(m->reader, &a, jobs, n, err);
		for (size_t i = 0; rc == 0 && i < n; i++) {
			struct movein_item *item = &m->items.items[from + i];
			item->thread = from + i;
			item->date = jobs[i].failed ? 0 : jobs[i].mail.date;
			if (!jobs[i].failed)
				links_of(m, links, &jobs[i].mail, from + i);
		}
		arena_clear(&a);
		if (rc != 0)
			return -1;
	}
	return 0;
}

/* --- one thread --- */

struct one {
	const struct movein_item *item;
	struct span raw;
	struct mail mail;
};
struct thread_work {
	struct movein *m;
	struct arena a;
	struct one *mails;
	size_t count;
	uint64_t ticket;                   /* 0: to be created */
	uint64_t tickets, messages, known; /* by this transaction */
};

static int seen(struct txn *t, const struct mail *mail, struct seen_at *at, bool *known, struct err *err)
{
	int rc = mail->message_id.len ? store_msgid(t, mail->message_id, at, err)
				      : store_content(t, mail->content, at, err);
	*known = rc == 0;
	return rc == 0 || err->kind == ERR_NOTFOUND ? 0 : -1;
}

/* Finds an existing ticket: of one of the mails, or of one that they answer. */
static int find_ticket(struct thread_work *w, struct txn *t, struct err *err)
{
	for (size_t i = 0; i < w->count && !w->ticket; i++) {
		const struct mail *mail = &w->mails[i].mail;
		struct seen_at at;
		bool known;
		if (seen(t, mail, &at, &known, err) != 0)
			return -1;
		w->ticket = known ? at.ticket : 0;
		for (size_t k = 0; k < mail->refs.count && !w->ticket; k++)
			if (store_msgid(t, mail->refs.items[k], &at, err) == 0)
				w->ticket = at.ticket;
			else if (err->kind != ERR_NOTFOUND)
				return -1;
	}
	return 0;
}

static enum message_kind movein_kind(const struct conf *conf, const struct mail *mail)
{
	struct span from = mail->sender.addr;
	if (conf_own_address(conf, from) || conf_agent_address(conf, from))
		return MESSAGE_AGENT;
	return mail->signs.automatic.len ? MESSAGE_AUTO : MESSAGE_CUSTOMER;
}

/* The first author other than the desk and its agents; else the first recipient that is not the desk. */
static const struct address *thread_customer(const struct thread_work *w)
{
	const struct conf *conf = w->m->conf;
	for (size_t i = 0; i < w->count; i++)
		if (w->mails[i].mail.sender.addr.len && movein_kind(conf, &w->mails[i].mail) != MESSAGE_AGENT)
			return &w->mails[i].mail.sender;
	for (size_t i = 0; i < w->count; i++)
		for (size_t k = 0; k < w->mails[i].mail.to.count; k++)
			if (!conf_own_address(conf, w->mails[i].mail.to.items[k].addr))
				return &w->mails[i].mail.to.items[k];
	return NULL;
}

static struct ticket *new_ticket(struct thread_work *w, struct work *work)
{
	const struct address *customer = thread_customer(w);
	struct sorted sorted;
	rules_sort(work, &sorted);
	return begin_ticket(work, &(struct beginning){.actor = SPAN("admin"),
						      .why = SPAN("caredesk import: it was moved in"),
						      .status = STATUS_NEW,
						      .subject = sorted.subject,
						      .customer = customer ? customer->addr : SPAN_NONE,
						      .name = customer ? customer->name : SPAN_NONE,
						      .language = work->mail->language,
						      .sorted = &sorted});
}

static void know_customer(struct work *work, const struct ticket *t)
{
	if (!t->customer.len)
		return;
	struct customer *c = plan_customer(work, t->customer);
	c->name = c->name.len ? c->name : t->customer_name;
	c->since = c->since && c->since < work->now ? c->since : work->now;
	c->last = c->last > work->now ? c->last : work->now;
	c->standing = STANDING_KNOWN; /* an admin has imported them */
}

/* The source's own status, if it has one; a thread that has been silent for long is closed; otherwise it depends on
 * whose turn it is. */
static enum status status_at_end(const struct thread_work *w, const struct one *last, enum message_kind kind)
{
	enum status status;
	if (last->item->status.len && status_from(last->item->status, &status) && status != STATUS_MERGED)
		return status;
	if (w->m->now - last->item->date > w->m->conf->limits.reopen_days * DAY)
		return STATUS_CLOSED;
	return kind == MESSAGE_AGENT ? STATUS_PENDING : STATUS_OPEN;
}

static void ticket_finish(const struct thread_work *w, struct work *work, struct ticket *t, const struct one *last,
			  enum message_kind kind)
{
	change_apply(work, t, &(struct change){.kind = CHANGE_MOVED_STATUS, .status = status_at_end(w, last, kind)},
		     SPAN("admin"), SPAN("caredesk import"));
}

static void message_take(struct thread_work *w, struct work *work, struct ticket *t, const struct one *one, bool last)
{
	enum message_kind kind = movein_kind(w->m->conf, &one->mail);
	const struct agent_conf *agent = conf_agent_address(w->m->conf, one->mail.sender.addr);
	struct message *m = plan_message(work, t, kind);
	if (one->mail.message_id.len) {
		struct span_list thread = {0};
		span_list_add(work->a, &thread, one->mail.message_id);
		for (size_t i = 0; i < t->thread.count && i < 19; i++)
			span_list_add(work->a, &thread, t->thread.items[i]);
		t->thread = thread;
	}
	plan_event(work, t, m->from, EVENT_MESSAGE, m->subject, SPAN("caredesk import"));
	if (kind == MESSAGE_AGENT)
		change_apply(work, t, &(struct change){.kind = CHANGE_MOVED_ANSWER, .agent = agent}, SPAN("admin"),
			     SPAN("caredesk import"));
	if (kind != MESSAGE_AGENT)
		know_customer(work, t);
	if (last)
		ticket_finish(w, work, t, one, kind);
}

/* As if at the mail's own time: everything it causes has the mail's date. */
static int mail_move_in(struct thread_work *w, struct txn *t, const struct one *one, bool last, struct err *err)
{
	struct facts facts;
	struct plan plan = {.proven = true};
	int64_t date = one->item->date ? one->item->date : w->m->now;
	struct seen_at at = {.has_content = true};
	if (gather_clock(w->m->conf, t, w->ticket, date, &w->a, &facts, err) != 0)
		return -1;
	facts.mailbox = w->m->mailbox ? w->m->mailbox : entrance_mailbox(w->m->conf, one->raw);
	struct work work = {w->m->conf, &one->mail, &facts, date, &w->a, &plan};
	struct ticket *ticket = w->ticket ? plan_ticket(&work, w->ticket) : new_ticket(w, &work);
	if (!ticket)
		return 0; /* it was deleted: its mails do not come back */
	w->tickets += !w->ticket;
	w->messages++;
	w->ticket = ticket->id;
	message_take(w, &work, ticket, one, last);
	at.ticket = ticket->id;
	at.seq = ticket->messages;
	memcpy(at.content, one->mail.content, sizeof at.content);
	if (apply_plan(t, &plan, one->raw, date, err) != 0)
		return -1;
	return one->mail.message_id.len ? store_msgid_put(t, one->mail.message_id, &at, err)
					: store_content_put(t, one->mail.content, &at, err);
}

static int thread_put(struct txn *t, void *ctx, struct err *err)
{
	struct thread_work *w = ctx;
	size_t last = w->count;
	w->ticket = w->tickets = w->messages = w->known = 0;
	if (find_ticket(w, t, err) != 0)
		return -1;
	for (size_t i = 0; i < w->count; i++) {
		struct seen_at at;
		bool known;
		if (seen(t, &w->mails[i].mail, &at, &known, err) != 0)
			return -1;
		w->known += known;
		last = known ? last : i;
	}
	for (size_t i = 0; i < w->count; i++) {
		struct seen_at at;
		bool known; /* the same mail twice in one source */
		if (seen(t, &w->mails[i].mail, &at, &known, err) != 0)
			return -1;
		if (!known && mail_move_in(w, t, &w->mails[i], i == last, err) != 0)
			return -1;
	}
	return 0;
}

static int read_thread(struct thread_work *w, const struct movein_item *const *items, size_t count, struct err *err)
{
	w->mails = ARENA_ARRAY(&w->a, struct one, count);
	w->count = 0;
	for (size_t i = 0; i < count; i++) {
		struct one *one = &w->mails[w->count];
		struct err unread;
		one->item = items[i];
		if (item_raw(items[i], &w->a, &one->raw, err) != 0)
			return -1;
		if (reader_read(w->m->reader, &w->a, one->raw, &one->mail, &unread) == 0)
			w->count++;
		else if (unread.kind == ERR_RETRY)
			return err_set(err, ERR_RETRY, "%s", unread.text);
		else
			w->m->unread++;
	}
	return 0;
}

static int thread_run(struct movein *m, const struct movein_item *const *items, size_t count, struct err *err)
{
	struct thread_work w = {.m = m};
	arena_init(&w.a);
	int rc = read_thread(&w, items, count, err);
	if (rc == 0 && w.count)
		rc = transact(m->store, thread_put, &w, err);
	m->tickets += w.tickets;
	m->messages += w.messages;
	m->known += w.known;
	arena_clear(&w.a);
	return rc;
}

static int item_order(const void *x, const void *y)
{
	const struct movein_item *const *a = x, *const *b = y;
	if ((*a)->began != (*b)->began)
		return (*a)->began < (*b)->began ? -1 : 1;
	if ((*a)->thread != (*b)->thread)
		return (*a)->thread < (*b)->thread ? -1 : 1;
	if ((*a)->date != (*b)->date)
		return (*a)->date < (*b)->date ? -1 : 1;
	return (*a > *b) - (*a < *b);
}

int movein_run(struct movein *m, void (*progress)(const struct movein *m), struct err *err)
{
	struct links links = {0};
	size_t count = m->items.count;
	const struct movein_item **order = ARENA_ARRAY(&m->a, const struct movein_item *, count + 1);
	if (!m->reader && reader_new(&m->reader, err) != 0)
		return -1;
	if (look_at_all(m, &links, err) != 0)
		return -1;
	threads_make(m, &links);
	for (size_t i = 0; i < count; i++)
		order[i] = &m->items.items[i];
	if (count)
		qsort(order, count, sizeof *order, item_order);
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count && order[to]->thread == order[from]->thread;)
			to++;
		if (thread_run(m, order + from, to - from, err) != 0)
			return -1;
		if (progress)
			progress(m);
	}
	return 0;
}
