// load KIND PORT GUESTS RATES WARM-UP SECONDS SERVER-PID [TOKENS]: one line of JSON a rate.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "load.h"

enum { READ_BYTES = 256 * 1024, MARK_SECONDS = 2, PATIENCE_SECONDS = 20, NAP_NS = 1000000, TOKEN_BYTES = 512 };

static const struct kind *kind;
static struct guest *guests;
static char (*tokens)[TOKEN_BYTES];
static int guest_count, ready_count, poll_fd, server;
static struct sockaddr_in address;
static char *buffer;
static size_t buffer_bytes;

void die(const char *format, ...) {
    va_list values;
    va_start(values, format);
    vfprintf(stderr, format, values);
    va_end(values);
    fputc('\n', stderr);
    exit(1);
}

int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000ll + now.tv_nsec;
}

void now_ready(struct guest *guest) {
    if (!guest->ready) ready_count++;
    guest->ready = true;
}

const char *token_of(const struct guest *guest) { return tokens[guest->number]; }

void send_all(struct guest *guest, const char *bytes, size_t length) {
    if (send(guest->fd, bytes, length, MSG_NOSIGNAL) != (ssize_t)length) die("guest %d cannot send: %s", guest->number, strerror(errno));
}

static void enter(struct guest *guest) {
    int on = 1;
    guest->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (guest->fd < 0 || connect(guest->fd, (struct sockaddr *)&address, sizeof address) != 0) die("connect: %s", strerror(errno));
    setsockopt(guest->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = guest};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, guest->fd, &event);
    kind->greet(guest);
}

static void hear(struct guest *guest) {
    ssize_t got;
    do {
        size_t rest = guest->rest_bytes;
        if (buffer_bytes < rest + READ_BYTES) buffer = realloc(buffer, buffer_bytes = rest + READ_BYTES);
        memcpy(buffer, guest->rest, rest);
        got = recv(guest->fd, buffer + rest, READ_BYTES, MSG_DONTWAIT);
        if (got < 0 && errno == EAGAIN) return;
        if (got <= 0) die("guest %d was left: %s", guest->number, got < 0 ? strerror(errno) : "closed");
        counts.bytes += got;
        size_t done = kind->take(guest, buffer, rest + got);
        guest->rest_bytes = rest + got - done;
        if (guest->rest_bytes > 0) {
            guest->rest = realloc(guest->rest, guest->rest_bytes);
            memcpy(guest->rest, buffer + done, guest->rest_bytes);
        }
    } while (got == READ_BYTES);
}

static bool hear_some(int patience_ms) {
    struct epoll_event events[512];
    int ready = epoll_wait(poll_fd, events, 512, patience_ms);
    for (int i = 0; i < ready; i++) hear(events[i].data.ptr);
    return ready == 512;
}

// Sleeps first and looks then, so that no server pays for waking it: guests elsewhere are woken by their own machine.
static void hear_after_nap(int64_t until) {
    int64_t nap = until - now_ns();
    if (nap > NAP_NS) nap = NAP_NS;
    if (nap > 0) nanosleep(&(struct timespec){.tv_nsec = nap}, NULL);
    while (hear_some(0)) continue;
}

static void enter_all(void) {
    int64_t end = now_ns() + 120 * 1000000000ll;
    for (int entered = 0; ready_count < guest_count;) {
        while (entered < guest_count && entered < ready_count + kind->connecting) enter(&guests[entered++]);
        hear_some(1000);
        if (now_ns() > end) die("only %d of %d guests are in", ready_count, guest_count);
    }
    // What coming in has stirred up settles.
    for (end = now_ns() + 1000000000; now_ns() < end;) hear_some(100);
}

// Seconds of user and system time, of children that have ended too.
static double server_cpu(void) {
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", server);
    FILE *file = fopen(path, "r");
    if (!file || !fgets(line, sizeof line, file)) die("the server is gone");
    fclose(file);
    long user, system, child_user, child_system;
    if (sscanf(strrchr(line, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld %ld %ld",
        &user, &system, &child_user, &child_system) != 4) die("cannot read %s", path);
    return (double)(user + system + child_user + child_system) / sysconf(_SC_CLK_TCK);
}

static double own_cpu(void) {
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return use.ru_utime.tv_sec + use.ru_stime.tv_sec + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

// Says what is due; each guest in turn, so that nobody is above a rate. Read marks go out evenly, each guest's every two seconds.
struct pace {
    int64_t start;
    double rate;
    long next, end;
    int64_t marks_done;
};

static void keep_pace(struct pace *pace, long first_id) {
    while (pace->next < pace->end) {
        int64_t due = pace->start + (int64_t)(pace->next * 1e9 / pace->rate);
        if (due > now_ns()) break;
        char text[TEXT_BYTES + 1];
        long id = first_id + pace->next++;
        int length = snprintf(text, sizeof text, "m%ld %lld ", id, (long long)due);
        memset(text + length, '.', TEXT_BYTES - length);
        text[TEXT_BYTES] = '\0';
        said(id, due);
        kind->say(&guests[id % guest_count], id, text);
    }
    int64_t marks = kind->mark ? (now_ns() - pace->start) * guest_count / (MARK_SECONDS * 1000000000ll) : 0;
    for (; pace->marks_done < marks; pace->marks_done++) kind->mark(&guests[pace->marks_done % guest_count]);
    hear_after_nap(pace->next < pace->end ? pace->start + (int64_t)(pace->next * 1e9 / pace->rate) : INT64_MAX);
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
    long warm = (long)(warm_up * rate), all = warm + (long)(seconds * rate), each = kind->echoes ? guest_count : guest_count - 1;
    struct pace pace = {.start = now_ns(), .rate = rate, .end = warm};
    count_measure(first_id, first_id + warm);
    while (pace.next < pace.end) keep_pace(&pace, first_id);
    // What is on its way now is counted with the rest.
    long late = warm * each - counts.delivered;
    count_measure(first_id + warm, first_id + all);
    pace.end = all;
    double cpu = server_cpu(), own = own_cpu();
    int64_t begin = now_ns(), patience = pace.start + (int64_t)((warm_up + seconds + PATIENCE_SECONDS) * 1e9);
    long expected = (all - warm) * each + late;
    while ((pace.next < all || counts.delivered < expected) && now_ns() < patience) keep_pace(&pace, first_id);
    report(rate, expected, (now_ns() - begin) / 1e9, server_cpu() - cpu, own_cpu() - own, counts.delivered == expected);
    return first_id + all;
}

static void read_tokens(const char *path) {
    tokens = calloc(guest_count, TOKEN_BYTES);
    FILE *file = fopen(path, "r");
    for (int i = 0; i < guest_count; i++)
        if (!file || fscanf(file, "%511s", tokens[i]) != 1) die("%s has no %d sessions", path, guest_count);
    fclose(file);
}

int main(int argc, char **argv) {
    if (argc < 8) die("load teahouse|ngircd|floor PORT GUESTS RATE,… WARM-UP SECONDS SERVER-PID [SESSIONS]");
    const struct kind *kinds[] = {&hub_kind, &irc_kind, &lines_kind};
    for (int i = 0; i < 3; i++)
        if (strcmp(argv[1], kinds[i]->name) == 0) kind = kinds[i];
    if (!kind) die("no such kind: %s", argv[1]);
    address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(argv[2])), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    guest_count = atoi(argv[3]);
    double warm_up = atof(argv[5]), seconds = atof(argv[6]);
    server = atoi(argv[7]);
    if (argc > 8) read_tokens(argv[8]);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    guests = calloc(guest_count, sizeof *guests);
    for (int i = 0; i < guest_count; i++) guests[i].number = i;
    poll_fd = epoll_create1(0);
    double all_rates = 0;
    for (char *rates = strdup(argv[4]), *rate = strtok(rates, ","); rate; rate = strtok(NULL, ",")) all_rates += atof(rate);
    count_begin((long)(all_rates * (warm_up + seconds)) + 16);
    enter_all();
    long id = 0;
    for (char *rate = strtok(argv[4], ","); rate; rate = strtok(NULL, ",")) id = run(atof(rate), warm_up, seconds, id);
    return 0;
}
