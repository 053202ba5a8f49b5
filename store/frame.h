/* frame: the layout of every non-empty value on disk: version (1 byte) | CRC (4 bytes, big-endian) | payload.
 *
 * The CRC is CRC-32C (RFC 3720, appendix B.4) over the key, then the payload, so a value under a wrong key is detected
 * like a flipped bit. */
#ifndef CAREDESK_FRAME_H
#define CAREDESK_FRAME_H

#include "parsers/base/buf.h"
#include "parsers/base/err.h"

#define FRAME_VERSION 1
#define FRAME_SIZE 5 /* bytes in front of the payload */

/* crc: 0, or the CRC of the preceding bytes. Both give the same result; frame_crc uses the processor's instruction if
 * it has one. */
uint32_t frame_crc(uint32_t crc, struct span bytes);
uint32_t frame_crc_plain(uint32_t crc, struct span bytes);
/* Sets *out to a frame without its payload; the caller appends that, then seals the frame. */
void frame_start(struct buf *out);
void frame_seal(struct buf *out, struct span key);
/* *payload is a view into value. ERR_CORRUPT without the key's name: the caller knows it. */
int frame_open(struct span key, struct span value, struct span *payload, struct err *err);

#endif
