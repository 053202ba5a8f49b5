#include "daemon/edge/smtp.h"

#include "daemon/edge/connection.h"
#include "parsers/base/addrspec.h"
#include "parsers/base/buf.h"

#include <stdlib.h>
#include <unistd.h>

#define MAX_LINE 2000  /* of an answer; RFC 5321 says 512, servers send more */
#define MAX_LINES 100  /* of one answer */
#define MAX_MAILS 100  /* on one connection: servers have limits of their own */
#define DOT_PATIENCE 5 /* times the usual timeout for the reply to the final dot: a repeat is worse than a wait */
#define QUIT_SECONDS 2
#define MAX_HELO 256
#define MAX_COMMANDS 4096

struct smtp {
	const struct smtp_conf *conf;
	struct connection *connection;
	bool pipelining, dsn, eight_bit, utf8;
	bool has_size;
	uint64_t size; /* the server's limit; 0: none announced */
	unsigned mails;
	bool dead;
	char buffer[MAX_LINE]; /* what has been read and not yet used */
	size_t at, len;
};

struct reply {
	int code; /* 0: none came */
	char text[300];
};

/* --- answers --- */

static int smtp_read_line(struct smtp *s, struct buf *line, struct err *err)
{
	buf_reset(line);
	for (;;) {
		while (s->at < s->len) {
			char c = s->buffer[s->at++];
			if (c == '\n')
				return 0;
			if (c != '\r')
				buf_chr(line, c);
		}
		if (line->over)
			return err_set(err, ERR_RETRY, "%s: the answer is too long", connection_name(s->connection));
		long got = connection_read(s->connection, s->buffer, sizeof(s->buffer), err);
		if (got == 0)
			return err_set(err, ERR_RETRY, "%s: the server closed the connection",
				       connection_name(s->connection));
		if (got < 0)
			return -1;
		s->at = 0;
		s->len = (size_t)got;
	}
}

/* Appends the text of one line of an answer; characters that do not print become "?". */
static void add_words(struct reply *reply, size_t *len, struct span words)
{
	if (*len && *len + 1 < sizeof(reply->text))
		reply->text[(*len)++] = ' ';
	for (size_t i = 0; i < words.len && *len + 1 < sizeof(reply->text); i++)
		reply->text[(*len)++] = words.ptr[i] >= ' ' && words.ptr[i] <= '~' ? words.ptr[i] : '?';
	reply->text[*len] = '\0';
}

static bool line_code(struct span line, int *code)
{
	uint64_t value;
	bool good = span_u64(span_sub(line, 0, 3), &value) && value >= 200 && value < 600 &&
		    (line.len == 3 || line.ptr[3] == ' ' || line.ptr[3] == '-');
	if (good)
		*code = (int)value;
	return good;
}

static int read_reply_lines(struct smtp *s, struct buf *line, struct reply *reply, struct err *err)
{
	size_t len = 0;
	for (unsigned lines = 0; lines < MAX_LINES; lines++) {
		int code;
		if (smtp_read_line(s, line, err))
			return -1;
		if (!line_code(buf_span(line), &code))
			return err_set(err, ERR_RETRY, "%s: the server's answer cannot be understood",
				       connection_name(s->connection));
		add_words(reply, &len, span_from(buf_span(line), 4));
		if (line->len > 3 && line->ptr[3] == '-')
			continue;
		reply->code = code;
		return 0;
	}
	return err_set(err, ERR_RETRY, "%s: the answer is too long", connection_name(s->connection));
}

/* Reads one answer of one or more lines. -1: the connection is no longer usable. 421 ends it too. */
static int read_reply(struct smtp *s, struct reply *reply, struct err *err)
{
	struct buf line;
	buf_init(&line, MAX_LINE);
	*reply = (struct reply){0};
	int result = read_reply_lines(s, &line, reply, err);
	buf_clear(&line);
	if (result || reply->code == 421)
		s->dead = true;
	return result;
}

static int write_bytes(struct smtp *s, struct span bytes, struct err *err)
{
	if (connection_write(s->connection, bytes, err) == 0)
		return 0;
	s->dead = true;
	return -1;
}

/* --- opening --- */

static void read_extension(struct smtp *s, struct span line)
{
	struct span word = SPAN_NONE, limit = SPAN_NONE;
	span_word(&line, &word);
	span_word(&line, &limit);
	s->pipelining |= span_ieq(word, SPAN("PIPELINING"));
	s->dsn |= span_ieq(word, SPAN("DSN"));
	s->eight_bit |= span_ieq(word, SPAN("8BITMIME"));
	s->utf8 |= span_ieq(word, SPAN("SMTPUTF8"));
	if (span_ieq(word, SPAN("SIZE"))) {
		s->has_size = true;
		if (!span_u64(limit, &s->size))
			s->size = 0;
	}
}

int smtp_open(const struct smtp_conf *conf, struct smtp **out, struct err *err)
{
	char host[MAX_HELO];
	struct connection *connection;
	if (gethostname(host, sizeof(host)))
		host[0] = '\0';
	host[sizeof(host) - 1] = '\0';
	if (connection_open(&conf->server, PROTOCOL_SMTP, conf->helo ? conf->helo : host, &connection, err))
		return -1;
	struct smtp *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->conf = conf;
	s->connection = connection;
	const struct span_list *lines = connection_greeting(connection);
	for (size_t i = 0; i < lines->count; i++)
		read_extension(s, lines->items[i]);
	*out = s;
	return 0;
}

void smtp_close(struct smtp *s)
{
	struct reply reply;
	struct err err;
	if (!s)
		return;
	connection_deadline(s->connection, QUIT_SECONDS);
	if (!s->dead && write_bytes(s, SPAN("QUIT\r\n"), &err) == 0)
		read_reply(s, &reply, &err);
	connection_close(s->connection);
	free(s);
}

/* If there is something to read on an idle connection, it is 421 or the end. */
bool smtp_alive(const struct smtp *s)
{
	return !s->dead && s->mails < MAX_MAILS && s->at == s->len &&
	       connection_wait(s->connection, 0, -1) == CONNECTION_QUIET;
}

/* --- one mail --- */

/* One mail's envelope, with the addresses as they are written. */
struct envelope {
	struct span from, to, id;
	bool utf8; /* one of the addresses is not ASCII */
};

/* RFC 3461 xtext: printable ASCII except "+" and "=" as it is, the rest as "+XX". */
static void add_xtext(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		if (c > ' ' && c <= '~' && c != '+' && c != '=')
			buf_chr(out, (char)c);
		else
			buf_printf(out, "+%02X", c);
	}
}

static bool is_eight_bit(struct span bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		if ((unsigned char)bytes.ptr[i] > 0x7F)
			return true;
	return false;
}

static void add_mail(const struct smtp *s, struct buf *out, const struct envelope *e, struct span bytes)
{
	buf_printf(out, "MAIL FROM:<%.*s>", SPAN_ARG(e->from));
	if (s->has_size)
		buf_printf(out, " SIZE=%zu", bytes.len);
	if (s->eight_bit && is_eight_bit(bytes))
		buf_str(out, " BODY=8BITMIME");
	if (e->utf8)
		buf_str(out, " SMTPUTF8");
	if (s->dsn && e->id.len && e->id.len <= 100) {
		buf_str(out, " RET=HDRS ENVID=");
		add_xtext(out, e->id);
	}
	buf_str(out, "\r\n");
}

static void add_mail_bare(const struct smtp *s, struct buf *out, const struct envelope *e)
{
	add_mail(s, out, e, SPAN_NONE);
}

static void add_rcpt(const struct smtp *s, struct buf *out, const struct envelope *e)
{
	buf_printf(out, "RCPT TO:<%.*s>", SPAN_ARG(e->to));
	if (s->dsn && e->id.len && e->from.len) {
		buf_str(out, " NOTIFY=FAILURE");
		if (!is_eight_bit(e->to)) {
			buf_str(out, " ORCPT=rfc822;");
			add_xtext(out, e->to);
		}
	}
	buf_str(out, "\r\n");
}

/* CRLF lines, each leading dot doubled, and the final dot. Some server might read a bare CR or LF as a line end of its
 * own: each becomes a whole CRLF. */
static void add_data(struct buf *out, struct span bytes)
{
	struct span line;
	while (span_line(&bytes, &line)) {
		if (line.len && line.ptr[0] == '.')
			buf_chr(out, '.');
		buf_add(out, line);
		buf_str(out, "\r\n");
	}
	buf_str(out, ".\r\n");
}

static void judge(const struct smtp *s, const struct reply *reply, struct delivery_result *out)
{
	bool for_good = reply->code >= 500 && reply->code != 530; /* 530: log in first; the mail is not at fault */
	out->outcome = for_good ? DELIVERY_REFUSED : DELIVERY_RETRY;
	err_set(&out->err, for_good ? ERR_REFUSED : ERR_RETRY, "%s: %d %s", connection_name(s->connection), reply->code,
		reply->text);
}

enum step { STEP_MAIL, STEP_RCPT, STEP_DATA, STEPS };
static const int step_class[STEPS] = {2, 2, 3};

/* Writes the three commands, all at once if the server offers PIPELINING, and reads their answers. 0: the mail's data
 * may follow; -1: *out has the first refusal. *data: DATA was accepted, so a lone dot is due even after a refusal (RFC
 * 2920). */
static int offer(struct smtp *s, const struct span commands[STEPS], bool *data, struct delivery_result *out)
{
	struct span all = {commands[0].ptr, commands[0].len + commands[1].len + commands[2].len};
	bool refused = false;
	if (s->pipelining && write_bytes(s, all, &out->err))
		return -1;
	for (int step = 0; step < STEPS; step++) {
		struct reply reply;
		struct err later;
		if (!s->pipelining && (refused || write_bytes(s, commands[step], &out->err)))
			return -1;
		if (read_reply(s, &reply, refused ? &later : &out->err))
			return -1;
		bool good = reply.code / 100 == step_class[step];
		*data = good && step == STEP_DATA;
		if (!good && !refused)
			judge(s, &reply, out);
		refused |= !good;
	}
	return refused ? -1 : 0;
}

/* Sends the mail's data. Once the final dot is written, a missing answer means that the outcome is unknown. */
static void smtp_hand_over(struct smtp *s, struct span bytes, struct delivery_result *out)
{
	struct buf data;
	struct reply reply;
	buf_init(&data, BUF_MAX);
	add_data(&data, bytes);
	connection_deadline(s->connection, s->conf->server.timeout * DOT_PATIENCE);
	if (write_bytes(s, buf_span(&data), &out->err) == 0) {
		out->unsure = true;
		if (read_reply(s, &reply, &out->err) == 0) {
			out->unsure = false;
			if (reply.code / 100 == 2)
				out->outcome = DELIVERY_SENT;
			else
				judge(s, &reply, out);
		}
	}
	buf_clear(&data);
}

/* After a refusal: makes the server forget the transaction. */
static void reset(struct smtp *s, bool data)
{
	struct reply reply;
	struct err err;
	if (data && !s->dead && (write_bytes(s, SPAN(".\r\n"), &err) || read_reply(s, &reply, &err)))
		return;
	if (!s->dead && write_bytes(s, SPAN("RSET\r\n"), &err) == 0 && read_reply(s, &reply, &err) == 0 &&
	    reply.code / 100 != 2)
		s->dead = true;
}

static void smtp_transact(struct smtp *s, const struct envelope *e, struct span bytes, struct delivery_result *out)
{
	struct buf text; /* the commands, one after the other */
	bool data = false;
	buf_init(&text, MAX_COMMANDS);
	add_mail(s, &text, e, bytes);
	size_t mail_end = text.len;
	add_rcpt(s, &text, e);
	size_t rcpt_end = text.len;
	buf_str(&text, "DATA\r\n");
	const struct span commands[STEPS] = {span_sub(buf_span(&text), 0, mail_end),
					     span_sub(buf_span(&text), mail_end, rcpt_end - mail_end),
					     span_from(buf_span(&text), rcpt_end)};
	connection_deadline(s->connection, s->conf->server.timeout);
	s->mails++;
	if (offer(s, commands, &data, out) == 0)
		smtp_hand_over(s, bytes, out);
	else
		reset(s, data);
	buf_clear(&text);
}

/* True: this server can't take the mail at all, *err says why. */
static bool smtp_is_refused(const struct smtp *s, struct span from, const struct envelope *e, struct span bytes,
			    struct err *err)
{
	const char *server = connection_name(s->connection);
	if (from.len && !e->from.len)
		err_set(err, ERR_REFUSED, "the sender's address cannot be written into an envelope");
	else if (!e->to.len)
		err_set(err, ERR_REFUSED, "the recipient's address cannot be written into an envelope");
	else if (e->utf8 && !s->utf8)
		err_set(err, ERR_REFUSED,
			"%s: the server does not accept an address with non-ASCII characters before the @ (SMTPUTF8)",
			server);
	else if (s->size && bytes.len > s->size)
		err_set(err, ERR_REFUSED, "%s: the mail is larger than the %llu bytes that the server accepts", server,
			(unsigned long long)s->size);
	else
		return false;
	return true;
}

void smtp_send(struct smtp *s, struct span from, struct span to, struct span bytes, struct span envid,
	       struct delivery_result *out)
{
	struct arena a;
	struct envelope e = {.id = envid};
	arena_init(&a);
	*out = (struct delivery_result){.outcome = DELIVERY_RETRY};
	e.from = addrspec_form(&a, from, &e.utf8);
	e.to = addrspec_form(&a, to, &e.utf8);
	if (smtp_is_refused(s, from, &e, bytes, &out->err))
		out->outcome = DELIVERY_REFUSED;
	else if (s->dead)
		err_set(&out->err, ERR_RETRY, "%s: the connection was lost", connection_name(s->connection));
	else
		smtp_transact(s, &e, bytes, out);
	arena_clear(&a);
}

/* Sends MAIL and RCPT, one after the other. */
static void smtp_ask(struct smtp *s, const struct envelope *e, struct delivery_result *out)
{
	void (*const add[])(const struct smtp *, struct buf *, const struct envelope *) = {add_mail_bare, add_rcpt};
	struct buf text;
	struct reply reply = {0};
	connection_deadline(s->connection, s->conf->server.timeout);
	out->outcome = DELIVERY_SENT;
	for (size_t i = 0; i < 2 && out->outcome == DELIVERY_SENT; i++) {
		buf_init(&text, MAX_COMMANDS);
		add[i](s, &text, e);
		if (write_bytes(s, buf_span(&text), &out->err) || read_reply(s, &reply, &out->err))
			out->outcome = DELIVERY_RETRY;
		else if (reply.code / 100 != 2)
			judge(s, &reply, out);
		buf_clear(&text);
	}
	reset(s, false);
}

void smtp_offer(struct smtp *s, struct span from, struct span to, struct delivery_result *out)
{
	struct arena a;
	struct envelope e = {0};
	arena_init(&a);
	*out = (struct delivery_result){.outcome = DELIVERY_REFUSED};
	e.from = addrspec_form(&a, from, &e.utf8);
	e.to = addrspec_form(&a, to, &e.utf8);
	if (!smtp_is_refused(s, from, &e, SPAN_NONE, &out->err))
		smtp_ask(s, &e, out);
	arena_clear(&a);
}
