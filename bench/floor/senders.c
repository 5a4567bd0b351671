// senders PORT SENDERS SECONDS SERVER-PID SYNCS SESSIONS: pairs of people, in which each says the next thing as soon as the last one is
// acknowledged. SYNCS is the file in which the server's disk counts. One line of JSON.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "load.h"

enum { ENTER_SECONDS = 120, WARM_UP_SECONDS = 30, PATIENCE_SECONDS = 20, MOST_MESSAGES = 2000000 };

struct syncs { int64_t count, ticks; }; // Ticks of 100 ns.

static const struct kind *kind;
static long next_id;
static int owner_of[MOST_MESSAGES];
static bool is_over;

static void say_next(struct guest *guest) {
    if (next_id == MOST_MESSAGES) die("more messages than there is room for");
    long id = next_id++;
    owner_of[id] = guest->number;
    char text[TEXT_BYTES + 1];
    int64_t now = now_ns();
    int length = snprintf(text, sizeof text, "m%ld %lld ", id, (long long)now);
    memset(text + length, '.', TEXT_BYTES - length);
    text[TEXT_BYTES] = '\0';
    said(id, now);
    kind->say(guest, id, text);
}

static void go_on(long id) {
    if (!is_over) say_next(&guests[owner_of[id]]);
}

static void talk_for(double seconds) {
    for (int64_t end = now_ns() + (int64_t)(seconds * 1e9); now_ns() < end;) hear_some(10);
}

static struct syncs read_syncs(const char *path) {
    struct syncs syncs;
    FILE *file = fopen(path, "r");
    if (!file || fread(&syncs, sizeof syncs, 1, file) != 1) die("%s has no count", path);
    fclose(file);
    return syncs;
}

static bool all_have_all(void) {
    for (int i = 0; i < guest_count; i++)
        if (guests[i].last_seq != guests[i ^ 1].last_seq) return false;
    return true;
}

static void tell_what_is_wrong(int senders) {
    fprintf(stderr, "%ld of %ld acknowledged, %ld doubled, %ld gaps, %ld heads", counts.acknowledged, counts.sent + senders,
        counts.duplicated, counts.gaps, counts.fallen);
    for (int i = 0; i < guest_count; i += 2) {
        long one = guests[i].last_seq, other = guests[i + 1].last_seq;
        if (one != other) fprintf(stderr, ", %ld beside %ld", one, other);
    }
    fprintf(stderr, "\n");
}

int main(int argc, char **argv) {
    if (argc != 7) die("senders PORT SENDERS SECONDS SERVER-PID SYNCS SESSIONS");
    int senders = atoi(argv[2]);
    double seconds = atof(argv[3]);
    int server = atoi(argv[4]);
    kind = begin("teahouse-pairs", atoi(argv[1]), senders + senders % 2, argv[6]);
    count_begin(MOST_MESSAGES);
    when_acknowledged = go_on;
    enter_until(guest_count, ENTER_SECONDS);
    for (int i = 0; i < senders; i++) say_next(&guests[i]);
    talk_for(WARM_UP_SECONDS);

    count_measure(next_id, MOST_MESSAGES);
    struct syncs before = read_syncs(argv[5]);
    double cpu = server_cpu(server), own = own_cpu();
    int64_t begin = now_ns();
    talk_for(seconds);
    struct syncs after = read_syncs(argv[5]);
    double lasted = (now_ns() - begin) / 1e9;
    cpu = server_cpu(server) - cpu;
    own = own_cpu() - own;
    long stored = counts.acknowledged;

    is_over = true;
    for (int64_t end = now_ns() + PATIENCE_SECONDS * 1000000000ll; now_ns() < end;) {
        hear_some(10);
        if (counts.acknowledged == counts.sent + senders && all_have_all()) break;
    }
    bool whole = counts.acknowledged == counts.sent + senders && all_have_all() && counts.duplicated == 0 && counts.gaps == 0;
    if (!whole) tell_what_is_wrong(senders);
    printf("{\"senders\":%d,\"seconds\":%.3f,\"stored\":%ld,\"p50\":%.3f,\"p99\":%.3f,\"syncs\":%lld,\"syncSeconds\":%.6f,"
        "\"serverCpu\":%.2f,\"loadCpu\":%.3f,\"isWhole\":%s}\n",
        senders, lasted, stored, acknowledgement_ms(0.5), acknowledgement_ms(0.99), (long long)(after.count - before.count),
        (after.ticks - before.ticks) / 1e7, cpu, own, whole ? "true" : "false");
    return 0;
}
