// The load generators: many guests, one thread, epoll. What a protocol does is a struct kind.
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TEXT_BYTES = 70 };

struct guest {
    int fd;
    int number;
    bool connected;
    bool ready;
    char *rest; // Bytes of an unfinished frame, line or stanza.
    size_t rest_bytes;
    char *part; // Bytes of an unfinished record, over the border of two frames.
    size_t part_bytes;
    bool returns;   // Its latency does not count: it was away.
    uint64_t *seen; // A bit for each message that came.
    long id;        // Of its account, where the server gives one.
    long conversation;
    long last_seq;
    long marked_seq;
    int step;
};

struct kind {
    const char *name;
    int connecting;  // How many connections are made at a time.
    bool pairs;      // Whether each guest talks with the next one alone, instead of with all.
    bool hears_own;  // Whether who sends a message gets it too.
    bool answers;    // Whether each message is acknowledged.
    void (*greet)(struct guest *guest);
    size_t (*take)(struct guest *guest, const char *bytes, size_t length); // Gives how many bytes it has done with.
    void (*say)(struct guest *guest, long id, const char *text);
    void (*mark)(struct guest *guest); // Sends the read mark, if it moved; null where there are none.
    void (*ping)(struct guest *guest); // Sends a sign of life; null where none is asked for.
};

extern const struct kind hub_kind, hub_pairs_kind, hub_reading_pairs_kind, irc_kind, irc_alone_kind, lines_kind;
extern const struct kind xmpp_kind, xmpp_pairs_kind;

// In guests.c.
extern struct guest *guests;
extern int guest_count, ready_count;
extern void (*when_lost)(struct guest *guest, const char *why); // What happens to a lost connection; null ends the program.

const struct kind *begin(const char *name, int port, int count, const char *sessions);
void enter(struct guest *guest);
void enter_until(int count, int seconds); // Lets guests in, a few at a time, until so many are.
void leave(struct guest *guest);
void end_by_server(struct guest *guest, const char *why); // The server has said that it ends the connection.
bool hear_some(int patience_ms);
// Sleeps first and looks then, so that no server pays for waking it: guests elsewhere are woken by their own machine.
void hear_after_nap(int64_t until);
void send_all(struct guest *guest, const char *bytes, size_t length);
void now_ready(struct guest *guest);
const char *token_of(const struct guest *guest);
double server_cpu(int process);
double own_cpu(void);
int64_t now_ns(void);
void die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

// In pace.c.
struct pace {
    const struct kind *kind;
    int64_t start;
    double rate;
    long first_id, next, end;
    int64_t marks_done;
    int talkers; // The first guests are those who talk.
};

void keep_pace(struct pace *pace);

// What is counted, in count.c.
struct counts {
    long sent, delivered, duplicated, gaps, fallen, acknowledged, marks;
    int64_t bytes;
};

extern struct counts counts;
extern void (*when_acknowledged)(long id); // What follows an answer; may be null.

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
