// append FILE SENDERS SECONDS DELAY-MS: the least that a durable send costs. Threads append a record and wait until it is synced; one more
// writes and syncs all that wait together. DELAY-MS is what each sync takes more. One line of JSON.
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { RECORD = 200, MOST_SENDERS = 4096, MOST_TIMES = 4000000, STACK = 64 * 1024 };

struct times { int64_t *ns; long count; };

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t something_waits = PTHREAD_COND_INITIALIZER, something_is_synced = PTHREAD_COND_INITIALIZER;
static char waiting[MOST_SENDERS * RECORD], writing[MOST_SENDERS * RECORD];
static size_t waiting_bytes;
static int64_t appended, synced;
static bool is_over;
static struct times sends, syncs;

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000ll + now.tv_nsec;
}

static void note(struct times *times, int64_t since) {
    if (times->count == MOST_TIMES) exit(3);
    times->ns[times->count++] = now_ns() - since;
}

static void *send(void *unused) {
    (void)unused;
    pthread_mutex_lock(&gate);
    while (!is_over) {
        int64_t since = now_ns();
        memset(waiting + waiting_bytes, 'm', RECORD);
        waiting_bytes += RECORD;
        int64_t mine = ++appended;
        pthread_cond_signal(&something_waits);
        while (synced < mine) pthread_cond_wait(&something_is_synced, &gate);
        note(&sends, since);
    }
    pthread_mutex_unlock(&gate);
    return NULL;
}

static void commit_until(int file, int64_t end, int64_t delay_ns) {
    pthread_mutex_lock(&gate);
    while (!is_over) {
        while (waiting_bytes == 0) pthread_cond_wait(&something_waits, &gate);
        size_t bytes = waiting_bytes;
        int64_t last = appended;
        memcpy(writing, waiting, bytes);
        waiting_bytes = 0;
        pthread_mutex_unlock(&gate);
        if (write(file, writing, bytes) != (ssize_t)bytes) exit(4);
        int64_t since = now_ns();
        if (delay_ns > 0) nanosleep(&(struct timespec){.tv_nsec = delay_ns}, NULL);
        if (fsync(file) != 0) exit(5);
        note(&syncs, since);
        pthread_mutex_lock(&gate);
        synced = last;
        is_over = now_ns() > end;
        pthread_cond_broadcast(&something_is_synced);
    }
    pthread_mutex_unlock(&gate);
}

static int by_size(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static double share_ms(struct times *times, double share) {
    return times->ns[(long)(share * (times->count - 1))] / 1e6;
}

int main(int argc, char **argv) {
    int senders = argc == 5 ? atoi(argv[2]) : 0;
    if (senders < 1 || senders > MOST_SENDERS) return 2;
    int file = open(argv[1], O_CREAT | O_WRONLY | O_APPEND, 0600);
    if (file < 0) return 4;
    sends.ns = malloc(MOST_TIMES * sizeof *sends.ns);
    syncs.ns = malloc(MOST_TIMES * sizeof *syncs.ns);
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, STACK);
    int64_t begin = now_ns();
    for (int i = 0; i < senders; i++) {
        pthread_t thread;
        if (pthread_create(&thread, &small, send, NULL) != 0) return 6;
    }
    commit_until(file, begin + (int64_t)(atof(argv[3]) * 1e9), (int64_t)(atof(argv[4]) * 1e6));
    double seconds = (now_ns() - begin) / 1e9;
    pthread_mutex_lock(&gate);
    qsort(sends.ns, sends.count, sizeof *sends.ns, by_size);
    qsort(syncs.ns, syncs.count, sizeof *syncs.ns, by_size);
    printf("{\"senders\":%d,\"seconds\":%.3f,\"stored\":%ld,\"p50\":%.3f,\"p99\":%.3f,\"syncs\":%ld,\"syncP50\":%.3f,\"syncP99\":%.3f}\n",
        senders, seconds, sends.count, share_ms(&sends, 0.5), share_ms(&sends, 0.99), syncs.count, share_ms(&syncs, 0.5),
        share_ms(&syncs, 0.99));
    return 0;
}
