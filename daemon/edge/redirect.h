/* redirect: where a browser on this machine comes back to, with a code in the address (RFC 8252, 7.3): a port of
 * loopback that nothing else is answered on. Where the browser is on another machine, a person pastes the address
 * instead. */
#ifndef CAREDESK_REDIRECT_H
#define CAREDESK_REDIRECT_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

struct redirect {
	int fd;
	int port;
};

/* ERR_RETRY. */
int redirect_open(struct redirect *out, struct err *err);
void redirect_close(struct redirect *r);

/* One of them is set: the code, or the error's name as the server gave it. */
struct redirect_answer {
	struct span code, error;
};
/* Until a browser, or a line of `input` (-1: there is none), brings that state with it; a line may be the code alone.
 * Whatever else comes is answered, and waited on. ERR_REFUSED: nobody came within that time. */
int redirect_wait(const struct redirect *r, int input, struct span state, int seconds, struct arena *a,
		  struct redirect_answer *out, struct err *err);
/* What is in an address, or the part of it behind "?": false: not that state, or neither code nor error. */
bool redirect_read(struct span address, struct span state, struct arena *a, struct redirect_answer *out);

#endif
