/* connection: a verified, logged-in byte stream (libcurl, CURLOPT_CONNECT_ONLY), with deadlines.
 *
 * Certificate and host name are always verified. With tls = "starttls" a server that does not offer STARTTLS is
 * refused; with a user set, one that offers no usable AUTH is refused. Errors: ERR_RETRY (unreachable, time-out,
 * dropped), ERR_REFUSED (certificate, wrong password, no STARTTLS, no AUTH; the text says which), ERR_CONFIG (an
 * unknown `auth`, a file that can't be read, no OAuth grant), never with a secret in the text. One connection belongs
 * to one process. */
#ifndef CAREDESK_CONNECTION_H
#define CAREDESK_CONNECTION_H

#include "conf/conf.h"

struct connection;
enum protocol { PROTOCOL_IMAP, PROTOCOL_SMTP };

/* Connects, negotiates TLS, reads the greeting, logs in. For SMTP, `helo` is the name for EHLO, and connection_greeting
 * returns the lines of the last EHLO response. */
int connection_open(const struct server *server, enum protocol protocol, const char *helo, struct connection **out,
		    struct err *err);
void connection_close(struct connection *c); /* NULL is fine; sends nothing */

/* Sets the deadline for everything until the next call: seconds from now, on the monotonic clock. */
void connection_deadline(struct connection *c, int seconds);
/* Reads 1 to n bytes and returns how many; 0: the server closed the connection; -1 with *err (ERR_RETRY). Waits until
 * the deadline. */
long connection_read(struct connection *c, void *out, size_t n, struct err *err);
int connection_write(struct connection *c, struct span bytes, struct err *err); /* writes all of them */
/* Waits at most `milliseconds` for bytes to read or for `wake` (-1: none) to become readable. */
enum connection_event { CONNECTION_QUIET, CONNECTION_READABLE, CONNECTION_WOKEN, CONNECTION_LOST };
enum connection_event connection_wait(struct connection *c, int milliseconds, int wake);
const struct span_list *connection_greeting(const struct connection *c);
/* The socket, for poll only. */
int connection_fd(const struct connection *c);
const char *connection_name(const struct connection *c); /* "imap.acme.test:993" */

#endif
