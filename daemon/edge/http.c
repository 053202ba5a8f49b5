#include "daemon/edge/http.h"

#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "parsers/base/buf.h"

static size_t http_take(char *bytes, size_t size, size_t count, void *context)
{
	struct buf *answer = context;
	buf_add(answer, span_make(bytes, size * count));
	return answer->over ? 0 : size * count;
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

static struct curl_slist *set_request(CURL *curl, const struct http_request *r, struct arena *a, struct buf *answer)
{
	struct curl_slist *fields = curl_slist_append(NULL, "Accept: application/json");
	fields = curl_slist_append(fields, arena_printf(a, "Content-Type: %s", r->content_type).ptr);
	curl_easy_setopt(curl, CURLOPT_URL, r->url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, r->body.ptr);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.len);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)r->timeout);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "caredesk/" CAREDESK_VERSION);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, http_take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
	return fields;
}

static int http_failed(CURLcode code, const char *words, const char *url, bool over, struct err *err)
{
	if (over)
		return err_set(err, ERR_REFUSED, "%s: the answer is larger than %zu bytes", url, HTTP_ANSWER_MAX);
	return err_set(err, code == CURLE_PEER_FAILED_VERIFICATION ? ERR_REFUSED : ERR_RETRY, "%s: %s", url,
		       *words ? words : curl_easy_strerror(code));
}

int http_post(const struct http_request *request, struct arena *a, struct http_answer *out, struct err *err)
{
	char words[CURL_ERROR_SIZE] = "";
	long status = 0;
	struct buf answer;
	CURL *curl = curl_easy_init();
	if (!curl)
		abort();
	buf_init(&answer, HTTP_ANSWER_MAX);
	http_secure(curl, request);
	struct curl_slist *fields = set_request(curl, request, a, &answer);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
	CURLcode code = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	int result = code == CURLE_OK ? 0 : http_failed(code, words, request->url, answer.over, err);
	if (result == 0)
		*out = (struct http_answer){(int)status, arena_dup(a, buf_span(&answer))};
	if (answer.cap)
		explicit_bzero(answer.ptr, answer.len);
	buf_clear(&answer);
	curl_slist_free_all(fields);
	curl_easy_cleanup(curl);
	return result;
}
