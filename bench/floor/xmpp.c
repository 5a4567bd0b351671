// XMPP over plain TCP: a room that all have joined, or pairs. An account is registered on the way in when it is not there yet.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "load.h"

#define DOMAIN "localhost"
#define ROOM "room@conference." DOMAIN

enum { STANZA_BYTES = 1024 };
enum step { OPENING, REGISTERING, PROVING, OPENING_AGAIN, BINDING, STARTING, JOINING, LISTENING };

static bool is_pairs;

static void say_to(struct guest *guest, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say_to(struct guest *guest, const char *format, ...) {
    char stanza[STANZA_BYTES];
    va_list values;
    va_start(values, format);
    int length = vsnprintf(stanza, sizeof stanza, format, values);
    va_end(values);
    send_all(guest, stanza, length);
}

static void open_stream(struct guest *guest, int step) {
    guest->step = step;
    say_to(guest, "<?xml version='1.0'?><stream:stream to='" DOMAIN "' version='1.0' xml:lang='en' xmlns='jabber:client' "
        "xmlns:stream='http://etherx.jabber.org/streams'>");
}

static void xmpp_greet(struct guest *guest) { open_stream(guest, OPENING); }

static void xmpp_pairs_greet(struct guest *guest) {
    is_pairs = true;
    xmpp_greet(guest);
}

static void prove(struct guest *guest) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char plain[64] = {0}, coded[96];
    size_t length = 1 + sprintf(plain + 1, "g%d", guest->number);
    length += 1 + sprintf(plain + length + 1, "secret");
    size_t at = 0;
    for (size_t i = 0; i < length; i += 3) {
        uint32_t three = (uint32_t)(unsigned char)plain[i] << 16 | (uint32_t)(unsigned char)plain[i + 1] << 8 | (unsigned char)plain[i + 2];
        for (int k = 0; k < 4; k++) coded[at++] = i + k > length ? '=' : letters[three >> (18 - 6 * k) & 63];
    }
    guest->step = PROVING;
    say_to(guest, "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>%.*s</auth>", (int)at, coded);
}

static bool has(const char *stanza, size_t length, const char *part) { return memmem(stanza, length, part, strlen(part)) != NULL; }

static void enter_stream(struct guest *guest, const char *stanza, size_t length) {
    if (guest->step == OPENING && has(stanza, length, "features")) {
        guest->step = REGISTERING;
        say_to(guest, "<iq type='set' id='register'><query xmlns='jabber:iq:register'><username>g%d</username>"
            "<password>secret</password></query></iq>", guest->number);
    } else if (guest->step == REGISTERING && has(stanza, length, "register")) {
        if (has(stanza, length, "<error") && !has(stanza, length, "conflict")) die("not registered: %.*s", (int)length, stanza);
        prove(guest);
    } else if (guest->step == PROVING) {
        if (!has(stanza, length, "<success")) die("not let in: %.*s", (int)length, stanza);
        open_stream(guest, OPENING_AGAIN);
    } else if (guest->step == OPENING_AGAIN && has(stanza, length, "features")) {
        guest->step = BINDING;
        say_to(guest, "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>b</resource></bind></iq>");
    } else if (guest->step == BINDING && has(stanza, length, "urn:ietf:params:xml:ns:xmpp-bind")) {
        guest->step = STARTING;
        say_to(guest, "<presence/><iq type='get' id='here'><ping xmlns='urn:xmpp:ping'/></iq>");
    } else if (guest->step == STARTING && has(stanza, length, "here")) {
        guest->step = is_pairs ? LISTENING : JOINING;
        if (is_pairs) now_ready(guest);
        else say_to(guest, "<presence to='" ROOM "/g%d'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>",
            guest->number);
    } else if (guest->step == JOINING && has(stanza, length, "<subject")) {
        guest->step = LISTENING;
        now_ready(guest);
    } else if (has(stanza, length, "<error")) {
        die("refused: %.*s", (int)length, stanza);
    }
}

static void take_stanza(struct guest *guest, const char *stanza, size_t length) {
    const char *body = length > 9 && memcmp(stanza, "<message", 8) == 0 ? memmem(stanza, length, "<body>", 6) : NULL;
    if (body && guest->step == LISTENING) {
        long id;
        int64_t said_at;
        if (!read_text(body + 6, stanza + length, &id, &said_at)) die("another text: %.*s", (int)length, stanza);
        if (is_pairs && (id % guest_count ^ 1) != guest->number) die("guest %d heard what is not for it", guest->number);
        delivered(guest, id, said_at, 0);
    } else if (guest->step != LISTENING) {
        enter_stream(guest, stanza, length);
    } else if (length > 7 && memcmp(stanza, "<iq", 3) == 0 && has(stanza, length, "urn:xmpp:ping")) {
        die("the server pings: %.*s", (int)length, stanza);
    } else if (has(stanza, length, "<error")) {
        die("refused: %.*s", (int)length, stanza);
    }
}

static const char *end_of_tag(const char *at, const char *end) {
    for (char quote = 0; at < end; at++) {
        if (quote ? *at == quote : *at == '\'' || *at == '"') quote = quote ? 0 : *at;
        else if (!quote && *at == '>') return at;
    }
    return NULL;
}

// Gives what follows a whole stanza, or the stream's opening; null while it is not whole.
static const char *end_of_stanza(const char *at, const char *end) {
    int depth = 0;
    while ((at = memchr(at, '<', end - at)) != NULL) {
        const char *close = end_of_tag(at, end);
        if (!close) return NULL;
        bool opens_stream = close - at > 14 && memcmp(at, "<stream:stream", 14) == 0;
        if (at[1] == '/') depth--;
        else if (at[1] != '?' && close[-1] != '/' && !opens_stream) depth++;
        at = close + 1;
        if (depth < 0) die("the server closes the stream");
        if (depth == 0) return at;
    }
    return NULL;
}

static size_t xmpp_take(struct guest *guest, const char *bytes, size_t length) {
    const char *at = bytes, *end = bytes + length, *next;
    for (; at < end && (next = end_of_stanza(at, end)) != NULL; at = next) take_stanza(guest, at, next - at);
    return at - bytes;
}

static void xmpp_say(struct guest *guest, long id, const char *text) {
    say_to(guest, "<message to='" ROOM "' type='groupchat' id='m%ld'><body>%s</body></message>", id, text);
}

static void xmpp_pairs_say(struct guest *guest, long id, const char *text) {
    say_to(guest, "<message to='g%d@" DOMAIN "' type='chat' id='m%ld'><body>%s</body></message>", guest->number ^ 1, id, text);
}

const struct kind xmpp_kind = {
    .name = "xmpp", .connecting = 4, .hears_own = true, .greet = xmpp_greet, .take = xmpp_take, .say = xmpp_say,
};

const struct kind xmpp_pairs_kind = {
    .name = "xmpp-pairs", .connecting = 4, .pairs = true, .greet = xmpp_pairs_greet, .take = xmpp_take, .say = xmpp_pairs_say,
};
