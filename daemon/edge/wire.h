/* wire: an outgoing mail to RFC 5322 bytes: CRLF lines of at most 998 bytes (78 where it can), RFC 2047 and 2231 for
 * what is not ASCII, quoted-printable UTF-8 format=flowed text, multipart/mixed with base64 parts. Every value that goes
 * into a header passes the one constructor in wire.c: no value can add a line, a header or a recipient. */
#ifndef CAREDESK_WIRE_H
#define CAREDESK_WIRE_H

#include "conf/conf.h"
#include "parsers/base/buf.h"
#include "store/records.h"

/* The decoded bytes of a part; in the order of mail->parts. */
struct wire_part {
	struct span raw; /* the kept raw mail that holds it; empty: it could not be read (said so in its place) */
};

/* Appends the mail to out. `parts` has mail->parts.count elements. */
int wire_mail(const struct outmail *mail, const struct wire_part *parts, const char *version, struct buf *out,
	      struct err *err);

#endif
