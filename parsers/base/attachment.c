#include "parsers/base/attachment.h"

#include "parsers/base/attachment.pb-c.h"
#include "parsers/base/protobuf.h"

static const struct protobuf_field fields[] = {
	PROTOBUF_FIELD(attachment, name),         PROTOBUF_FIELD(attachment, type),
	PROTOBUF_FIELD(attachment, size),         PROTOBUF_FIELD(attachment, offset),
	PROTOBUF_FIELD(attachment, length),       PROTOBUF_FIELD(attachment, transfer, .limit = TRANSFER_COUNT),
	PROTOBUF_FIELD(attachment, content_id),   PROTOBUF_FIELD(attachment, is_inline),
	PROTOBUF_FIELD(attachment, params),       PROTOBUF_FIELD(attachment, inner_offset),
	PROTOBUF_FIELD(attachment, inner_length), PROTOBUF_FIELD(attachment, inner_transfer, .limit = TRANSFER_COUNT),
	PROTOBUF_FIELD(attachment, in_html),      PROTOBUF_FIELD(attachment, inside, .limit = ATTACHMENT_INSIDE),
	PROTOBUF_FIELD(attachment, aside),
};
const struct protobuf_table attachment_table = PROTOBUF_TABLE(attachment, fields, base__attachment);
