// Teahouse's own protocol (docs/PROTOCOL.md): a WebSocket with SignalR's JSON records, each followed by its CRC-32.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "hub.h"

enum { CHECK_BYTES = 9, SHARED = 256 };
enum step { UPGRADING, SHAKING, SAYING_HELLO, OPENING, LISTENING };

static struct batch shared[SHARED];
static bool is_pairs;

void (*hub_welcomed)(struct guest *guest, long head);
void (*hub_heard)(struct guest *guest, const struct batch *batch);
void (*hub_paged)(struct guest *guest, const struct batch *page, long head);

static void send_frame(struct guest *guest, int opcode, const char *payload, size_t length) {
    static const unsigned char mask[4] = {0x37, 0xfa, 0x21, 0x3d};
    char frame[1024];
    if (length > sizeof frame - 8) die("a frame is too long");
    size_t at = 2;
    frame[0] = (char)(0x80 | opcode);
    if (length < 126) {
        frame[1] = (char)(0x80 | length);
    } else {
        frame[1] = (char)(0x80 | 126);
        frame[at++] = (char)(length >> 8);
        frame[at++] = (char)length;
    }
    memcpy(frame + at, mask, 4);
    at += 4;
    for (size_t i = 0; i < length; i++) frame[at + i] = payload[i] ^ (char)mask[i % 4];
    send_all(guest, frame, at + length);
}

static void send_record(struct guest *guest, char *record, size_t length) {
    record[length++] = 0x1e;
    length += sprintf(record + length, "%08x", crc32_of(record, length));
    record[length++] = 0x1e;
    send_frame(guest, 1, record, length);
}

static void hub_greet(struct guest *guest) {
    char request[1024];
    int length = snprintf(request, sizeof request,
        "GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer %s\r\n\r\n", token_of(guest));
    send_all(guest, request, length);
}

static void hub_pairs_greet(struct guest *guest) {
    is_pairs = true;
    hub_greet(guest);
}

static void hub_say(struct guest *guest, long id, const char *text) {
    char record[512];
    int length = sprintf(record,
        "{\"type\":1,\"invocationId\":\"%ld\",\"target\":\"Send\",\"arguments\":[{\"conversationId\":%ld,"
        "\"clientId\":\"01980000-%04lx-7%03lx-8000-%012lx\",\"text\":\"%s\"}]}",
        id, guest->conversation, now_ns() >> 28 & 0xffff, now_ns() >> 16 & 0xfff, (now_ns() & 0xffff) << 32 | id, text);
    send_record(guest, record, length);
}

static void hub_mark(struct guest *guest) {
    if (guest->last_seq <= guest->marked_seq) return;
    char record[256];
    int length = sprintf(record,
        "{\"type\":1,\"target\":\"MarkRead\",\"arguments\":[{\"conversationId\":%ld,\"seq\":%ld}]}",
        guest->conversation, guest->last_seq);
    guest->marked_seq = guest->last_seq;
    counts.marks++;
    send_record(guest, record, length);
}

void hub_read_after(struct guest *guest, long seq) {
    char record[256];
    int length = sprintf(record,
        "{\"type\":1,\"invocationId\":\"r\",\"target\":\"ReadAfter\",\"arguments\":[{\"conversationId\":%ld,"
        "\"seq\":%ld,\"limit\":200}]}", guest->conversation, seq);
    send_record(guest, record, length);
}

static void hub_ping(struct guest *guest) {
    char record[64];
    send_record(guest, record, sprintf(record, "{\"type\":6}"));
}

static void say_hello(struct guest *guest) {
    char record[256];
    int length = sprintf(record,
        "{\"type\":1,\"invocationId\":\"h\",\"target\":\"Hello\",\"arguments\":[{\"version\":1,"
        "\"deviceId\":\"00000000-0000-4000-8000-%012d\"}]}", guest->number);
    guest->step = SAYING_HELLO;
    send_record(guest, record, length);
}

static struct batch *parse(const char *record, size_t length, uint32_t check) {
    struct batch *batch = &shared[check % SHARED];
    if (batch->length == length && memcmp(batch->record, record, length) == 0) return batch;
    if (crc32_of(record, length) != check) die("a record's checksum is wrong");
    batch->record = realloc(batch->record, length + 1);
    memcpy(batch->record, record, length);
    batch->record[length] = '\0';
    batch->length = length;
    batch->events = 0;
    char *at = strstr(batch->record, "\"conversationId\":");
    batch->conversation = at ? strtol(at + 17, NULL, 10) : 0;
    at = batch->record;
    while ((at = strstr(at, "\"seq\":")) != NULL) {
        char *text = strstr(at, "\"text\":\"");
        if (!text || batch->events == MOST_EVENTS) die("an event that nobody expects: %.300s", at);
        int i = batch->events++;
        batch->seqs[i] = strtol(at + 6, NULL, 10);
        if (!read_text(text + 8, batch->record + length, &batch->ids[i], &batch->said_at[i])) die("another text: %.200s", text);
        at = text;
    }
    return batch;
}

static long number_after(const char *record, size_t length, const char *name) {
    const char *at = memmem(record, length, name, strlen(name));
    if (!at) die("without %s: %.200s", name, record);
    return strtol(at + strlen(name), NULL, 10);
}

void hub_listen(struct guest *guest, long conversation) {
    guest->conversation = conversation;
    guest->step = LISTENING;
    now_ready(guest);
}

// Whoever of the two comes last opens it, for then it knows the other's id.
static void open_pair(struct guest *guest, const struct guest *other) {
    guest->step = OPENING;
    if (other->step != OPENING) return;
    char record[256];
    int length = sprintf(record,
        "{\"type\":1,\"invocationId\":\"o\",\"target\":\"OpenConversation\",\"arguments\":[{\"personId\":%ld}]}", other->id);
    send_record(guest, record, length);
}

static bool begins(const char *record, size_t length, const char *with) {
    return length > strlen(with) && memcmp(record, with, strlen(with)) == 0;
}

static void take_record(struct guest *guest, const char *record, size_t length, uint32_t check) {
    if (begins(record, length, "{\"type\":1,\"target\":\"Events\"")) {
        const struct batch *batch = parse(record, length, check);
        if (batch->conversation != guest->conversation) die("guest %d heard what is not for it", guest->number);
        if (hub_heard) hub_heard(guest, batch);
        else for (int i = 0; i < batch->events; i++) delivered(guest, batch->ids[i], batch->said_at[i], batch->seqs[i]);
        return;
    }
    if (crc32_of(record, length) != check) die("a record's checksum is wrong");
    static const char completion[] = "{\"type\":3,\"invocationId\":\"";
    if (begins(record, length, "{\"type\":1,\"target\":\"Heads\"")) counts.fallen++;
    if (begins(record, length, "{\"type\":7")) end_by_server(guest, "closed by the hub");
    if (!begins(record, length, completion)) return;
    if (memmem(record, length, "\"error\"", 7)) die("refused: %.*s", (int)length, record);
    const char *id = record + sizeof completion - 1;
    if (*id == 'h') {
        guest->id = number_after(record, length, "\"me\":{\"id\":");
        if (hub_welcomed) hub_welcomed(guest, number_after(record, length, "\"kind\":\"public\",\"head\":"));
        else if (is_pairs) open_pair(guest, &guests[guest->number ^ 1]);
        else hub_listen(guest, 1);
    } else if (*id == 'o') {
        long conversation = number_after(record, length, "\"result\":{\"id\":");
        hub_listen(guest, conversation);
        hub_listen(&guests[guest->number ^ 1], conversation);
    } else if (*id == 'r') {
        hub_paged(guest, parse(record, length, check), number_after(record, length, "],\"head\":"));
    } else {
        acknowledged(strtol(id, NULL, 10));
    }
}

static size_t take_records(struct guest *guest, const char *bytes, size_t length) {
    size_t done = 0;
    const char *end;
    while ((end = memchr(bytes + done, 0x1e, length - done)) != NULL) {
        size_t record = end + 1 - (bytes + done);
        if (guest->step == SHAKING) {
            if (record != 3) {
                end_by_server(guest, "no handshake");
                return length;
            }
            done += record;
            say_hello(guest);
            continue;
        }
        if (length - done < record + CHECK_BYTES) break;
        take_record(guest, bytes + done, record, (uint32_t)strtoul(end + 1, NULL, 16));
        done += record + CHECK_BYTES;
    }
    return done;
}

// A frame usually holds whole records; what is left waits for the next one.
static void take_payload(struct guest *guest, const char *payload, size_t length) {
    if (guest->part_bytes == 0) {
        size_t done = take_records(guest, payload, length);
        payload += done;
        length -= done;
    }
    if (length == 0) return;
    guest->part = realloc(guest->part, guest->part_bytes + length);
    memcpy(guest->part + guest->part_bytes, payload, length);
    guest->part_bytes += length;
    size_t done = take_records(guest, guest->part, guest->part_bytes);
    memmove(guest->part, guest->part + done, guest->part_bytes -= done);
}

static size_t take_answer(struct guest *guest, const char *bytes, size_t length) {
    const char *end = memmem(bytes, length, "\r\n\r\n", 4);
    if (!end) return 0;
    if (strncmp(bytes, "HTTP/1.1 101", 12) != 0) die("no upgrade: %.*s", (int)length, bytes);
    static const char handshake[] = "{\"protocol\":\"json-crc32\",\"version\":1}\x1e";
    guest->step = SHAKING;
    send_frame(guest, 1, handshake, sizeof handshake - 1);
    return end + 4 - bytes;
}

static size_t hub_take(struct guest *guest, const char *bytes, size_t length) {
    size_t done = guest->step == UPGRADING ? take_answer(guest, bytes, length) : 0;
    while (guest->step != UPGRADING && length - done >= 2) {
        const unsigned char *frame = (const unsigned char *)bytes + done;
        size_t payload = frame[1], header = 2;
        if (payload == 126) header = 4;
        if (payload == 127) header = 10;
        if (length - done < header) break;
        if (header > 2) payload = 0;
        for (size_t i = 2; i < header; i++) payload = payload << 8 | frame[i];
        if (length - done < header + payload) break;
        int opcode = frame[0] & 15;
        if (opcode == 8) end_by_server(guest, "closed by the WebSocket");
        if (opcode == 9) send_frame(guest, 10, (const char *)frame + header, payload);
        if (opcode <= 2) take_payload(guest, (const char *)frame + header, payload);
        done += header + payload;
    }
    return done;
}

const struct kind hub_kind = {
    .name = "teahouse", .connecting = 16, .hears_own = true, .answers = true, .greet = hub_greet, .take = hub_take, .say = hub_say,
    .mark = hub_mark, .ping = hub_ping,
};

const struct kind hub_pairs_kind = {
    .name = "teahouse-pairs", .connecting = 16, .pairs = true, .hears_own = true, .answers = true, .greet = hub_pairs_greet,
    .take = hub_take, .say = hub_say,
};

const struct kind hub_reading_pairs_kind = {
    .name = "teahouse-reading-pairs", .connecting = 16, .pairs = true, .hears_own = true, .answers = true, .greet = hub_pairs_greet,
    .take = hub_take, .say = hub_say, .mark = hub_mark,
};
