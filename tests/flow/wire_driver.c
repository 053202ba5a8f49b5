/* wire_driver: prints the bytes of one outgoing mail, for the flow tests.
 *
 * wire_driver [NAME=VALUE…]   names: to_name from_name cc subject body html language reference; part=NAME,TYPE,FILE */
#include "daemon/edge/wire.h"

#include "parsers/base/transfer.h"

#include <stdio.h>

#define MAX_PARTS 10
#define MAX_FILE ((size_t)1 << 20)

struct run {
	struct outmail mail;
	struct wire_part parts[MAX_PARTS];
	struct arena a;
};

static struct span read_file(struct run *r, struct span name)
{
	char *bytes = arena_alloc(&r->a, MAX_FILE);
	FILE *file = fopen(arena_str(&r->a, name), "rb");
	size_t len = file ? fread(bytes, 1, MAX_FILE, file) : 0;
	if (file)
		fclose(file);
	return (struct span){bytes, len};
}

static void add_part(struct run *r, struct span value)
{
	struct span name, type = {0}, file = {0};
	if (r->mail.parts.count == MAX_PARTS)
		return;
	span_cut(&value, ',', &name);
	span_cut(&value, ',', &type);
	span_cut(&value, ',', &file);
	struct span raw = read_file(r, file);
	r->parts[r->mail.parts.count].raw = raw;
	LIST_ADD(&r->a, &r->mail.parts)->attachment = (struct attachment){
		.name = name, .type = type, .size = raw.len, .length = raw.len, .transfer = TRANSFER_IDENTITY};
}

static void set_value(struct run *r, struct span name, struct span value)
{
	const struct {
		struct span name, *target;
	} texts[] = {
		{SPAN("to_name"), &r->mail.to_name},   {SPAN("from_name"), &r->mail.from_name},
		{SPAN("subject"), &r->mail.subject},   {SPAN("body"), &r->mail.body},
		{SPAN("language"), &r->mail.language}, {SPAN("html"), &r->mail.html},
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (span_eq(name, texts[i].name))
			*texts[i].target = value;
	if (span_eq(name, SPAN("cc")))
		span_list_add(&r->a, &r->mail.shown_cc, value);
	if (span_eq(name, SPAN("reference")))
		span_list_add(&r->a, &r->mail.references, value);
	if (span_eq(name, SPAN("part")))
		add_part(r, value);
}

int main(int argc, char **argv)
{
	struct run r = {.mail = {.id = 7,
				 .ticket = 1,
				 .from = SPAN("support@acme.test"),
				 .to = SPAN("jo@example.org"),
				 .message_id = SPAN("7@acme.test"),
				 .template = SPAN("reply"),
				 .date = 1700000000}};
	struct buf out;
	struct err err = {0};
	arena_init(&r.a);
	buf_init(&out, BUF_MAX);
	for (int i = 1; i < argc; i++) {
		struct span arg = span_of(argv[i]), name = {0};
		span_cut(&arg, '=', &name);
		set_value(&r, name, arg);
	}
	size_t found;
	int result = wire_mail(&r.mail, r.parts, "0", &out, &found, &err);
	if (result)
		fprintf(stderr, "%s\n", err.text);
	else
		fwrite(out.ptr, 1, out.len, stdout);
	buf_clear(&out);
	arena_clear(&r.a);
	return result ? 1 : 0;
}
