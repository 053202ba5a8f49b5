/* consent: does a text say yes, and nothing else?
 *
 * For questions where a wrong yes does harm: the word alone ("Yes", "ja!", "#yes", "Oui."), in any of the languages of
 * the table. Whatever says more is not a yes, for more may take it back. */
#ifndef CAREDESK_CONSENT_H
#define CAREDESK_CONSENT_H

#include "parsers/base/span.h"

bool consent_yes(struct span text);

#endif
