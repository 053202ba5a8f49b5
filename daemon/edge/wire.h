/* wire: an outgoing mail to RFC 5322 bytes: CRLF lines of at most 998 bytes (78 where possible), UTF-8 text in
 * quoted-printable, HTML next to it if there is any (multipart/alternative, with its pictures multipart/related),
 * attachments in base64 (multipart/mixed). A paragraph is one line. Header fields are made by field.h alone. The same
 * outmail gives the same bytes. */
#ifndef CAREDESK_WIRE_H
#define CAREDESK_WIRE_H

#include "conf/conf.h"
#include "parsers/base/buf.h"
#include "store/records.h"

#define WIRE_MAX_REFERENCES 20

struct wire_part {
	struct span raw; /* the stored raw mail that contains it; empty: it could not be read */
};

/* Appends the mail to out. Tokens that are not among mail->tokens are overwritten (daemon/edge/door.h); *found says how
 * many there were. `parts` has mail->parts.count elements, in their order. ERR_CORRUPT where the sender, the recipient
 * or the Message-ID cannot be written; ERR_REFUSED where the mail is over the cap of `out`. */
int wire_mail(const struct outmail *mail, const struct wire_part *parts, const char *version, struct buf *out,
	      size_t *found, struct err *err);

#endif
