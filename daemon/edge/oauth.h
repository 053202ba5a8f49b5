/* oauth: grants of OAuth 2: made by device code (RFC 8628), or by a browser's code with PKCE (RFC 8252, 7636), renewed
 * ahead of their end (RFC 6749, section 6), kept as grant.h says.
 *
 * A refresh token that the server replaces is on disk before the access token that came with it is used. No token is in
 * an error's text. A token server that hangs holds up nobody for longer than it may: 20 seconds, or the mail server's
 * own `timeout` where that is less, and as long again for another process that asks it; while the token at hand is
 * good, five, and for no other process. */
#ifndef CAREDESK_OAUTH_H
#define CAREDESK_OAUTH_H

#include "conf/conf.h"

#define OAUTH_AHEAD 300                 /* seconds before its end a token is renewed */
#define OAUTH_WARN ((int64_t)3 * 86400) /* before the grant's own end, where the server says when that is */

/* An access token, renewed where it is due. ERR_CONFIG: there is no grant, or it has ended: `caredesk login`;
 * ERR_RETRY: the server can't be reached, or says to come later; ERR_REFUSED: it refuses this application. */
int oauth_token(const struct server *server, int64_t now, struct arena *a, char **token, struct err *err);
/* What came of it was not accepted: it is renewed the next time, whatever its end. */
void oauth_doubt(const struct server *server);
/* When the grant itself ends; 0: not known, or there is none. */
int64_t oauth_ends(const struct server *server);

struct oauth_device {
	struct span device_code, user_code, url; /* url: with the code in it where the server gives that */
	int64_t expires, interval;               /* seconds from now; seconds between two questions */
};
/* Asks for a code that a person enters at the URL. */
int oauth_device(const struct server *server, struct arena *a, struct oauth_device *out, struct err *err);
/* 1: granted, and kept; 0: not yet (d->interval may have grown); -1: refused, or too late. */
int oauth_granted(const struct server *server, struct oauth_device *d, int64_t now, struct arena *a, struct err *err);

/* What a person opens in a browser, which then comes back to loopback (redirect.h) with a code. */
struct oauth_browse {
	struct span url;
	struct span redirect, state, verifier; /* state: what the browser must bring back */
};
void oauth_browse(const struct server *server, int port, struct arena *a, struct oauth_browse *out);
/* The code for a grant, which is kept. ERR_REFUSED, ERR_RETRY. */
int oauth_browsed(const struct server *server, const struct oauth_browse *b, struct span code, int64_t now,
		  struct arena *a, struct err *err);
/* Always -1: the error that the browser brought instead (RFC 6749, 4.1.2.1), in words. */
int oauth_browse_refused(const struct server *server, struct span code, struct err *err);

#endif
