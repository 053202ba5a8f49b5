#include "daemon/edge/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <curl/curl.h>

#include "parsers/base/buf.h"
#include "parsers/base/netaddr.h"

#define HEAD_MAX ((size_t)64 << 10)

/* An exchange, and what is known of its answer so far. */
struct exchange {
	const struct http_request *request;
	CURL *curl;
	struct buf answer;
	size_t head, thrown;            /* bytes */
	bool answered;                  /* its head is complete */
	char refused[INET6_ADDRSTRLEN]; /* an address that was not connected to as it is not public; empty: none */
};

static size_t http_take(char *bytes, size_t size, size_t count, void *context)
{
	struct exchange *x = context;
	if (x->request->no_body) {
		x->thrown += size * count;
		return x->thrown > HTTP_ANSWER_MAX ? 0 : size * count;
	}
	buf_add(&x->answer, span_make(bytes, size * count));
	return x->answer.over ? 0 : size * count;
}

/* Called for each header line; the empty one ends the head of an answer, or of a provisional (1xx) one before it. */
static size_t http_take_head(char *bytes, size_t size, size_t count, void *context)
{
	struct exchange *x = context;
	long status = 0;
	x->head += size * count;
	if (span_trim(span_make(bytes, size * count)).len == 0) {
		curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &status);
		x->answered = status >= 200;
	}
	return x->head > HEAD_MAX ? 0 : size * count;
}

static const unsigned char *http_address_bytes(const struct sockaddr *address, size_t *count)
{
	const void *any = address;
	*count = address->sa_family == AF_INET ? 4 : address->sa_family == AF_INET6 ? 16 : 0;
	return address->sa_family == AF_INET ? (const void *)&((const struct sockaddr_in *)any)->sin_addr
					     : (const void *)&((const struct sockaddr_in6 *)any)->sin6_addr;
}

/* Checks the address that a name resolved to right before it is connected to: a name server can't tell a check one
 * thing and the connection another. */
static curl_socket_t http_open_public(void *context, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct exchange *x = context;
	size_t count;
	const unsigned char *bytes = http_address_bytes(&to->addr, &count);
	(void)purpose;
	if (netaddr_is_public(bytes, count))
		return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
	if (count)
		inet_ntop(to->family, bytes, x->refused, sizeof x->refused);
	return CURL_SOCKET_BAD;
}

static void http_secure(CURL *curl, const struct http_request *r)
{
	bool local = strncmp(r->url, "http://", 7) == 0;
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, local ? "http" : "https");
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROXY, r->proxy ? r->proxy : "");
	if (r->ca_file) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, r->ca_file);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
}

static struct curl_slist *http_set_request(struct exchange *x, struct arena *a)
{
	const struct http_request *r = x->request;
	struct curl_slist *fields = curl_slist_append(NULL, r->no_body ? "Accept: */*" : "Accept: application/json");
	fields = curl_slist_append(fields, arena_printf(a, "Content-Type: %s", r->content_type).ptr);
	for (size_t i = 0; r->fields && r->fields[i]; i++)
		fields = curl_slist_append(fields, r->fields[i]);
	curl_easy_setopt(x->curl, CURLOPT_URL, r->url);
	curl_easy_setopt(x->curl, CURLOPT_HTTPHEADER, fields);
	curl_easy_setopt(x->curl, CURLOPT_POSTFIELDS, r->body.ptr);
	curl_easy_setopt(x->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.len);
	curl_easy_setopt(x->curl, CURLOPT_TIMEOUT, (long)r->timeout);
	curl_easy_setopt(x->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(x->curl, CURLOPT_USERAGENT, "caredesk/" CAREDESK_VERSION);
	return fields;
}

static int http_is_stopped(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up)
{
	const struct exchange *x = context;
	struct pollfd p = {.fd = x->request->stop, .events = POLLIN};
	(void)down_total, (void)down, (void)up_total, (void)up;
	return poll(&p, 1, 0) > 0;
}

static void http_set_answer(struct exchange *x)
{
	if (x->request->stop) {
		curl_easy_setopt(x->curl, CURLOPT_XFERINFOFUNCTION, http_is_stopped);
		curl_easy_setopt(x->curl, CURLOPT_XFERINFODATA, x);
		curl_easy_setopt(x->curl, CURLOPT_NOPROGRESS, 0L);
	}
	curl_easy_setopt(x->curl, CURLOPT_WRITEFUNCTION, http_take);
	curl_easy_setopt(x->curl, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(x->curl, CURLOPT_HEADERFUNCTION, http_take_head);
	curl_easy_setopt(x->curl, CURLOPT_HEADERDATA, x);
	if (!x->request->public_only)
		return;
	curl_easy_setopt(x->curl, CURLOPT_OPENSOCKETFUNCTION, http_open_public);
	curl_easy_setopt(x->curl, CURLOPT_OPENSOCKETDATA, x);
}

static int http_failed(const struct exchange *x, CURLcode code, const char *words, struct err *err)
{
	const char *shown = x->request->shown ? x->request->shown : x->request->url;
	if (x->answer.over || x->head > HEAD_MAX)
		return err_set(err, ERR_REFUSED, "%s: the answer is larger than %zu bytes", shown,
			       x->answer.over ? HTTP_ANSWER_MAX : HEAD_MAX);
	if (x->refused[0] && code == CURLE_COULDNT_CONNECT)
		return err_set(err, ERR_REFUSED, "%s: %s is a private address; internal = true allows it", shown,
			       x->refused);
	return err_set(err, code == CURLE_PEER_FAILED_VERIFICATION ? ERR_REFUSED : ERR_RETRY, "%s: %s", shown,
		       *words ? words : curl_easy_strerror(code));
}

static void http_take_answer(const struct exchange *x, struct arena *a, struct http_answer *out)
{
	long status = 0;
	curl_off_t after = 0;
	curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(x->curl, CURLINFO_RETRY_AFTER, &after);
	*out = (struct http_answer){(int)status, arena_dup(a, buf_span(&x->answer)), after > 0 ? (int64_t)after : 0};
}

int http_post(const struct http_request *request, struct arena *a, struct http_answer *out, struct err *err)
{
	char words[CURL_ERROR_SIZE] = "";
	struct exchange x = {.request = request, .curl = curl_easy_init()};
	if (!x.curl)
		abort();
	buf_init(&x.answer, HTTP_ANSWER_MAX);
	http_secure(x.curl, request);
	http_set_answer(&x);
	struct curl_slist *fields = http_set_request(&x, a);
	curl_easy_setopt(x.curl, CURLOPT_ERRORBUFFER, words);
	CURLcode code = curl_easy_perform(x.curl);
	bool good = code == CURLE_OK || (request->no_body && x.answered);
	int result = good ? 0 : http_failed(&x, code, words, err);
	if (result == 0)
		http_take_answer(&x, a, out);
	if (x.answer.cap)
		explicit_bzero(x.answer.ptr, x.answer.len);
	buf_clear(&x.answer);
	curl_slist_free_all(fields);
	curl_easy_cleanup(x.curl);
	return result;
}
