/* pkcs7: what is inside a signed S/MIME mail whose content and signature are one block (RFC 8551 3.5.2). The signature
 * is not checked: nothing here believes a sender for it. */
#ifndef CAREDESK_PKCS7_H
#define CAREDESK_PKCS7_H

#include "parsers/base/arena.h"

/* The content of signed-data, a copy in the arena; false for what is none: encrypted, broken, certificates alone. */
bool pkcs7_content(struct arena *a, struct span der, struct span *content);

#endif
