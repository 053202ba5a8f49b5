/* sevenbit: East Asian text in seven bits, with escapes between ASCII and double bytes: ISO-2022-JP as vendors write it
 * (CP50220 and its relatives: half-width katakana, the extra characters of NEC and IBM), and HZ. iconv has no HZ and is
 * too strict about the other, but it knows equivalent eight-bit charsets, into which these functions convert. */
#ifndef CAREDESK_SEVENBIT_H
#define CAREDESK_SEVENBIT_H

#include "parsers/base/arena.h"

/* The charset whose escapes occur in the bytes, whatever their label: "iso-2022-jp", "iso-2022-kr", "iso-2022-cn" or
 * "hz-gb-2312"; empty if there are none. */
struct span sevenbit_name(struct span bytes);

bool sevenbit_is_jp(struct span name);
bool sevenbit_is_hz(struct span name);

/* The same text in eight bits, in the arena; *charset is its charset. */
struct span sevenbit_from_jp(struct arena *a, struct span bytes, struct span *charset);
struct span sevenbit_from_hz(struct arena *a, struct span bytes, struct span *charset);

#endif
