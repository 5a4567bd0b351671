// load KIND PORT GUESTS RATES WARM-UP SECONDS SERVER-PID [TOKENS]: one line of JSON a rate.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "load.h"

enum { PATIENCE_SECONDS = 20, ENTER_SECONDS = 120 };

static const struct kind *kind;
static int server;

static void enter_all(void) {
    enter_until(guest_count, ENTER_SECONDS);
    // What coming in has stirred up settles.
    for (int64_t end = now_ns() + 1000000000; now_ns() < end;) hear_some(100);
}

static void report(double rate, long expected, double seconds, double cpu, double own, bool whole) {
    printf("{\"rate\":%g,\"sent\":%ld,\"expected\":%ld,\"delivered\":%ld,\"duplicated\":%ld,\"gaps\":%ld,\"fallen\":%ld,\"whole\":%s,"
        "\"seconds\":%.3f,\"serverCpu\":%.2f,\"loadCpu\":%.3f,\"p50\":%.1f,\"p99\":%.1f,\"acknowledged\":%ld,\"ackP50\":%.1f,"
        "\"ackP99\":%.1f,\"marks\":%ld,\"bytes\":%lld}\n",
        rate, counts.sent, expected, counts.delivered, counts.duplicated, counts.gaps, counts.fallen, whole ? "true" : "false",
        seconds, cpu, own, latency_ms(0.5), latency_ms(0.99), counts.acknowledged, acknowledgement_ms(0.5), acknowledgement_ms(0.99),
        counts.marks, (long long)counts.bytes);
    fflush(stdout);
}

static long run(double rate, double warm_up, double seconds, long first_id) {
    long warm = (long)(warm_up * rate), all = warm + (long)(seconds * rate), each = kind->hears_own ? 1 : 0;
    each += kind->pairs ? 1 : guest_count - 1;
    struct pace pace = {.kind = kind, .start = now_ns(), .rate = rate, .first_id = first_id, .end = warm, .talkers = guest_count};
    count_measure(first_id, first_id + warm);
    while (pace.next < pace.end) keep_pace(&pace);
    // What is on its way now is counted with the rest.
    long late = warm * each - counts.delivered, late_answers = kind->answers ? warm - counts.acknowledged : 0;
    count_measure(first_id + warm, first_id + all);
    pace.end = all;
    double cpu = server_cpu(server), own = own_cpu();
    int64_t begin = now_ns(), patience = pace.start + (int64_t)((warm_up + seconds + PATIENCE_SECONDS) * 1e9);
    long expected = (all - warm) * each + late, answers = kind->answers ? all - warm + late_answers : 0;
    while ((pace.next < all || counts.delivered < expected || counts.acknowledged < answers) && now_ns() < patience) keep_pace(&pace);
    bool whole = counts.delivered == expected && counts.acknowledged == answers;
    report(rate, expected, (now_ns() - begin) / 1e9, server_cpu(server) - cpu, own_cpu() - own, whole);
    return first_id + all;
}

int main(int argc, char **argv) {
    if (argc < 8) die("load KIND PORT GUESTS RATE,… WARM-UP SECONDS SERVER-PID [SESSIONS]");
    kind = begin(argv[1], atoi(argv[2]), atoi(argv[3]), argc > 8 ? argv[8] : NULL);
    double warm_up = atof(argv[5]), seconds = atof(argv[6]);
    server = atoi(argv[7]);
    double all_rates = 0;
    for (char *rates = strdup(argv[4]), *rate = strtok(rates, ","); rate; rate = strtok(NULL, ",")) all_rates += atof(rate);
    count_begin((long)(all_rates * (warm_up + seconds)) + 16);
    enter_all();
    long id = 0;
    for (char *rate = strtok(argv[4], ","); rate; rate = strtok(NULL, ",")) id = run(atof(rate), warm_up, seconds, id);
    return 0;
}
