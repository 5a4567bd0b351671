// Says what is due; each talker in turn, so that nobody is above a rate. Read marks go out evenly, each guest's every two seconds.
#include <stdio.h>
#include <string.h>
#include "load.h"

enum { MARK_SECONDS = 2 };

void keep_pace(struct pace *pace) {
    const struct kind *kind = pace->kind;
    while (pace->next < pace->end) {
        int64_t due = pace->start + (int64_t)(pace->next * 1e9 / pace->rate);
        if (due > now_ns()) break;
        char text[TEXT_BYTES + 1];
        long id = pace->first_id + pace->next++;
        int length = snprintf(text, sizeof text, "m%ld %lld ", id, (long long)due);
        memset(text + length, '.', TEXT_BYTES - length);
        text[TEXT_BYTES] = '\0';
        said(id, due);
        kind->say(&guests[id % pace->talkers], id, text);
    }
    int64_t marks = kind->mark ? (now_ns() - pace->start) * guest_count / (MARK_SECONDS * 1000000000ll) : 0;
    for (; pace->marks_done < marks; pace->marks_done++) kind->mark(&guests[pace->marks_done % guest_count]);
    hear_after_nap(pace->next < pace->end ? pace->start + (int64_t)(pace->next * 1e9 / pace->rate) : INT64_MAX);
}
