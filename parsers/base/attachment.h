/* attachment: a file in a mail, and where it is in the raw mail. The reader produces this struct, and the store keeps
 * it with the message (attachment.proto). */
#ifndef CAREDESK_ATTACHMENT_H
#define CAREDESK_ATTACHMENT_H

#include "parsers/base/transfer.h"

#define ATTACHMENT_INSIDE 500 /* names of an archive's files */

struct attachment {
	struct span name;        /* safe: no path, no control character, no leading dot, 1 to 200 bytes */
	struct span type;        /* "image/png", lower case */
	struct span params;      /* of the type, as from param_plain: "charset=utf-8; method=REPLY" */
	uint64_t size;           /* bytes, decoded */
	uint64_t offset, length; /* the encoded body's range in the raw mail; length 0 if it can't be located */
	enum transfer transfer;
	uint64_t inner_offset,
		inner_length; /* range in the decoded body, if that is a container; length 0: all of it */
	enum transfer inner_transfer;
	struct span content_id;
	bool is_inline;
	struct span_list inside; /* names of the files in it, if it is an archive */
	struct span aside;       /* why it is not passed on; empty if it is */
	bool in_html; /* a picture in the HTML that is kept (of a mail, html or html_whole), as cid:content_id */
};
struct attachment_list {
	struct attachment *items;
	size_t count, cap;
};

/* The table for attachment.proto, for the tables that include it. */
struct protobuf_table;
extern const struct protobuf_table attachment_table;

#endif
