// The guests' side of every load: connections by epoll, one thread.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
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

enum { READ_BYTES = 256 * 1024, NAP_NS = 1000000, TOKEN_BYTES = 512 };

struct guest *guests;
int guest_count, ready_count;
void (*when_lost)(struct guest *guest, const char *why);

static const struct kind *kind;
static char (*tokens)[TOKEN_BYTES];
static int poll_fd, entered;
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
    if (send(guest->fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length) return;
    if (!when_lost) die("guest %d cannot send: %s", guest->number, strerror(errno));
    // Whoever is gone is found so by the next look.
    shutdown(guest->fd, SHUT_RDWR);
}

void end_by_server(struct guest *guest, const char *why) {
    if (!when_lost) die("guest %d was left: %s", guest->number, why);
    shutdown(guest->fd, SHUT_RDWR);
}

void enter(struct guest *guest) {
    guest->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (guest->fd < 0) die("socket: %s", strerror(errno));
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = guest};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, guest->fd, &event);
    if (connect(guest->fd, (struct sockaddr *)&address, sizeof address) != 0 && errno != EINPROGRESS) die("connect: %s", strerror(errno));
}

void leave(struct guest *guest) {
    // What was not read yet is thrown away, as by a cable that was pulled.
    setsockopt(guest->fd, SOL_SOCKET, SO_LINGER, &(struct linger){.l_onoff = 1}, sizeof(struct linger));
    close(guest->fd);
    free(guest->rest);
    free(guest->part);
    guest->rest = guest->part = NULL;
    guest->rest_bytes = guest->part_bytes = 0;
    if (guest->ready) ready_count--;
    guest->ready = guest->connected = false;
    guest->step = 0;
}

static void lose(struct guest *guest, const char *why) {
    if (!when_lost) die("guest %d was left: %s", guest->number, why);
    leave(guest);
    when_lost(guest, why);
}

static void greet(struct guest *guest) {
    int error = 0, on = 1;
    getsockopt(guest->fd, SOL_SOCKET, SO_ERROR, &error, &(socklen_t){sizeof error});
    if (error != 0) {
        lose(guest, strerror(error));
        return;
    }
    fcntl(guest->fd, F_SETFL, 0);
    setsockopt(guest->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    guest->connected = true;
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
        if (got <= 0) {
            lose(guest, got < 0 ? strerror(errno) : "closed");
            return;
        }
        counts.bytes += got;
        size_t done = kind->take(guest, buffer, rest + got);
        guest->rest_bytes = rest + got - done;
        if (guest->rest_bytes > 0) {
            guest->rest = realloc(guest->rest, guest->rest_bytes);
            memcpy(guest->rest, buffer + done, guest->rest_bytes);
        } else {
            free(guest->rest);
            guest->rest = NULL;
        }
    } while (got == READ_BYTES);
}

bool hear_some(int patience_ms) {
    struct epoll_event events[512];
    int ready = epoll_wait(poll_fd, events, 512, patience_ms);
    for (int i = 0; i < ready; i++) {
        struct guest *guest = events[i].data.ptr;
        if (!guest->connected) greet(guest);
        if (guest->connected) hear(guest);
    }
    return ready == 512;
}

void hear_after_nap(int64_t until) {
    int64_t nap = until - now_ns();
    if (nap > NAP_NS) nap = NAP_NS;
    if (nap > 0) nanosleep(&(struct timespec){.tv_nsec = nap}, NULL);
    while (hear_some(0)) continue;
}

void enter_until(int count, int seconds) {
    int64_t end = now_ns() + seconds * 1000000000ll;
    while (ready_count < count) {
        while (entered < count && entered < ready_count + kind->connecting) enter(&guests[entered++]);
        hear_some(1000);
        if (now_ns() > end) die("only %d of %d guests are in", ready_count, count);
    }
}

// Seconds of user and system time of a process, of its children, and of those of them that have ended.
double server_cpu(int process) {
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", process);
    FILE *file = fopen(path, "r");
    if (!file || !fgets(line, sizeof line, file)) die("the server is gone");
    fclose(file);
    long user, system, child_user, child_system;
    if (sscanf(strrchr(line, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld %ld %ld",
        &user, &system, &child_user, &child_system) != 4) die("cannot read %s", path);
    double seconds = (double)(user + system + child_user + child_system) / sysconf(_SC_CLK_TCK);
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", process, process);
    file = fopen(path, "r");
    for (int child; file && fscanf(file, "%d", &child) == 1;) seconds += server_cpu(child);
    if (file) fclose(file);
    return seconds;
}

double own_cpu(void) {
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return use.ru_utime.tv_sec + use.ru_stime.tv_sec + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static void read_tokens(const char *path) {
    tokens = calloc(guest_count, TOKEN_BYTES);
    FILE *file = fopen(path, "r");
    for (int i = 0; i < guest_count; i++)
        if (!file || fscanf(file, "%511s", tokens[i]) != 1) die("%s has no %d sessions", path, guest_count);
    fclose(file);
}

const struct kind *begin(const char *name, int port, int count, const char *sessions) {
    const struct kind *kinds[] = {
        &hub_kind, &hub_pairs_kind, &hub_reading_pairs_kind, &irc_kind, &irc_alone_kind, &lines_kind,
        &xmpp_kind, &xmpp_pairs_kind,
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(name, kinds[i]->name) == 0) kind = kinds[i];
    if (!kind) die("no such kind: %s", name);
    address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    guest_count = count;
    if (sessions) read_tokens(sessions);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    guests = calloc(guest_count, sizeof *guests);
    for (int i = 0; i < guest_count; i++) guests[i].number = i;
    poll_fd = epoll_create1(0);
    return kind;
}
