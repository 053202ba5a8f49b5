#include "store/frame.h"

#include <string.h>

/* CRC-32C of the sixteen nibbles. */
static const uint32_t nibble[16] = {
	0x00000000, 0x105EC76F, 0x20BD8EDE, 0x30E349B1, 0x417B1DBC, 0x5125DAD3, 0x61C69362, 0x7198540D,
	0x82F63B78, 0x92A8FC17, 0xA24BB5A6, 0xB21572C9, 0xC38D26C4, 0xD3D3E1AB, 0xE330A81A, 0xF36E6F75,
};

uint32_t frame_crc_plain(uint32_t crc, struct span bytes)
{
	crc = ~crc;
	for (size_t i = 0; i < bytes.len; i++) {
		crc ^= (unsigned char)bytes.ptr[i];
		crc = nibble[crc & 15] ^ crc >> 4;
		crc = nibble[crc & 15] ^ crc >> 4;
	}
	return ~crc;
}

#ifdef __x86_64__
__attribute__((target("sse4.2"))) static uint32_t crc_of_processor(uint32_t crc, struct span bytes)
{
	uint64_t c = ~crc, word;
	size_t i = 0;
	for (; bytes.len - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, bytes.ptr + i, sizeof(word));
		c = __builtin_ia32_crc32di(c, word);
	}
	for (; i < bytes.len; i++)
		c = __builtin_ia32_crc32qi((uint32_t)c, (unsigned char)bytes.ptr[i]);
	return ~(uint32_t)c;
}

uint32_t frame_crc(uint32_t crc, struct span bytes)
{
	return __builtin_cpu_supports("sse4.2") ? crc_of_processor(crc, bytes) : frame_crc_plain(crc, bytes);
}
#else
uint32_t frame_crc(uint32_t crc, struct span bytes)
{
	return frame_crc_plain(crc, bytes);
}
#endif

static uint32_t crc_of(struct span key, struct span payload)
{
	return frame_crc(frame_crc(0, key), payload);
}

void frame_start(struct buf *out)
{
	static const char blank[FRAME_SIZE] = {FRAME_VERSION};
	buf_reset(out);
	buf_add(out, span_make(blank, FRAME_SIZE));
}

void frame_seal(struct buf *out, struct span key)
{
	uint32_t crc = crc_of(key, span_from(buf_span(out), FRAME_SIZE));
	for (unsigned i = 0; i < 4; i++)
		out->ptr[1 + i] = (char)(unsigned char)(crc >> (24 - 8 * i));
}

int frame_open(struct span key, struct span value, struct span *payload, struct err *err)
{
	if (value.len < FRAME_SIZE)
		return err_set(err, ERR_CORRUPT, "truncated to %zu bytes", value.len);
	const unsigned char *p = (const unsigned char *)value.ptr;
	if (p[0] != FRAME_VERSION)
		return err_set(err, ERR_CORRUPT, "unknown record version %u", p[0]);
	uint32_t crc = (uint32_t)p[1] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 8 | p[4];
	struct span rest = span_from(value, FRAME_SIZE);
	if (crc_of(key, rest) != crc)
		return err_set(err, ERR_CORRUPT, "wrong checksum");
	*payload = rest;
	return 0;
}
