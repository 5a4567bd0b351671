// Protocols of lines: IRC, and the floor's, where a line is a message to everybody.
#include <stdio.h>
#include <string.h>
#include "load.h"

enum { FLOOR_BYTES = 130, LINE_BYTES = 512 };

static size_t each_line(struct guest *guest, const char *bytes, size_t length, void (*take)(struct guest *, const char *, const char *)) {
    size_t done = 0;
    const char *end;
    while ((end = memchr(bytes + done, '\n', length - done)) != NULL) {
        take(guest, bytes + done, end);
        done = end + 1 - bytes;
    }
    return done;
}

static void floor_line(struct guest *guest, const char *line, const char *end) {
    long id;
    int64_t said_at;
    if (end - line != FLOOR_BYTES - 1 || !read_text(line, end, &id, &said_at)) die("the floor sent something else");
    delivered(guest, id, said_at, 0);
}

static size_t floor_take(struct guest *guest, const char *bytes, size_t length) { return each_line(guest, bytes, length, floor_line); }

static void floor_greet(struct guest *guest) { now_ready(guest); }

static void floor_say(struct guest *guest, long id, const char *text) {
    (void)id;
    char line[FLOOR_BYTES];
    memset(line, '-', sizeof line);
    memcpy(line, text, TEXT_BYTES);
    line[FLOOR_BYTES - 1] = '\n';
    send_all(guest, line, sizeof line);
}

const struct kind lines_kind = {
    .name = "floor", .connecting = 16, .hears_own = true, .greet = floor_greet, .take = floor_take, .say = floor_say,
};

static void irc_send(struct guest *guest, const char *format, const char *value) {
    char line[LINE_BYTES];
    int length = snprintf(line, sizeof line, format, value);
    send_all(guest, line, length);
}

static bool is_alone;

static void irc_greet(struct guest *guest) {
    char name[32];
    snprintf(name, sizeof name, "g%d", guest->number);
    irc_send(guest, "NICK %s\r\nUSER guest 0 * :guest\r\n", name);
}

static void irc_line(struct guest *guest, const char *line, const char *end) {
    char copy[LINE_BYTES];
    size_t length = end - line < LINE_BYTES ? end - line : LINE_BYTES - 1;
    memcpy(copy, line, length);
    copy[length] = '\0';
    if (strncmp(copy, "PING ", 5) == 0) {
        irc_send(guest, "PONG %s\r\n", copy + 5);
        return;
    }
    char *command = strchr(copy, ' ');
    if (!command) return;
    command++;
    if (strncmp(copy, "ERROR", 5) == 0) die("ngircd: %s", copy);
    if (strncmp(command, "001 ", 4) == 0) {
        if (is_alone) now_ready(guest);
        else irc_send(guest, "JOIN %s\r\n", "#room");
    }
    if (strncmp(command, "366 ", 4) == 0) now_ready(guest);
    if (strncmp(command, "PRIVMSG ", 8) != 0) return;
    char *text = strstr(command, " :");
    long id;
    int64_t said_at;
    if (!text || !read_text(text + 2, copy + length, &id, &said_at)) die("ngircd sent something else: %s", copy);
    delivered(guest, id, said_at, 0);
}

static size_t irc_take(struct guest *guest, const char *bytes, size_t length) { return each_line(guest, bytes, length, irc_line); }

static void irc_say(struct guest *guest, long id, const char *text) {
    (void)id;
    irc_send(guest, "PRIVMSG #room :%s\r\n", text);
}

static void irc_alone_greet(struct guest *guest) {
    is_alone = true;
    irc_greet(guest);
}

const struct kind irc_alone_kind = {
    .name = "ngircd-alone", .connecting = 4, .greet = irc_alone_greet, .take = irc_take, .say = irc_say,
};

const struct kind irc_kind = {.name = "ngircd", .connecting = 4, .greet = irc_greet, .take = irc_take, .say = irc_say};
