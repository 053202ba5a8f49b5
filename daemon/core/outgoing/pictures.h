/* pictures: those of a mail's HTML (<img src="cid:…">) and the parts that they are. Each mail that goes out gives them
 * ids of its own. */
#ifndef CAREDESK_PICTURES_H
#define CAREDESK_PICTURES_H

#include "daemon/core/base/plan.h"

#define PICTURES_LOGO "logo@caredesk" /* the Content-ID by which templates have the desk's logo */

/* Gives each part that m->html shows a new id, there and in the part, and adds the desk's logo where it is shown. The
 * other parts are attachments, whatever they were. */
void pictures_place(struct work *w, struct outmail *m);
/* Clean HTML without its pictures: as what was said before, which has them already. */
struct span pictures_dropped(struct arena *a, struct span html);

#endif
