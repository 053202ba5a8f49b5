#include "daemon/edge/part.h"

#include "parsers/base/transfer.h"

/* For an attachment inside a container: the container is decoded first, the attachment in it is encoded again. */
static bool inner_bytes(const struct attachment *attachment, struct span encoded, struct buf *out)
{
	struct buf outer;
	buf_init(&outer, BUF_MAX);
	transfer_decode((enum transfer)attachment->transfer, encoded, &outer);
	struct span inner = span_sub(buf_span(&outer), attachment->inner_offset, attachment->inner_length);
	bool whole = inner.len == attachment->inner_length;
	if (whole)
		transfer_decode((enum transfer)attachment->inner_transfer, inner, out);
	buf_clear(&outer);
	return whole;
}

bool part_bytes(const struct attachment *attachment, struct span raw, struct buf *out)
{
	struct span encoded = span_sub(raw, attachment->offset, attachment->length);
	if (raw.len == 0 || encoded.len != attachment->length || (encoded.len == 0 && attachment->size))
		return false;
	if (attachment->inner_length)
		return inner_bytes(attachment, encoded, out);
	transfer_decode((enum transfer)attachment->transfer, encoded, out);
	return true;
}
