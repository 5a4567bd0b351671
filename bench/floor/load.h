// The load generator: many guests in one room, one thread, epoll. What a protocol does is a struct kind.
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TEXT_BYTES = 70 };

struct guest {
    int fd;
    int number;
    bool ready;
    char *rest; // Bytes of an unfinished frame or line.
    size_t rest_bytes;
    char *part; // Bytes of an unfinished record, over the border of two frames.
    size_t part_bytes;
    uint64_t *seen; // A bit for each message that came.
    long last_seq;
    long marked_seq;
    int step;
};

struct kind {
    const char *name;
    int connecting; // How many connections are made at a time.
    bool echoes;    // Whether who sends a message gets it too.
    void (*greet)(struct guest *guest);
    size_t (*take)(struct guest *guest, const char *bytes, size_t length); // Gives how many bytes it has done with.
    void (*say)(struct guest *guest, long id, const char *text);
    void (*mark)(struct guest *guest); // Sends the read mark, if it moved; null where there are none.
};

extern const struct kind hub_kind, irc_kind, lines_kind;

// The guests' side of load.c.
void send_all(struct guest *guest, const char *bytes, size_t length);
void now_ready(struct guest *guest);
const char *token_of(const struct guest *guest);
int64_t now_ns(void);
void die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

// What is counted, in count.c.
struct counts {
    long sent, delivered, duplicated, gaps, fallen, acknowledged, marks;
    int64_t bytes;
};

extern struct counts counts;

void count_begin(long messages);
void count_measure(long first, long after_last); // Whose latency counts.
void delivered(struct guest *guest, long id, int64_t said_at, long seq);
void acknowledged(long id);
void said(long id, int64_t at);
bool read_text(const char *text, const char *end, long *id, int64_t *said_at);
double latency_ms(double share);
double acknowledgement_ms(double share);

uint32_t crc32_of(const char *bytes, size_t length);

#endif
