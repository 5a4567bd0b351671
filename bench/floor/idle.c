// idle KIND PORT MOST [SESSIONS]: lets in as many guests as each line of its input says, and tells when they are in. They say nothing.
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "load.h"

enum { ENTER_SECONDS = 240, PING_SECONDS = 60 };

static void ping_all(const struct kind *kind, int64_t *done) {
    int64_t due = now_ns() / 1000 * guest_count / (PING_SECONDS * 1000000ll);
    if (*done == 0) *done = due;
    for (; *done < due; ++*done)
        if (kind->ping && guests[*done % guest_count].ready) kind->ping(&guests[*done % guest_count]);
}

int main(int argc, char **argv) {
    if (argc < 4) die("idle KIND PORT MOST [SESSIONS]");
    const struct kind *kind = begin(argv[1], atoi(argv[2]), atoi(argv[3]), argc > 4 ? argv[4] : NULL);
    struct pollfd orders = {.fd = STDIN_FILENO, .events = POLLIN};
    char line[32];
    for (int64_t pings = 0;; hear_some(50)) {
        ping_all(kind, &pings);
        if (poll(&orders, 1, 0) == 0) continue;
        if (!fgets(line, sizeof line, stdin)) return 0;
        int count = atoi(line);
        if (count > guest_count) die("%d are more than %d", count, guest_count);
        enter_until(count, ENTER_SECONDS);
        printf("%d are in\n", ready_count);
        fflush(stdout);
    }
}
