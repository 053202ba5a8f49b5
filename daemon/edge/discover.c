#include "daemon/edge/discover.h"

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdio.h>
#include <string.h>

#define MAX_ANSWER 4096 /* bytes of a DNS answer */
#define DNS_SECONDS 2   /* for one DNS answer */

/* ---- DNS ---- */

struct srv {
	unsigned priority, port;
	struct span host;
};

static bool read_srv(struct arena *a, const ns_msg *message, const ns_rr *rr, struct srv *out)
{
	char host[NS_MAXDNAME];
	const unsigned char *data = ns_rr_rdata(*rr);
	if (ns_rr_type(*rr) != ns_t_srv || ns_rr_rdlen(*rr) < 7 ||
	    ns_name_uncompress(ns_msg_base(*message), ns_msg_end(*message), data + 6, host, sizeof(host)) < 0)
		return false;
	*out = (struct srv){ns_get16(data), ns_get16(data + 4), arena_dup(a, span_of(host))};
	return out->host.len > 0 && !span_eq(out->host, SPAN(".")); /* ".": the service is not offered */
}

static void candidate_add(struct arena *a, struct candidate_list *list, struct span host, int port)
{
	for (size_t i = 0; i < list->count; i++)
		if (span_ieq(list->items[i].host, host) && (list->items[i].port == port || !port))
			return;
	*LIST_ADD(a, list) = (struct candidate){.host = host, .port = port};
}

bool discover_srv(struct arena *a, struct span answer, struct candidate_list *out)
{
	ns_msg message;
	ns_rr rr;
	unsigned last = 0;
	if (ns_initparse((const unsigned char *)answer.ptr, (int)answer.len, &message) < 0)
		return false;
	for (size_t found = 1; found;) { /* one priority after the other */
		unsigned next = UINT32_MAX;
		struct srv srv;
		found = 0;
		for (int i = 0; i < ns_msg_count(message, ns_s_an); i++)
			if (ns_parserr(&message, ns_s_an, i, &rr) == 0 && read_srv(a, &message, &rr, &srv) &&
			    srv.priority + 1 > last && srv.priority < next)
				next = srv.priority;
		for (int i = 0; next != UINT32_MAX && i < ns_msg_count(message, ns_s_an); i++)
			if (ns_parserr(&message, ns_s_an, i, &rr) == 0 && read_srv(a, &message, &rr, &srv) &&
			    srv.priority == next) {
				candidate_add(a, out, srv.host, (int)srv.port);
				found++;
			}
		last = next + 1;
	}
	return true;
}

/* Bounds the wait for a name server that does not answer. */
static int query(const char *name, int type, unsigned char answer[MAX_ANSWER])
{
	struct __res_state state = {0};
	if (res_ninit(&state) != 0)
		return -1;
	state.retrans = DNS_SECONDS;
	state.retry = 1;
	int len = res_nquery(&state, name, ns_c_in, type, answer, MAX_ANSWER);
	res_nclose(&state);
	return len < MAX_ANSWER ? len : MAX_ANSWER;
}

static void ask_srv(struct arena *a, const char *service, struct span domain, struct candidate_list *out)
{
	unsigned char answer[MAX_ANSWER];
	const char *name = arena_printf(a, "%s._tcp.%.*s", service, SPAN_ARG(domain)).ptr;
	int len = query(name, ns_t_srv, answer);
	if (len > 0)
		discover_srv(a, span_make((const char *)answer, (size_t)len), out);
}

static void ask_mx(struct arena *a, struct span domain, struct candidate_list *out)
{
	unsigned char answer[MAX_ANSWER];
	char host[NS_MAXDNAME];
	ns_msg message;
	ns_rr rr;
	int len = query(arena_str(a, domain), ns_t_mx, answer);
	if (len <= 0 || ns_initparse(answer, len, &message) < 0)
		return;
	for (int i = 0; i < ns_msg_count(message, ns_s_an); i++)
		if (ns_parserr(&message, ns_s_an, i, &rr) == 0 && ns_rr_type(rr) == ns_t_mx && ns_rr_rdlen(rr) > 2 &&
		    ns_name_uncompress(ns_msg_base(message), ns_msg_end(message), ns_rr_rdata(rr) + 2, host,
				       sizeof(host)) >= 0)
			candidate_add(a, out, arena_dup(a, span_of(host)), 0);
}

void discover_candidates(struct arena *a, enum protocol protocol, struct span domain, struct candidate_list *out)
{
	static const char *const services[][2] = {{"_imaps", "_imap"}, {"_submissions", "_submission"}};
	static const char *const usual[] = {"imap", "smtp"};
	for (size_t i = 0; i < 2; i++)
		ask_srv(a, services[protocol][i], domain, out);
	candidate_add(a, out, arena_printf(a, "%s.%.*s", usual[protocol], SPAN_ARG(domain)), 0);
	candidate_add(a, out, arena_printf(a, "mail.%.*s", SPAN_ARG(domain)), 0);
	ask_mx(a, domain, out);
	candidate_add(a, out, domain, 0);
	candidate_add(a, out, SPAN("localhost"), 0);
}

/* ---- trying ---- */

static bool offers_auth(enum protocol protocol, const struct connection *c)
{
	const struct span_list *lines = connection_greeting(c);
	for (size_t i = 0; i < lines->count; i++)
		if (span_istarts(lines->items[i], SPAN("AUTH")))
			return true;
	return protocol == PROTOCOL_IMAP;
}

static int try_one(enum protocol protocol, const struct server *server, bool *auth, struct err *err)
{
	struct connection *c;
	if (connection_open(server, protocol, "localhost", &c, err) != 0)
		return -1;
	*auth = offers_auth(protocol, c);
	connection_close(c);
	return 0;
}

int discover_try(struct arena *a, enum protocol protocol, const struct candidate *c, struct server *server, bool *auth,
		 struct err *err)
{
	static const struct {
		int port;
		enum tls tls;
	} ways[2][4] = {
		{{993, TLS_IMPLICIT}, {143, TLS_STARTTLS}, {143, TLS_NONE}, {0, TLS_NONE}},
		{{465, TLS_IMPLICIT}, {587, TLS_STARTTLS}, {25, TLS_STARTTLS}, {25, TLS_NONE}},
	};
	struct server tried = *server, untrusted = {0};
	struct err first = {0}, refused = {0};
	tried.host = arena_str(a, c->host);
	tried.timeout = DISCOVER_SECONDS;
	tried.user = NULL;
	for (size_t i = 0; i < 4; i++) {
		tried.tls = ways[protocol][i].tls;
		tried.port = c->port ? c->port : ways[protocol][i].port;
		tried.ca_file = tried.tls == TLS_NONE ? NULL : server->ca_file;
		if (!tried.port || (tried.tls == TLS_NONE && !conf_is_loopback(c->host)) ||
		    (c->plain && tried.tls != TLS_NONE))
			continue;
		if (try_one(protocol, &tried, auth, err) == 0) {
			*server = tried;
			return 0;
		}
		if (strstr(err->text, "certificate"))
			refused = *err, untrusted = tried;
		if (!first.kind)
			first = *err;
		if (refused.kind || strstr(err->text, "resolve"))
			break; /* the server exists, and nothing weaker may be tried; or there is no such host */
	}
	if (refused.kind)
		*server = untrusted;
	*err = refused.kind ? refused : first;
	return -1;
}
