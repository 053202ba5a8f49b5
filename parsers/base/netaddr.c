#include "parsers/base/netaddr.h"

#include <arpa/inet.h>
#include <string.h>

struct network {
	unsigned char bytes[16];
	unsigned bits;
};

/* From IANA's registries of special-purpose addresses, without those that are globally reachable. */
static const struct network not_public4[] = {
	{{0}, 8},             /* this network */
	{{10}, 8},            /* private */
	{{100, 64}, 10},      /* shared (CGNAT) */
	{{127}, 8},           /* loopback */
	{{169, 254}, 16},     /* link-local */
	{{172, 16}, 12},      /* private */
	{{192, 0, 0}, 24},    /* protocol assignments */
	{{192, 0, 2}, 24},    /* documentation */
	{{192, 88, 99}, 24},  /* 6to4 relays */
	{{192, 168}, 16},     /* private */
	{{198, 18}, 15},      /* benchmarks */
	{{198, 51, 100}, 24}, /* documentation */
	{{203, 0, 113}, 24},  /* documentation */
	{{224}, 3},           /* multicast and reserved, with 255.255.255.255 */
};
/* In IPv6 only 2000::/3 is public, besides addresses that contain a public IPv4 address. */
static const struct network global6 = {{0x20}, 3};
static const struct network not_public6[] = {
	{{0x20, 0x01}, 23},             /* protocol assignments, Teredo among them */
	{{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
	{{0x3f, 0xff}, 20},             /* documentation */
};
static const struct carrier { /* IPv6 networks whose addresses contain an IPv4 address, and at which byte */
	struct network network;
	unsigned at;
} carriers[] = {
	{{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, 12}, /* mapped */
	{{{0x00, 0x64, 0xff, 0x9b}, 96}, 12},                   /* NAT64 */
	{{{0x20, 0x02}, 16}, 2},                                /* 6to4 */
};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_in_net(const unsigned char *bytes, const struct network *n)
{
	unsigned whole = n->bits / 8, rest = n->bits % 8;
	if (memcmp(bytes, n->bytes, whole) != 0)
		return false;
	return rest == 0 || (bytes[whole] ^ n->bytes[whole]) >> (8 - rest) == 0;
}

static bool is_in_any(const unsigned char *bytes, const struct network *networks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_in_net(bytes, &networks[i]))
			return true;
	return false;
}

bool netaddr_is_public(const unsigned char *bytes, size_t count)
{
	if (count == 4)
		return !is_in_any(bytes, not_public4, COUNT(not_public4));
	if (count != 16)
		return false;
	for (size_t i = 0; i < COUNT(carriers); i++)
		if (is_in_net(bytes, &carriers[i].network))
			return netaddr_is_public(bytes + carriers[i].at, 4);
	return is_in_net(bytes, &global6) && !is_in_any(bytes, not_public6, COUNT(not_public6));
}

bool netaddr_text(struct span text, bool *is_public)
{
	char name[INET6_ADDRSTRLEN + 1];
	unsigned char bytes[16];
	if (text.len > 1 && text.ptr[0] == '[' && text.ptr[text.len - 1] == ']')
		text = span_sub(text, 1, text.len - 2);
	if (text.len == 0 || text.len >= sizeof(name))
		return false;
	memcpy(name, text.ptr, text.len);
	name[text.len] = 0;
	bool six = inet_pton(AF_INET6, name, bytes) == 1;
	if (!six && inet_pton(AF_INET, name, bytes) != 1)
		return false;
	*is_public = netaddr_is_public(bytes, six ? 16 : 4);
	return true;
}
