/* netaddr: tells public IP addresses from those that belong to this machine or this network only. */
#ifndef CAREDESK_NETADDR_H
#define CAREDESK_NETADDR_H

#include "parsers/base/span.h"

/* 4 or 16 bytes in network order. False for addresses not routed on the internet: loopback, private and shared
 * networks, link-local, unique local, multicast, documentation, reserved; for IPv6 addresses that contain one of these
 * as an IPv4 address (mapped, NAT64, 6to4); and for Teredo. */
bool netaddr_is_public(const unsigned char *bytes, size_t count);
/* Is the text an IP address (IPv6 with or without brackets)? If so, sets *is_public. */
bool netaddr_text(struct span text, bool *is_public);

#endif
