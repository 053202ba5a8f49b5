/* redirect: receives the browser that an OAuth 2 server redirects to this machine with a code in the URL (RFC 8252,
 * 7.3), on a loopback port that serves nothing else. If the browser is on another machine, the user pastes the URL
 * instead. */
#ifndef CAREDESK_REDIRECT_H
#define CAREDESK_REDIRECT_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

struct redirect {
	int fd;
	int port;
};

/* ERR_RETRY: it can't listen on loopback. */
int redirect_open(struct redirect *out, struct err *err);
void redirect_close(struct redirect *r);

/* One of them is set: the code, or the error's name as the server gave it. */
struct redirect_answer {
	struct span code, error;
};
/* Waits until a browser, or a line from the descriptor `input` (-1: none), brings `state`; a line may be the code
 * alone. Any other request is answered, and the wait goes on. *out is in the arena. ERR_REFUSED: no login within that
 * time. */
int redirect_wait(const struct redirect *r, int input, struct span state, int seconds, struct arena *a,
		  struct redirect_answer *out, struct err *err);
/* Reads a URL, or just the part of it after "?". False: another state, or neither a code nor an error. */
bool redirect_read(struct span address, struct span state, struct arena *a, struct redirect_answer *out);

#endif
