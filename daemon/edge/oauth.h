/* oauth: OAuth 2 grants: obtained by device code (RFC 8628) or by a browser's code with PKCE (RFC 8252, 7636), renewed
 * before they expire (RFC 6749, section 6), stored as grant.h says.
 *
 * When the server replaces a refresh token, the new one is on disk before the access token that came with it is used.
 * No error's text contains a token. The wait for a token server is bounded: 20 seconds, or the mail server's own
 * `timeout` if that is less, and as long again for another process that is already asking; while the token at hand is
 * still valid, five seconds, and none for another process. */
#ifndef CAREDESK_OAUTH_H
#define CAREDESK_OAUTH_H

#include "conf/conf.h"

#define OAUTH_AHEAD 300                 /* seconds; a token is renewed this long before it expires */
#define OAUTH_WARN ((int64_t)3 * 86400) /* seconds before the grant itself ends, if known */

/* An access token in the arena, renewed if due. ERR_CONFIG: there is no grant, or it has ended: run `caredesk login`;
 * ERR_RETRY: the server can't be reached, or asks to try later; ERR_REFUSED: it refuses this application. */
int oauth_token(const struct server *server, int64_t now, struct arena *a, char **token, struct err *err);
/* The mail server refused the access token: the next oauth_token renews it, expired or not. */
void oauth_doubt(const struct server *server);
/* When the grant itself ends; 0: not known, or there is none. */
int64_t oauth_ends(const struct server *server);

struct oauth_device {
	struct span device_code, user_code, url; /* url: the one that includes the code, if the server gives that */
	int64_t expires, interval;               /* seconds from now; seconds between two polls */
};
/* Asks for a code that a person enters at the URL. */
int oauth_device(const struct server *server, struct arena *a, struct oauth_device *out, struct err *err);
/* Polls once. 1: granted and stored; 0: not yet (d->interval may have grown); -1: refused, or too late. */
int oauth_granted(const struct server *server, struct oauth_device *d, int64_t now, struct arena *a, struct err *err);

/* A login in a browser: the user opens `url`, and the server redirects the browser to loopback (redirect.h) with a
 * code. */
struct oauth_browse {
	struct span url;
	struct span redirect, state, verifier; /* state: what the browser must bring back */
};
void oauth_browse(const struct server *server, int port, struct arena *a, struct oauth_browse *out);
/* Exchanges the code for a grant and stores that. ERR_REFUSED, ERR_RETRY. */
int oauth_browsed(const struct server *server, const struct oauth_browse *b, struct span code, int64_t now,
		  struct arena *a, struct err *err);
/* Always -1: explains the error `code` that the browser brought instead (RFC 6749, 4.1.2.1). */
int oauth_browse_refused(const struct server *server, struct span code, struct err *err);

#endif
