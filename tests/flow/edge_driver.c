/* edge_driver: runs the daemon's edge against one server, for the flow tests.
 *
 * edge_driver imap|smtp [NAME=VALUE…] [OPERATION…]
 * Names: host port tls user password_file token_command auth ca_file proxy timeout; folder move_to poll idle; helo.
 * Operations, in the order given. imap: list[=AFTER] fetch[=MAX] headers=UID done=UID wait=SECONDS;
 * smtp: send=FROM,TO,FILE alive. Each prints one line; an error prints "KIND: text" and ends the program with exit code
 * 1. */
#include "daemon/edge/imap.h"
#include "daemon/edge/smtp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct run {
	struct mailbox_conf mailbox;
	struct smtp_conf sending;
	struct imap *imap;
	struct smtp *smtp;
	struct arena a;
	struct imap_item_list list;
};

static const char *const kinds[] = {"none", "retry", "refused", "notfound", "corrupt", "config"};

static int failed(const struct err *err)
{
	printf("%s: %s\n", kinds[err->kind], err->text);
	return -1;
}

/* --- names --- */

static void set_server(struct server *s, const char *name, const char *value)
{
	const struct {
		const char *name, **target;
	} texts[] = {
		{"host", &s->host},
		{"user", &s->user},
		{"password_file", &s->secret.file},
		{"token_command", &s->secret.token_command},
		{"auth", &s->auth},
		{"ca_file", &s->ca_file},
		{"proxy", &s->proxy},
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (!strcmp(name, texts[i].name))
			*texts[i].target = value;
	if (!strcmp(name, "port"))
		s->port = atoi(value);
	if (!strcmp(name, "timeout"))
		s->timeout = atoi(value);
	if (!strcmp(name, "tls"))
		s->tls = !strcmp(value, "implicit")   ? TLS_IMPLICIT
			 : !strcmp(value, "starttls") ? TLS_STARTTLS
						      : TLS_NONE;
}

static void set_name(struct run *r, const char *name, const char *value)
{
	set_server(&r->mailbox.imap, name, value);
	set_server(&r->sending.server, name, value);
	if (!strcmp(name, "folder"))
		r->mailbox.folder = value;
	if (!strcmp(name, "move_to"))
		r->mailbox.move_to = value;
	if (!strcmp(name, "poll"))
		r->mailbox.poll = atoi(value);
	if (!strcmp(name, "idle"))
		r->mailbox.idle = atoi(value);
	if (!strcmp(name, "helo"))
		r->sending.helo = value;
}

/* --- operations --- */

static int do_list(struct run *r, const char *value, struct err *err)
{
	r->list = (struct imap_item_list){0};
	if (imap_list(r->imap, strtoull(value, NULL, 10), 1000000, &r->a, &r->list, err))
		return -1;
	printf("list:");
	for (size_t i = 0; i < r->list.count && i < 100; i++)
		printf(" %llu/%llu", (unsigned long long)r->list.items[i].uid,
		       (unsigned long long)r->list.items[i].size);
	printf(" (%zu)\n", r->list.count);
	return 0;
}

struct sums {
	size_t count, bytes;
};

static int got(void *ctx, uint64_t uid, struct span raw, struct err *err)
{
	struct sums *sums = ctx;
	(void)uid, (void)err;
	sums->count++;
	sums->bytes += raw.len;
	return 0;
}

static int do_fetch(struct run *r, const char *value, struct err *err)
{
	struct sums sums = {0};
	uint64_t max = *value ? strtoull(value, NULL, 10) : 1 << 20;
	for (size_t at = 0; at < r->list.count; at += 64) {
		size_t count = r->list.count - at < 64 ? r->list.count - at : 64;
		if (imap_fetch(r->imap, r->list.items + at, count, max, got, &sums, err))
			return -1;
	}
	printf("fetch: %zu mails, %zu bytes\n", sums.count, sums.bytes);
	return 0;
}

static int do_headers(struct run *r, const char *value, struct err *err)
{
	struct span raw;
	if (imap_fetch_headers(r->imap, strtoull(value, NULL, 10), &r->a, &raw, err))
		return -1;
	printf("headers: %zu bytes\n", raw.len);
	return 0;
}

static int do_done(struct run *r, const char *value, struct err *err)
{
	uint64_t uids[64];
	size_t count = 0;
	for (const char *at = value; *at && count < 64; at += strcspn(at, ","), at += *at == ',')
		uids[count++] = strtoull(at, NULL, 10);
	if (imap_done(r->imap, uids, count, err))
		return -1;
	printf("done: %zu\n", count);
	return 0;
}

static int do_wait(struct run *r, const char *value, struct err *err)
{
	bool news;
	if (imap_wait(r->imap, atoi(value), -1, &news, err))
		return -1;
	printf("wait: %s\n", news ? "news" : "quiet");
	return 0;
}

static struct span read_file(struct run *r, struct span name)
{
	char *bytes = arena_alloc(&r->a, 1 << 20);
	FILE *file = fopen(arena_str(&r->a, name), "rb");
	size_t len = file ? fread(bytes, 1, 1 << 20, file) : 0;
	if (file)
		fclose(file);
	return (struct span){bytes, len};
}

static int do_send(struct run *r, const char *value, struct err *err)
{
	static const char *const outcomes[] = {"sent", "retry", "refused"};
	struct span rest = span_of(value), from, to = {0}, name = {0};
	struct delivery_result result;
	(void)err;
	span_cut(&rest, ',', &from);
	span_cut(&rest, ',', &to);
	span_cut(&rest, ',', &name);
	smtp_send(r->smtp, from, to, read_file(r, name), SPAN("id.1@acme.test"), &result);
	printf("send: %s%s: %s\n", outcomes[result.outcome], result.unsure ? " (unsure)" : "", result.err.text);
	return 0;
}

static int do_alive(struct run *r, const char *value, struct err *err)
{
	(void)value, (void)err;
	printf("alive: %s\n", smtp_alive(r->smtp) ? "yes" : "no");
	return 0;
}

static int do_operation(struct run *r, const char *name, const char *value, struct err *err)
{
	static const struct {
		const char *name;
		int (*run)(struct run *r, const char *value, struct err *err);
	} operations[] = {{"list", do_list}, {"fetch", do_fetch}, {"headers", do_headers}, {"done", do_done},
			  {"wait", do_wait}, {"send", do_send},   {"alive", do_alive}};
	for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++)
		if (!strcmp(name, operations[i].name))
			return operations[i].run(r, value, err);
	return 1;
}

static int connect_to(struct run *r, const char *protocol, struct err *err)
{
	return !strcmp(protocol, "imap") ? imap_open(&r->mailbox, &r->imap, err)
					 : smtp_open(&r->sending, &r->smtp, err);
}

static int run_all(struct run *r, int argc, char **argv)
{
	struct err err = {0};
	for (int i = 2; i < argc; i++)
		if (strchr(argv[i], '='))
			set_name(r, arena_str(&r->a, span_make(argv[i], strcspn(argv[i], "="))),
				 strchr(argv[i], '=') + 1);
	if (connect_to(r, argv[1], &err))
		return failed(&err);
	for (int i = 2; i < argc; i++) {
		size_t len = strcspn(argv[i], "=");
		const char *value = argv[i][len] ? argv[i] + len + 1 : "";
		if (do_operation(r, arena_str(&r->a, span_make(argv[i], len)), value, &err) < 0)
			return failed(&err);
		fflush(stdout);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct run r = {
		.mailbox = {.imap = {.host = "localhost", .timeout = 5}, .folder = "INBOX", .poll = 60, .idle = true},
		.sending = {.server = {.host = "localhost", .timeout = 5}},
	};
	if (argc < 2)
		return 64;
	arena_init(&r.a);
	int result = run_all(&r, argc, argv);
	imap_close(r.imap);
	smtp_close(r.smtp);
	arena_clear(&r.a);
	return result ? 1 : 0;
}
