/* attachment: a file of a mail, and where it is in the raw mail. So a reader finds it, and so a message keeps it
 * (attachment.proto). */
#ifndef CAREDESK_ATTACHMENT_H
#define CAREDESK_ATTACHMENT_H

#include "parsers/base/transfer.h"

#define ATTACHMENT_INSIDE 500 /* names of what is in it */

struct attachment {
	struct span name;        /* safe: no path, no control character, no leading dot, 1 to 200 bytes */
	struct span type;        /* "image/png", lower case */
	struct span params;      /* the type's, as param_plain gives them: "charset=utf-8; method=REPLY" */
	uint64_t size;           /* bytes, decoded */
	uint64_t offset, length; /* the encoded body in the raw mail; length 0 when not locatable */
	enum transfer transfer;
	uint64_t inner_offset,
		inner_length; /* in what that decodes to, where it is a container; length 0: all of that */
	enum transfer inner_transfer;
	struct span content_id;
	bool is_inline;
	struct span_list inside; /* names of what it holds, where it is an archive */
	struct span aside;       /* why it is not handed on; empty: it is */
	bool in_html; /* a picture of the HTML that is kept: of a mail its html or html_whole, as cid:content_id */
};
struct attachment_list {
	struct attachment *items;
	size_t count, cap;
};

/* Of attachment.proto, for those that write it. */
struct protobuf_table;
extern const struct protobuf_table attachment_table;

#endif
