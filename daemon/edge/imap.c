#include "daemon/edge/imap.h"

#include "daemon/edge/answer.h"
#include "daemon/edge/connection.h"
#include "daemon/edge/folder.h"
#include "parsers/base/monotonic.h"

#include <stdlib.h>
#include <string.h>

#include <libetpan/libetpan.h>

#define MAX_ANSWER ((uint64_t)16 << 20) /* bytes of one command's answer, apart from fetched mails */
#define MAX_LITERAL ((uint64_t)1 << 20) /* in answers that need no large one */
#define MAX_HEADERS ((uint64_t)4 << 20) /* of one mail */
#define ITEM_OVERHEAD 4096              /* bytes around a mail in an answer */
#define SLOWEST ((uint64_t)16 << 10)    /* bytes per second: a fetch gets time in proportion */
#define IDLE_RENEW (9 * 60)             /* seconds; RFC 2177 allows 29 minutes, middleboxes often fewer */
#define LOGOUT_SECONDS 2
#define RANGES_PER_COMMAND 200
#define SEARCHED_UIDS ((uint64_t)100000) /* by one command; doubled while nothing is found */

struct imap {
	const struct mailbox_conf *conf;
	struct connection *connection;
	mailimap *session;
	struct arena arena;
	const char *move_to; /* encoded; NULL: none */
	struct answer answer;
	struct span unread; /* what is left of the made-up greeting */
	uint64_t left;      /* bytes that the answer to this command may still have */
	struct err failure; /* what broke the stream; ERR_NONE: it is good */
	int64_t listed;     /* when imap_list last asked, monotonic ms */
	bool no_idle;       /* the server refused an IDLE */
};

/* --- libetpan's stream, on our connection --- */

static ssize_t imap_fail(struct imap *i, enum err_kind kind, const char *what)
{
	err_set(&i->failure, kind, "%s: %s", connection_name(i->connection), what);
	return -1;
}

/* libcurl has read the greeting and logged in: a made-up one tells libetpan so. */
static ssize_t read_greeting(struct imap *i, void *out, size_t n)
{
	struct span part = span_sub(i->unread, 0, n);
	memcpy(out, part.ptr, part.len);
	i->unread = span_from(i->unread, part.len);
	return (ssize_t)part.len;
}

/* Never returns 0: libetpan would ask again for ever. */
static ssize_t stream_read(mailstream_low *low, void *out, size_t n)
{
	struct imap *i = low->data;
	if (i->unread.len)
		return read_greeting(i, out, n);
	if (i->failure.kind)
		return -1;
	if (i->left == 0)
		return imap_fail(i, ERR_RETRY, "the answer is too long");
	long got = connection_read(i->connection, out, n < i->left ? n : (size_t)i->left, &i->failure);
	if (got == 0)
		return imap_fail(i, ERR_RETRY, "the server closed the connection");
	if (got < 0)
		return -1;
	i->left -= (uint64_t)got;
	if (!answer_feed(&i->answer, span_make(out, (size_t)got)))
		return imap_fail(i, ERR_RETRY, i->answer.fault);
	return got;
}

static ssize_t stream_write(mailstream_low *low, const void *bytes, size_t n)
{
	struct imap *i = low->data;
	if (i->failure.kind || connection_write(i->connection, span_make(bytes, n), &i->failure))
		return -1;
	return (ssize_t)n;
}

static int stream_close(mailstream_low *low)
{
	(void)low;
	return 0;
}

static int stream_fd(mailstream_low *low)
{
	return connection_fd(((struct imap *)low->data)->connection);
}

static void stream_free(mailstream_low *low)
{
	free(low);
}

static int start_session(struct imap *i)
{
	static mailstream_low_driver driver = {
		.mailstream_read = stream_read,
		.mailstream_write = stream_write,
		.mailstream_close = stream_close,
		.mailstream_get_fd = stream_fd,
		.mailstream_free = stream_free,
	};
	i->session = mailimap_new(0, NULL);
	mailstream_low *low = mailstream_low_new(i, &driver);
	mailstream *stream = low ? mailstream_new(low, 1 << 16) : NULL;
	if (!i->session || !stream)
		abort();
	i->unread = SPAN("* PREAUTH logged in\r\n");
	return mailimap_connect(i->session, stream);
}

/* --- commands --- */

/* Before each command: its time, what it asks for, and how much may come back. */
static void exchange_begin(struct imap *i, int seconds, unsigned wants, uint64_t bytes, uint64_t literal)
{
	connection_deadline(i->connection, seconds);
	i->left = bytes;
	answer_begin(&i->answer, wants, literal);
}

static void begin_small(struct imap *i, unsigned wants)
{
	exchange_begin(i, i->conf->imap.timeout, wants, MAX_ANSWER, MAX_LITERAL);
}

/* The text of the server's last response, on one line. */
static const char *response_words(const struct imap *i, char out[200])
{
	const char *said = i->session->imap_response ? i->session->imap_response : "";
	size_t len = 0;
	for (; said[len] && len < 199; len++)
		out[len] = (unsigned char)said[len] < ' ' || said[len] == 0x7F ? ' ' : said[len];
	out[len] = '\0';
	return out;
}

/* libetpan's code as our error. If the stream broke, its own error is the reason. */
static int imap_finish(struct imap *i, int code, const char *what, struct err *err)
{
	char said[200];
	const char *name = connection_name(i->connection);
	if (i->failure.kind) {
		*err = i->failure;
		return -1;
	}
	if (code == MAILIMAP_NO_ERROR || code == MAILIMAP_NO_ERROR_AUTHENTICATED ||
	    code == MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return 0;
	if (code == MAILIMAP_ERROR_PARSE)
		imap_fail(i, ERR_RETRY, "the server's answer cannot be understood");
	else
		err_set(&i->failure, ERR_RETRY, "%s: %s: %s", name, what, response_words(i, said));
	*err = i->failure;
	return -1;
}

/* --- opening --- */

/* Sent as a custom command: libetpan keeps the capabilities in the answer all the same, but its own CAPABILITY function
 * copies the list without checking that there is one. */
static int read_capabilities(struct imap *i, struct err *err)
{
	begin_small(i, ANSWER_NOTHING);
	return imap_finish(i, mailimap_custom_command(i->session, "CAPABILITY"), "CAPABILITY", err);
}

/* Any answer may replace the list of capabilities, also by none, which libetpan would dereference. */
static bool offers(const struct imap *i, const char *extension)
{
	const struct mailimap_capability_data *told = i->session->imap_connection_info->imap_capability;
	return told && told->cap_list && mailimap_has_extension(i->session, extension);
}

static int select_folder(struct imap *i, struct err *err)
{
	begin_small(i, ANSWER_NOTHING);
	int code = mailimap_select(i->session, folder_encode(&i->arena, span_of(i->conf->folder)));
	if (imap_finish(i, code, i->conf->folder, err)) {
		if (code != MAILIMAP_ERROR_PARSE && code != MAILIMAP_ERROR_STREAM)
			err->kind = ERR_REFUSED;
		return -1;
	}
	return 0;
}

static int make_move_to(struct imap *i, struct err *err)
{
	clist *found = NULL;
	if (!i->conf->move_to)
		return 0;
	i->move_to = folder_encode(&i->arena, span_of(i->conf->move_to));
	begin_small(i, ANSWER_LIST);
	int code = mailimap_list(i->session, "", i->move_to, &found);
	bool is_there = found && clist_count(found) > 0;
	if (found)
		mailimap_list_result_free(found);
	if (imap_finish(i, code, i->conf->move_to, err))
		return -1;
	if (is_there)
		return 0;
	begin_small(i, ANSWER_NOTHING);
	if (imap_finish(i, mailimap_create(i->session, i->move_to), i->conf->move_to, err)) {
		err->kind = i->failure.kind = ERR_REFUSED;
		return -1;
	}
	return 0;
}

static int open_folder(struct imap *i, struct err *err)
{
	if (connection_open(&i->conf->imap, PROTOCOL_IMAP, NULL, &i->connection, err))
		return -1;
	begin_small(i, ANSWER_NOTHING);
	if (imap_finish(i, start_session(i), "greeting", err) || read_capabilities(i, err) || make_move_to(i, err))
		return -1;
	return select_folder(i, err);
}

int imap_open(const struct mailbox_conf *mailbox, struct imap **out, struct err *err)
{
	struct imap *i = calloc(1, sizeof(*i));
	if (!i)
		abort();
	arena_init(&i->arena);
	i->conf = mailbox;
	if (open_folder(i, err)) {
		imap_close(i);
		return -1;
	}
	*out = i;
	return 0;
}

void imap_close(struct imap *i)
{
	if (!i)
		return;
	if (i->session && i->failure.kind == ERR_NONE)
		exchange_begin(i, LOGOUT_SECONDS, ANSWER_NOTHING, MAX_LITERAL, MAX_LITERAL);
	if (i->session)
		mailimap_free(i->session); /* sends LOGOUT if the stream still works */
	connection_close(i->connection);
	arena_clear(&i->arena);
	free(i);
}

uint32_t imap_uidvalidity(const struct imap *i)
{
	return i->session->imap_selection_info ? i->session->imap_selection_info->sel_uidvalidity : 0;
}

uint64_t imap_uidnext(const struct imap *i)
{
	return i->session->imap_selection_info ? i->session->imap_selection_info->sel_uidnext : 0;
}

/* --- libetpan's allocations; out of memory means abort --- */

static void *need(void *ptr)
{
	if (!ptr)
		abort();
	return ptr;
}

static struct mailimap_fetch_type *fetch_uid_and(struct mailimap_fetch_att *other)
{
	struct mailimap_fetch_type *type = need(mailimap_fetch_type_new_fetch_att_list_empty());
	if (mailimap_fetch_type_new_fetch_att_list_add(type, need(mailimap_fetch_att_new_uid())) ||
	    mailimap_fetch_type_new_fetch_att_list_add(type, need(other)))
		abort();
	return type;
}

static void set_add(struct mailimap_set *set, uint64_t first, uint64_t last)
{
	if (mailimap_set_add_interval(set, (uint32_t)first, (uint32_t)last))
		abort();
}

/* Ascending UIDs from *at on, as ranges; moves *at past those that fit one command. */
static struct mailimap_set *take_set(const uint64_t *uids, size_t count, size_t *at)
{
	struct mailimap_set *set = need(mailimap_set_new_empty());
	for (size_t ranges = 0; *at < count && ranges < RANGES_PER_COMMAND; ranges++) {
		size_t end = *at + 1;
		while (end < count && uids[end] <= uids[end - 1] + 1)
			end++;
		set_add(set, uids[*at], uids[end - 1]);
		*at = end;
	}
	return set;
}

static int imap_by_number(const void *pa, const void *pb)
{
	uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;
	return a < b ? -1 : a > b;
}

/* A sorted copy. */
static uint64_t *sorted(const uint64_t *uids, size_t count, struct arena *a)
{
	uint64_t *copy = ARENA_ARRAY(a, uint64_t, count + 1);
	if (count)
		memcpy(copy, uids, count * sizeof(*uids));
	qsort(copy, count, sizeof(*copy), imap_by_number);
	return copy;
}

/* --- a FETCH, mail by mail --- */

struct fetched { /* what the answer for one mail says */
	uint64_t uid, size;
	bool has_body;
	struct span body;
};

typedef int fetched_fn(void *ctx, const struct fetched *mail, struct err *err);

static void read_static(const struct mailimap_msg_att_static *att, struct fetched *out)
{
	if (att->att_type == MAILIMAP_MSG_ATT_UID) {
		out->uid = att->att_data.att_uid;
	} else if (att->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE) {
		out->size = att->att_data.att_rfc822_size;
	} else if (att->att_type == MAILIMAP_MSG_ATT_BODY_SECTION) {
		out->has_body = att->att_data.att_body_section->sec_body_part != NULL;
		out->body = span_make(att->att_data.att_body_section->sec_body_part,
				      att->att_data.att_body_section->sec_length);
	}
}

static struct fetched imap_read_mail(const struct mailimap_msg_att *att)
{
	struct fetched mail = {0};
	for (clistiter *at = clist_begin(att->att_list); at; at = clist_next(at)) {
		const struct mailimap_msg_att_item *item = clist_content(at);
		if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC)
			read_static(item->att_data.att_static, &mail);
	}
	return mail;
}

static int imap_hand_over(struct imap *i, const clist *list, fetched_fn *got, void *ctx, struct err *err)
{
	for (clistiter *at = clist_begin(list); at; at = clist_next(at)) {
		struct fetched mail = imap_read_mail(clist_content(at));
		if (mail.uid && got(ctx, &mail, err)) {
			i->failure = *err;
			return -1;
		}
	}
	return 0;
}

/* Takes ownership of `set` and `what`. */
static int imap_fetch_set(struct imap *i, struct mailimap_set *set, struct mailimap_fetch_att *what, fetched_fn *got,
			  void *ctx, struct err *err)
{
	struct mailimap_fetch_type *type = fetch_uid_and(what);
	clist *list = NULL;
	int code = mailimap_uid_fetch(i->session, set, type, &list);
	mailimap_fetch_type_free(type);
	mailimap_set_free(set);
	int result = imap_finish(i, code, "FETCH", err);
	if (result == 0)
		result = imap_hand_over(i, list, got, ctx, err);
	if (code == MAILIMAP_NO_ERROR)
		mailimap_fetch_list_free(list);
	return result;
}

/* --- listing --- */

/* The first `limit` UIDs from `first` to `last` (0: the end). */
static int search_range(struct imap *i, uint64_t first, uint64_t last, size_t limit, struct arena *a, uint64_t **uids,
			size_t *count, struct err *err)
{
	clist *found = NULL;
	size_t n = 0;
	struct mailimap_set *set = need(mailimap_set_new_interval((uint32_t)first, (uint32_t)last));
	struct mailimap_search_key *key = need(mailimap_search_key_new_uid(set));
	begin_small(i, ANSWER_SEARCH);
	int code = mailimap_uid_search(i->session, NULL, key, &found);
	mailimap_search_key_free(key);
	if (imap_finish(i, code, "SEARCH", err))
		return -1;
	uint64_t *all = need(malloc(((size_t)clist_count(found) + 1) * sizeof(*all)));
	for (clistiter *at = clist_begin(found); at; at = clist_next(at)) {
		uint64_t uid = *(uint32_t *)clist_content(at);
		if (uid >= first) /* "n:*" always includes the last mail */
			all[n++] = uid;
	}
	mailimap_search_result_free(found);
	qsort(all, n, sizeof(*all), imap_by_number);
	*count = n < limit ? n : limit;
	*uids = sorted(all, *count, a);
	free(all);
	return 0;
}

/* The last UID of a range of `uids`; 0: all the rest, if no more are left or the server did not give UIDNEXT. */
static uint64_t range_end(const struct imap *i, uint64_t first, uint64_t uids)
{
	const struct mailimap_selection_info *info = i->session->imap_selection_info;
	return info && info->sel_uidnext > first + uids ? first + uids - 1 : 0;
}

/* The first `limit` UIDs after `after`. The server lists every match, so a large folder is searched in parts; the parts
 * grow, as some folders have few mails in billions of UIDs. */
static int imap_search(struct imap *i, uint64_t after, size_t limit, struct arena *a, uint64_t **uids, size_t *count,
		       struct err *err)
{
	uint64_t first = after + 1, last, part = SEARCHED_UIDS;
	*count = 0;
	do {
		last = range_end(i, first, part);
		part *= 2;
		if (search_range(i, first, last, limit, a, uids, count, err))
			return -1;
		first = last + 1;
	} while (last && *count == 0);
	return 0;
}

static int got_size(void *ctx, const struct fetched *mail, struct err *err)
{
	struct imap_item_list *items = ctx;
	(void)err;
	for (size_t low = 0, high = items->count; low < high;) {
		size_t middle = (low + high) / 2;
		struct imap_item *item = &items->items[middle];
		if (item->uid == mail->uid) {
			item->size = mail->size;
			return 0;
		}
		if (item->uid < mail->uid)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

int imap_list(struct imap *i, uint64_t after, size_t limit, struct arena *a, struct imap_item_list *out,
	      struct err *err)
{
	uint64_t *uids;
	size_t count;
	struct imap_item_list items = {0};
	i->listed = monotonic_ms();
	i->answer.exists = false;
	if (after >= UINT32_MAX) {
		*out = items;
		return 0;
	}
	if (imap_search(i, after, limit, a, &uids, &count, err))
		return -1;
	for (size_t n = 0; n < count; n++)
		*LIST_ADD(a, &items) = (struct imap_item){.uid = uids[n]};
	for (size_t at = 0; at < count;) {
		begin_small(i, ANSWER_NOTHING);
		if (imap_fetch_set(i, take_set(uids, count, &at), mailimap_fetch_att_new_rfc822_size(), got_size,
				   &items, err))
			return -1;
	}
	*out = items;
	return 0;
}

/* --- bodies --- */

struct bodies {
	int (*got)(void *ctx, uint64_t uid, struct span raw, struct err *err);
	void *ctx;
};

static int got_body(void *ctx, const struct fetched *mail, struct err *err)
{
	const struct bodies *b = ctx;
	return mail->has_body ? b->got(b->ctx, mail->uid, mail->body, err) : 0;
}

/* The time allowed is in proportion to the size, for slow lines. With some servers RFC822.SIZE is a guess: there may be
 * twice as much, and one mail of any allowed size on top. */
static void begin_fetch(struct imap *i, const struct imap_item *items, size_t count, uint64_t max)
{
	uint64_t bytes = 0;
	for (size_t n = 0; n < count; n++)
		bytes += items[n].size < max ? items[n].size : max;
	exchange_begin(i, i->conf->imap.timeout + (int)(bytes / SLOWEST), ANSWER_BODIES,
		       2 * bytes + max + count * ITEM_OVERHEAD, max);
}

int imap_fetch(struct imap *i, const struct imap_item *items, size_t count, uint64_t max,
	       int (*got)(void *ctx, uint64_t uid, struct span raw, struct err *err), void *ctx, struct err *err)
{
	struct bodies bodies = {got, ctx};
	struct arena a;
	int result = 0;
	arena_init(&a);
	uint64_t *uids = ARENA_ARRAY(&a, uint64_t, count + 1);
	for (size_t n = 0; n < count; n++)
		uids[n] = items[n].uid;
	uids = sorted(uids, count, &a);
	begin_fetch(i, items, count, max);
	for (size_t at = 0; at < count && result == 0;) {
		struct mailimap_fetch_att *body = mailimap_fetch_att_new_body_peek_section_partial(
			need(mailimap_section_new(NULL)), 0, (uint32_t)(max < UINT32_MAX ? max : UINT32_MAX));
		result = imap_fetch_set(i, take_set(uids, count, &at), body, got_body, &bodies, err);
	}
	arena_clear(&a);
	return result;
}

struct headers {
	struct arena *a;
	uint64_t uid;
	struct span raw;
	bool found;
};

static int got_headers(void *ctx, const struct fetched *mail, struct err *err)
{
	struct headers *h = ctx;
	(void)err;
	if (mail->uid == h->uid && mail->has_body) {
		h->raw = arena_dup(h->a, mail->body);
		h->found = true;
	}
	return 0;
}

int imap_fetch_headers(struct imap *i, uint64_t uid, struct arena *a, struct span *out, struct err *err)
{
	struct headers headers = {.a = a, .uid = uid};
	struct mailimap_set *set = need(mailimap_set_new_single((uint32_t)uid));
	struct mailimap_section *section = need(mailimap_section_new_header());
	exchange_begin(i, i->conf->imap.timeout, ANSWER_BODIES, MAX_HEADERS + MAX_LITERAL, MAX_HEADERS);
	if (imap_fetch_set(i, set, mailimap_fetch_att_new_body_peek_section(section), got_headers, &headers, err))
		return -1;
	if (!headers.found)
		return err_set(err, ERR_NOTFOUND, "%s: mail %llu is no longer there", connection_name(i->connection),
			       (unsigned long long)uid);
	*out = headers.raw;
	return 0;
}

/* --- marking as done --- */

static int add_flag(struct imap *i, struct mailimap_set *set, struct mailimap_flag *flag)
{
	struct mailimap_flag_list *flags = need(mailimap_flag_list_new_empty());
	if (mailimap_flag_list_add(flags, need(flag)))
		abort();
	struct mailimap_store_att_flags *store = need(mailimap_store_att_flags_new_add_flags_silent(flags));
	int code = mailimap_uid_store(i->session, set, store);
	mailimap_store_att_flags_free(store);
	return code;
}

/* Without UIDPLUS an EXPUNGE would also remove what other clients have marked: the mail stays, marked \Deleted. */
static int delete_set(struct imap *i, struct mailimap_set *set)
{
	int code = add_flag(i, set, mailimap_flag_new_deleted());
	if (code == MAILIMAP_NO_ERROR && offers(i, "UIDPLUS"))
		code = mailimap_uid_expunge(i->session, set);
	return code;
}

static int copy_and_delete(struct imap *i, struct mailimap_set *set)
{
	int code = mailimap_uid_copy(i->session, set, i->move_to);
	return code == MAILIMAP_NO_ERROR ? delete_set(i, set) : code;
}

static int mark_set(struct imap *i, struct mailimap_set *set)
{
	if (!i->move_to)
		return add_flag(i, set, mailimap_flag_new_seen());
	if (offers(i, "MOVE"))
		return mailimap_uid_move(i->session, set, i->move_to);
	return copy_and_delete(i, set);
}

/* As imap_finish, but if the server just says NO or BAD, that is ERR_REFUSED and the session stays usable. */
static int finish_orderly(struct imap *i, int code, const char *what, struct err *err)
{
	bool broken = i->failure.kind || code == MAILIMAP_ERROR_PARSE || code == MAILIMAP_ERROR_STREAM;
	if (imap_finish(i, code, what, err) == 0)
		return 0;
	if (!broken) {
		err->kind = ERR_REFUSED;
		i->failure = (struct err){0};
	}
	return -1;
}

int imap_done(struct imap *i, const uint64_t *uids, size_t count, struct err *err)
{
	struct arena a;
	int result = 0;
	arena_init(&a);
	uint64_t *ordered = sorted(uids, count, &a);
	for (size_t at = 0; at < count && result == 0;) {
		struct mailimap_set *set = take_set(ordered, count, &at);
		begin_small(i, ANSWER_NOTHING);
		result = finish_orderly(i, mark_set(i, set), i->move_to ? i->conf->move_to : "STORE", err);
		mailimap_set_free(set);
	}
	arena_clear(&a);
	return result;
}

int imap_delete(struct imap *i, uint64_t uid, struct err *err)
{
	struct mailimap_set *set = need(mailimap_set_new_single((uint32_t)uid));
	begin_small(i, ANSWER_NOTHING);
	int result = imap_finish(i, delete_set(i, set), "deleting", err);
	mailimap_set_free(set);
	return result;
}

/* --- waiting --- */

static int imap_lost(struct imap *i, struct err *err)
{
	imap_fail(i, ERR_RETRY, "the server closed the connection");
	*err = i->failure;
	return -1;
}

/* Waits on the connection, which wakes at unsolicited data. */
static int rest(struct imap *i, int milliseconds, int wake, enum connection_event *event, struct err *err)
{
	*event = connection_wait(i->connection, milliseconds, wake);
	return *event == CONNECTION_LOST ? imap_lost(i, err) : 0;
}

/* One IDLE of at most `seconds`. A server that offers IDLE but refuses it is polled from then on. */
static int idle(struct imap *i, int seconds, int wake, enum connection_event *event, struct err *err)
{
	begin_small(i, ANSWER_NOTHING);
	int code = mailimap_idle(i->session);
	if (code != MAILIMAP_NO_ERROR && code != MAILIMAP_ERROR_PARSE && i->failure.kind == ERR_NONE) {
		i->no_idle = true;
		return 0;
	}
	if (imap_finish(i, code, "IDLE", err))
		return -1;
	*event = CONNECTION_READABLE;
	if (!i->answer.exists && i->session->imap_stream->read_buffer_len == 0 &&
	    rest(i, seconds * 1000, wake, event, err))
		return -1;
	begin_small(i, ANSWER_NOTHING);
	return imap_finish(i, mailimap_idle_done(i->session), "IDLE", err);
}

/* When to look again even if the server says nothing. */
static int64_t look_again(const struct imap *i, bool idles)
{
	return i->listed + (int64_t)(idles ? IDLE_RENEW : i->conf->poll) * 1000;
}

static bool can_idle(const struct imap *i)
{
	return i->conf->idle && !i->no_idle && offers(i, "IDLE");
}

int imap_wait(struct imap *i, int seconds, int wake, bool *news, struct err *err)
{
	int64_t end = monotonic_ms() + (int64_t)seconds * 1000;
	enum connection_event event = CONNECTION_QUIET;
	while (!i->answer.exists && event != CONNECTION_WOKEN) {
		bool idles = can_idle(i);
		int64_t now = monotonic_ms(), again = look_again(i, idles), until = end < again ? end : again;
		if (now >= until)
			break;
		int left = (int)((until - now + 999) / 1000);
		if (idles ? idle(i, left, wake, &event, err) : rest(i, left * 1000, wake, &event, err))
			return -1;
		if (!idles && event == CONNECTION_READABLE)
			break;
	}
	*news = i->answer.exists || event == CONNECTION_READABLE || monotonic_ms() >= look_again(i, can_idle(i));
	return 0;
}

/* --- looking at other folders --- */

static bool is_called_sent(struct imap *i, const struct mailimap_mailbox_list *one)
{
	static const char *const names[] = {"Sent",
					    "Sent Items",
					    "Sent Messages",
					    "Sent Mail",
					    "Gesendet",
					    "Gesendete Elemente",
					    "Gesendete Objekte",
					    "Envoyés",
					    "Éléments envoyés"};
	struct span name = span_of(one->mb_name);
	ptrdiff_t at = one->mb_delimiter ? span_rchr(name, one->mb_delimiter) : -1;
	name = span_from(name, (size_t)(at + 1));
	for (size_t n = 0; n < sizeof(names) / sizeof(*names); n++)
		if (span_ieq(name, span_of(folder_encode(&i->arena, span_of(names[n])))))
			return true;
	return false;
}

static bool is_marked_sent(const struct mailimap_mailbox_list *one)
{
	if (!one->mb_flag)
		return false;
	for (clistiter *at = clist_begin(one->mb_flag->mbf_oflags); at; at = clist_next(at)) {
		const struct mailimap_mbx_list_oflag *flag = clist_content(at);
		struct span name = span_of(flag->of_flag_ext ? flag->of_flag_ext : "");
		if (span_ieq(name, SPAN("Sent")) || span_ieq(name, SPAN("\\Sent")))
			return true;
	}
	return false;
}

int imap_sent_folders(struct imap *i, struct arena *a, struct span_list *out, struct err *err)
{
	struct span_list folders = {0};
	clist *found = NULL;
	begin_small(i, ANSWER_LIST);
	int code = mailimap_list(i->session, "", "*", &found);
	for (clistiter *at = found ? clist_begin(found) : NULL; at; at = clist_next(at)) {
		const struct mailimap_mailbox_list *one = clist_content(at);
		if (is_marked_sent(one) || is_called_sent(i, one))
			span_list_add(a, &folders, arena_dup(a, span_of(one->mb_name)));
	}
	if (found)
		mailimap_list_result_free(found);
	if (imap_finish(i, code, "LIST", err))
		return -1;
	*out = folders;
	return 0;
}

int imap_examine(struct imap *i, struct span folder, struct err *err)
{
	const char *name = arena_str(&i->arena, folder);
	begin_small(i, ANSWER_NOTHING);
	return finish_orderly(i, mailimap_examine(i->session, name), name, err);
}

static struct mailimap_search_key *key_header(const char *name, const char *value)
{
	return need(mailimap_search_key_new_header(need(strdup(name)), need(strdup(value))));
}

int imap_knows(struct imap *i, struct span msgid, bool *out, struct err *err)
{
	clist *found = NULL;
	const char *id = arena_printf(&i->arena, "<%.*s>", SPAN_ARG(msgid)).ptr;
	struct mailimap_search_key *answers =
		need(mailimap_search_key_new_or(key_header("In-Reply-To", id), key_header("References", id)));
	struct mailimap_search_key *key = need(mailimap_search_key_new_or(key_header("Message-ID", id), answers));
	begin_small(i, ANSWER_SEARCH);
	int code = mailimap_uid_search(i->session, NULL, key, &found);
	mailimap_search_key_free(key);
	if (imap_finish(i, code, "SEARCH", err))
		return -1;
	*out = clist_count(found) > 0;
	mailimap_search_result_free(found);
	return 0;
}
