/* netaddr: which IP addresses anybody on the internet has, and which are this machine's or this network's alone. */
#ifndef CAREDESK_NETADDR_H
#define CAREDESK_NETADDR_H

#include "parsers/base/span.h"

/* 4 or 16 bytes in network order. False for what is not routed on the internet: loopback, private and shared networks,
 * link-local, unique local, multicast, documentation, reserved; and for IPv6 addresses that carry one of these as their
 * IPv4 address (mapped, NAT64, 6to4, Teredo). */
bool netaddr_is_public(const unsigned char *bytes, size_t count);
/* Is it an address, as text (IPv6 with or without brackets)? Then *is_public says which kind. */
bool netaddr_text(struct span text, bool *is_public);

#endif
