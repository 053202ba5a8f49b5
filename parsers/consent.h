/* consent: does a text say yes and nothing else?
 *
 * For questions where a false yes does harm: the word alone ("Yes", "ja!", "#yes", "Oui."), in any language of the
 * table. A text that says more is not a yes, because the rest may take it back. */
#ifndef CAREDESK_CONSENT_H
#define CAREDESK_CONSENT_H

#include "parsers/base/span.h"

bool consent_yes(struct span text);

#endif
