// CRC-32 of zlib, eight bytes at a time.
#include <string.h>
#include "load.h"

static uint32_t table[8][256];

static void fill(void) {
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int bit = 0; bit < 8; bit++) c = c & 1 ? c >> 1 ^ 0xEDB88320u : c >> 1;
        table[0][i] = c;
    }
    for (int t = 1; t < 8; t++)
        for (int i = 0; i < 256; i++) table[t][i] = table[t - 1][i] >> 8 ^ table[0][table[t - 1][i] & 255];
}

uint32_t crc32_of(const char *bytes, size_t length) {
    if (!table[0][1]) fill();
    const unsigned char *p = (const unsigned char *)bytes;
    uint32_t c = ~0u;
    for (; length >= 8; p += 8, length -= 8) {
        uint64_t next;
        memcpy(&next, p, 8);
        next ^= c;
        c = 0;
        for (int i = 0; i < 8; i++) c ^= table[7 - i][next >> 8 * i & 255];
    }
    while (length-- > 0) c = c >> 8 ^ table[0][(c ^ *p++) & 255];
    return ~c;
}
