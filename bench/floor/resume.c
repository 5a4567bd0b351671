// resume PORT STAYING RETURNING RATE SECONDS SERVER-PID SESSIONS: some talk in the room, the others are cut off at once and come back as
// docs/PROTOCOL.md says: after a random time, by their session, with a hello, and with a question for what they missed. One line of JSON.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "hub.h"

enum { ENTER_SECONDS = 240, PATIENCE_SECONDS = 120, AFTER_SECONDS = 2, FIRST_WAIT_NS = 200000000, MOST_DOUBLINGS = 6, MOST_HELD = 512 };

// How a guest comes back.
struct way {
    bool is_out, is_catching_up;
    int attempt;
    int64_t due;
    int held; // Events that came before the answer to what was missed.
    long ids[MOST_HELD], seqs[MOST_HELD];
    int64_t said_at[MOST_HELD];
};

static struct way *ways;
static int staying, returning, back, out;
static long attempts, missed;
static int64_t last_back_at;

static void wait_for_return(struct guest *guest, const char *why) {
    if (!guest->returns) die("guest %d, who stayed, was left: %s", guest->number, why);
    struct way *way = &ways[guest->number];
    int64_t most = (int64_t)FIRST_WAIT_NS << (way->attempt < MOST_DOUBLINGS ? way->attempt : MOST_DOUBLINGS);
    if (most > 10000000000ll) most = 10000000000ll;
    way->due = now_ns() + (int64_t)(drand48() * most);
    way->attempt++;
    way->is_out = true;
    way->held = 0;
    out++;
}

static void come_back(void) {
    int64_t now = now_ns();
    for (int i = staying; out > 0 && i < guest_count; i++) {
        if (!ways[i].is_out || ways[i].due > now) continue;
        ways[i].is_out = false;
        ways[i].is_catching_up = true;
        out--;
        attempts++;
        enter(&guests[i]);
    }
}

static void apply(struct guest *guest, long id, int64_t said_at, long seq) {
    if (seq <= guest->last_seq) return;
    if (ways[guest->number].is_catching_up) missed++;
    delivered(guest, id, said_at, seq);
}

static void now_back(struct guest *guest) {
    struct way *way = &ways[guest->number];
    for (int i = 0; i < way->held; i++) apply(guest, way->ids[i], way->said_at[i], way->seqs[i]);
    way->held = 0;
    if (!way->is_catching_up) return;
    way->is_catching_up = false;
    last_back_at = now_ns();
    back++;
}

static void welcomed(struct guest *guest, long head) {
    hub_listen(guest, 1);
    if (guest->last_seq == 0) guest->last_seq = head;
    if (head < guest->last_seq) die("guest %d finds an older log", guest->number);
    if (ways[guest->number].is_catching_up && head > guest->last_seq) hub_read_after(guest, guest->last_seq - 1);
    else now_back(guest);
}

static void heard(struct guest *guest, const struct batch *batch) {
    struct way *way = &ways[guest->number];
    for (int i = 0; i < batch->events; i++) {
        if (guest->ready && !way->is_catching_up) {
            apply(guest, batch->ids[i], batch->said_at[i], batch->seqs[i]);
            continue;
        }
        if (way->held == MOST_HELD) die("guest %d waits too long for its answer", guest->number);
        way->ids[way->held] = batch->ids[i];
        way->seqs[way->held] = batch->seqs[i];
        way->said_at[way->held++] = batch->said_at[i];
    }
}

static void paged(struct guest *guest, const struct batch *page, long head) {
    if (page->events == 0 || page->seqs[0] > guest->last_seq + 1) die("guest %d got a page with a hole", guest->number);
    for (int i = 0; i < page->events; i++) apply(guest, page->ids[i], page->said_at[i], page->seqs[i]);
    if (guest->last_seq < head) hub_read_after(guest, guest->last_seq);
    else now_back(guest);
}

static void talk_until(struct pace *pace, int64_t end, bool until_back) {
    while (now_ns() < end && !(until_back && back == returning)) {
        keep_pace(pace);
        come_back();
    }
}

static void cut_off(void) {
    for (int i = staying; i < guest_count; i++) {
        guests[i].returns = true;
        leave(&guests[i]);
        wait_for_return(&guests[i], "cut off");
    }
}

int main(int argc, char **argv) {
    if (argc < 8) die("resume PORT STAYING RETURNING RATE SECONDS SERVER-PID SESSIONS");
    staying = atoi(argv[2]);
    returning = atoi(argv[3]);
    double rate = atof(argv[4]), seconds = atof(argv[5]);
    int server = atoi(argv[6]);
    struct kind kind = *begin("teahouse", atoi(argv[1]), staying + returning, argv[7]);
    kind.mark = NULL; // Most of them do not look.
    ways = calloc(guest_count, sizeof *ways);
    count_begin((long)(rate * (seconds + PATIENCE_SECONDS + AFTER_SECONDS + 10)) + 16);
    hub_welcomed = welcomed;
    hub_heard = heard;
    hub_paged = paged;
    enter_until(guest_count, ENTER_SECONDS);

    struct pace pace = {.kind = &kind, .start = now_ns(), .rate = rate, .end = (long)1e9, .talkers = staying};
    talk_until(&pace, now_ns() + 2000000000ll, false);
    count_measure(pace.next, (long)1e9);
    double cpu = server_cpu(server);
    int64_t begin = now_ns();
    talk_until(&pace, begin + (int64_t)(seconds * 1e9), false);
    double quiet_cpu = (server_cpu(server) - cpu) / ((now_ns() - begin) / 1e9), quiet_p50 = latency_ms(0.5), quiet_p99 = latency_ms(0.99);

    long first = pace.next;
    count_measure(first, (long)1e9);
    when_lost = wait_for_return;
    cpu = server_cpu(server);
    double own = own_cpu();
    begin = now_ns();
    cut_off();
    talk_until(&pace, begin + PATIENCE_SECONDS * 1000000000ll, true);
    int64_t bytes = counts.bytes, end = now_ns() + AFTER_SECONDS * 1000000000ll;
    talk_until(&pace, end, false);
    double storm_seconds = (now_ns() - begin) / 1e9, storm_cpu = server_cpu(server) - cpu, storm_own = own_cpu() - own;
    double p50 = latency_ms(0.5), p99 = latency_ms(0.99), ack_p99 = acknowledgement_ms(0.99);
    // Nothing more is said; what is on its way comes.
    pace.end = pace.next;
    long whole = pace.next;
    for (int64_t patience = now_ns() + 10000000000ll; now_ns() < patience; keep_pace(&pace)) {
        whole = 0;
        for (int i = 0; i < guest_count; i++) whole += guests[i].last_seq == guests[0].last_seq;
        if (whole == guest_count && counts.acknowledged >= counts.sent) break;
    }
    printf("{\"back\":%d,\"attempts\":%ld,\"seconds\":%.3f,\"missed\":%ld,\"duplicated\":%ld,\"gaps\":%ld,\"upToDate\":%ld,"
        "\"stormSeconds\":%.3f,\"serverCpu\":%.2f,\"quietCpu\":%.4f,\"loadCpu\":%.2f,\"quietP50\":%.1f,\"quietP99\":%.1f,\"p50\":%.1f,"
        "\"p99\":%.1f,\"ackP99\":%.1f,\"bytes\":%lld}\n",
        back, attempts, back == returning ? (last_back_at - begin) / 1e9 : -1, missed, counts.duplicated, counts.gaps, whole, storm_seconds,
        storm_cpu, quiet_cpu, storm_own, quiet_p50, quiet_p99, p50, p99, ack_p99, (long long)bytes);
    return 0;
}
