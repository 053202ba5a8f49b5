/* pkcs7: extracts the content of a signed S/MIME mail whose content and signature are one block (RFC 8551 3.5.2). The
 * signature is not checked, and never proves who the sender is. */
#ifndef CAREDESK_PKCS7_H
#define CAREDESK_PKCS7_H

#include "parsers/base/arena.h"

/* The content of signed-data, a copy in the arena. False if there is none: encrypted, malformed, or only
 * certificates. */
bool pkcs7_content(struct arena *a, struct span der, struct span *content);

#endif
