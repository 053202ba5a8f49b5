/* field: header fields of an outgoing mail; the one constructor for them (RFC 5322, 2047, 2231).
 *
 * Each function appends one whole field "Name: value CRLF", or nothing if there is no value to write (field_text: an
 * empty one). Values are cleaned first: one line, well-formed UTF-8, no control characters; so no value can add a line,
 * a field or a recipient. Lines are folded at 78 characters where possible, and are never longer than 998. */
#ifndef CAREDESK_FIELD_H
#define CAREDESK_FIELD_H

#include "parsers/base/buf.h"

#define FIELD_MAX_TEXT 2000 /* bytes of a text; the rest is cut */
#define FIELD_MAX_ID 400    /* a longer Message-ID is left out */

struct field_address {
	struct span name; /* may be empty */
	struct span addr;
};

/* A value of printable ASCII that this program has made, under 900 bytes; not folded. Any other is left out. */
void field_plain(struct buf *out, const char *name, struct span value);
/* Text for people; words that are not ASCII become encoded words (RFC 2047). */
void field_text(struct buf *out, const char *name, struct span text);
/* Writes the addresses that have an addrspec_form, in that form; no field when none has. */
void field_addresses(struct buf *out, const char *name, const struct field_address *items, size_t count);
/* `ids` are without <>; the first and the last max - 1 are written. Malformed ones are left out. */
void field_ids(struct buf *out, const char *name, const struct span *ids, size_t count, size_t max);
bool field_id_ok(struct span id);

/* Appends ";CRLF name=value", a parameter of the field that is being written, without a line end. */
void field_param(struct buf *out, const char *name, struct span value);

#endif
