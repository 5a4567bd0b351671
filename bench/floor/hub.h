// Teahouse's own protocol, for loads that do more than talk.
#ifndef HUB_H
#define HUB_H

#include "load.h"

enum { MOST_EVENTS = 256 };

// A batch goes to a thousand guests with the same bytes: parsed and summed once, then compared.
struct batch {
    char *record;
    size_t length;
    long conversation; // 0 for a page.
    int events;
    long ids[MOST_EVENTS], seqs[MOST_EVENTS];
    int64_t said_at[MOST_EVENTS];
};

// What somebody does who comes back; null for those who only stay.
extern void (*hub_welcomed)(struct guest *guest, long head);
extern void (*hub_heard)(struct guest *guest, const struct batch *batch);
extern void (*hub_paged)(struct guest *guest, const struct batch *page, long head);

void hub_listen(struct guest *guest, long conversation);
void hub_read_after(struct guest *guest, long seq);

#endif
