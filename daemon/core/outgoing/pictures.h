/* pictures: the inline images of a mail's HTML (<img src="cid:…">) and their parts. Each outgoing mail gives them
 * Content-IDs of its own. */
#ifndef CAREDESK_PICTURES_H
#define CAREDESK_PICTURES_H

#include "daemon/core/base/plan.h"

#define PICTURES_LOGO "logo@caredesk" /* the Content-ID of the desk's logo in templates */

/* Gives each part that m->html shows a new Content-ID, in the HTML and in the part, and adds the desk's logo where it
 * is shown. All other parts become attachments. */
void pictures_place(struct work *w, struct outmail *m);
/* Clean HTML without its pictures, for quoted history: the recipient has them already. */
struct span pictures_dropped(struct arena *a, struct span html);

#endif
