#include "daemon/cli/newconf.h"

#include <string.h>

/* The text in quotes, without control characters. */
static struct span conf_quoted(struct arena *a, struct span text)
{
	struct buf out;
	buf_init(&out, BUF_MAX);
	buf_chr(&out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"' || text.ptr[i] == '\\')
			buf_chr(&out, '\\');
		if ((unsigned char)text.ptr[i] >= ' ')
			buf_chr(&out, text.ptr[i]);
	}
	buf_chr(&out, '"');
	struct span result = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return result;
}

static struct span plain_name(struct arena *a, struct span address)
{
	size_t len = 0;
	while (len < address.len && !strchr("@+ []#,:;\"<>()", address.ptr[len]))
		len++;
	return len ? span_sub(address, 0, len) : arena_dup(a, SPAN("agent"));
}

struct span newconf_agent_name(struct arena *a, const struct span_list *addresses, size_t i)
{
	struct span name = plain_name(a, addresses->items[i]);
	unsigned same = 1;
	for (size_t j = 0; j < i; j++)
		same += span_ieq(plain_name(a, addresses->items[j]), name);
	return same == 1 ? name : arena_printf(a, "%.*s%u", SPAN_ARG(name), same);
}

static void conf_line_set(struct buf *out, struct arena *a, const char *key, struct span value, const char *comment)
{
	struct span text = conf_quoted(a, value);
	buf_printf(out, "\t%s = %.*s;%s%s\n", key, SPAN_ARG(text), *comment ? "  # " : "", comment);
}

static void write_desk(const struct newconf *c, struct arena *a, struct buf *out)
{
	buf_str(out, "desk = {\n");
	conf_line_set(out, a, "name", c->name, "what the desk calls itself");
	conf_line_set(out, a, "tag", c->tag, "");
	buf_printf(out, "\t# … appears in subjects: [%.*s #1042]\n", SPAN_ARG(c->tag));
	conf_line_set(out, a, "address", c->address, "where customers write, and the sender of the desk's mails");
	conf_line_set(out, a, "manager", c->manager, "is told when something needs a person");
	conf_line_set(out, a, "language", c->language, "for mails to people whose language is not known");
	conf_line_set(out, a, "timezone", c->timezone, "");
	buf_str(out, "\t# A signed address to reply to, support+TOKEN@…: answers find their ticket by it, and agents "
		     "prove who they are.\n");
	conf_line_set(out, a, "reply_address", c->plus ? SPAN("plus") : SPAN("plain"),
		      c->plus ? "tested: mail to them arrives" : "tested: mail to signed addresses did not arrive");
	buf_str(out, "\t# What your mail server calls itself in Authentication-Results: if it is set, DMARC, DKIM or "
		     "SPF\n\t# also prove who agents and customers are.\n");
	if (c->authserv_id.len)
		conf_line_set(out, a, "authserv_id", c->authserv_id, "");
	else
		buf_str(out, "\t# authserv_id = \"mx.example.org\";\n");
	buf_str(out, "};\n\n");
}

static void write_server(const struct server *s, struct arena *a, struct buf *out)
{
	static const char *const kinds[] = {
		[TLS_IMPLICIT] = "implicit", [TLS_STARTTLS] = "starttls", [TLS_NONE] = "none"};
	conf_line_set(out, a, "host", span_of(s->host), "");
	buf_printf(out, "\tport = %d;\n", s->port);
	conf_line_set(out, a, "tls", span_of(kinds[s->tls]), "");
	if (s->ca_file)
		conf_line_set(out, a, "ca_file", span_of(s->ca_file), "");
	if (!s->user)
		return;
	conf_line_set(out, a, "user", span_of(s->user), "");
	conf_line_set(out, a, "password_file", span_of(s->secret.file),
		      "the file's first line; readable by the desk's user only");
}

static void write_agents(const struct newconf *c, struct arena *a, struct buf *out)
{
	buf_str(out, "# Who answers tickets. name: what commands call them, as in #assign; full_name: what customers "
		     "see.\nagents = (\n");
	for (size_t i = 0; i < c->agents.count; i++)
		buf_printf(out, "\t{ name = %.*s; email = %.*s; }%s\n",
			   SPAN_ARG(conf_quoted(a, newconf_agent_name(a, &c->agents, i))),
			   SPAN_ARG(conf_quoted(a, c->agents.items[i])), i + 1 < c->agents.count ? "," : "");
	buf_str(out,
		");\n\n# More categories: a [tag] in a subject, or a rule, decides; docs/config.md has every key.\n"
		"categories = (\n\t{ name = \"general\"; agents = [ ");
	for (size_t i = 0; i < c->agents.count; i++)
		buf_printf(out, "%s%.*s", i ? ", " : "",
			   SPAN_ARG(conf_quoted(a, newconf_agent_name(a, &c->agents, i))));
	buf_str(out, " ]; }\n);\n");
}

void newconf_write(const struct newconf *c, struct arena *a, struct buf *out)
{
	buf_str(out,
		"# caredesk's configuration, written by `caredesk init`. Every key: caredesk.conf(5). After a change\n"
		"# `caredesk check` says what is wrong, and `systemctl reload caredesk` takes it.\n\n");
	write_desk(c, a, out);
	buf_printf(out, "store = { path = %.*s; };\n\n", SPAN_ARG(conf_quoted(a, c->store)));
	buf_str(out,
		"mailboxes = ( {\n\tname = \"support\";  # never change it: progress is recorded under this name\n");
	conf_line_set(out, a, "address", c->address, "");
	buf_str(out, "\timap = {\n");
	write_server(&c->imap, a, out);
	buf_str(out, "\tfolder = \"INBOX\";\n\t# move_to = \"Processed\";  # without it a mail that is done gets "
		     "\\Seen and stays\n"
		     "\t};\n} );\n\nsmtp = {\n");
	write_server(&c->smtp, a, out);
	buf_str(out, "};\n\n");
	write_agents(c, a, out);
}
