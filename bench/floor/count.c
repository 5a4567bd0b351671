// Every delivery is looked up: each guest gets each message once, and its latency counts from the moment the message was due.
#include <stdlib.h>
#include <string.h>
#include "load.h"

// Fine below 0.1 s, where a send on a fast disk ends, and coarse up to a minute.
enum { FINE = 10000, BUCKETS = FINE + 599000, FINE_NS = 10000, COARSE_NS = 100000 };

struct counts counts;
void (*when_acknowledged)(long id);

static long capacity, first_measured, after_measured;
static int64_t *said_at_of;
static uint32_t latencies[BUCKETS], acknowledgements[BUCKETS];

void count_begin(long messages) {
    capacity = messages;
    said_at_of = calloc(messages, sizeof *said_at_of);
}

void count_measure(long first, long after_last) {
    first_measured = first;
    after_measured = after_last;
    memset(latencies, 0, sizeof latencies);
    memset(acknowledgements, 0, sizeof acknowledgements);
    counts = (struct counts){0};
}

static void note(uint32_t *buckets, long id, int64_t since) {
    if (id < first_measured || id >= after_measured) return;
    int64_t took = now_ns() - since, bucket = took / FINE_NS;
    if (bucket >= FINE) bucket = FINE + (took - FINE * FINE_NS) / COARSE_NS;
    buckets[bucket < 0 ? 0 : bucket < BUCKETS ? bucket : BUCKETS - 1]++;
}

void said(long id, int64_t at) {
    said_at_of[id] = at;
    counts.sent++;
}

void acknowledged(long id) {
    if (id < 0 || id >= capacity) die("an answer to message %ld, which nobody sent", id);
    counts.acknowledged++;
    note(acknowledgements, id, said_at_of[id]);
    if (when_acknowledged) when_acknowledged(id);
}

void delivered(struct guest *guest, long id, int64_t said_at, long seq) {
    if (id < 0 || id >= capacity || said_at_of[id] != said_at) die("guest %d got message %ld, which nobody sent", guest->number, id);
    if (!guest->seen) guest->seen = calloc(capacity / 64 + 1, sizeof *guest->seen);
    uint64_t bit = 1ull << id % 64;
    if (guest->seen[id / 64] & bit) counts.duplicated++;
    else counts.delivered++;
    guest->seen[id / 64] |= bit;
    if (seq > 0) {
        if (guest->last_seq > 0 && seq != guest->last_seq + 1) counts.gaps++;
        guest->last_seq = seq;
    }
    if (!guest->returns) note(latencies, id, said_at);
}

// A text is "m", the id, a blank, the moment it was due, a blank and filling.
bool read_text(const char *text, const char *end, long *id, int64_t *said_at) {
    if (end - text < TEXT_BYTES || text[0] != 'm') return false;
    char *next;
    *id = strtol(text + 1, &next, 10);
    *said_at = strtoll(next + 1, &next, 10);
    return *next == ' ';
}

static double share_ms(const uint32_t *buckets, double share) {
    int64_t all = 0, below = 0;
    for (int i = 0; i < BUCKETS; i++) all += buckets[i];
    for (int i = 0; i < BUCKETS; i++)
        if ((below += buckets[i]) > 0 && below >= all * share)
            return i < FINE ? (i + 1) * (FINE_NS / 1e6) : FINE * (FINE_NS / 1e6) + (i + 1 - FINE) * (COARSE_NS / 1e6);
    return 0;
}

double latency_ms(double share) { return share_ms(latencies, share); }

double acknowledgement_ms(double share) { return share_ms(acknowledgements, share); }
