/* As much of HPACK (RFC 7541) as a peer without a dynamic table needs to find :status or :method. */
#include <string.h>

#include "http2.h"

enum { METHOD_GET = 2, METHOD_POST = 3, STATUS_200 = 8, STATUS_500 = 14 }; /* indexes of the static table */

struct field {
    uint64_t index;             /* of the whole field, or of its name; 0: the name is spelled */
    bool indexed;               /* the whole field is in the table */
    const uint8_t *value;
    uint64_t length;
    bool huffman;
};

static uint8_t *put_number(uint8_t *p, uint8_t first, unsigned bits, uint64_t v)
{
    unsigned max = (1u << bits) - 1;
    if (v < max) {
        *p++ = (uint8_t)(first | v);
        return p;
    }
    *p++ = (uint8_t)(first | max);
    for (v -= max; v >= 128; v >>= 7) *p++ = (uint8_t)(v | 128);
    *p++ = (uint8_t)v;
    return p;
}

static uint8_t *put_text(uint8_t *p, const char *text)
{
    size_t n = strlen(text);
    p = put_number(p, 0, 7, n);
    memcpy(p, text, n);
    return p + n;
}

uint8_t *hpack_put(uint8_t *p, unsigned index, const char *name, const char *value)
{
    p = put_number(p, 0, 4, index);
    if (!index) p = put_text(p, name);
    return put_text(p, value);
}

/* Reads a number with a prefix of so many bits; null if it is not complete. */
static const uint8_t *number(const uint8_t *p, const uint8_t *end, unsigned bits, uint64_t *v)
{
    if (p == end) return NULL;
    unsigned max = (1u << bits) - 1;
    *v = *p++ & max;
    if (*v < max) return p;
    for (unsigned shift = 0; p < end && shift < 56; shift += 7) {
        *v += (uint64_t)(*p & 127) << shift;
        if (!(*p++ & 128)) return p;
    }
    return NULL;
}

static const uint8_t *text(const uint8_t *p, const uint8_t *end, struct field *f)
{
    f->huffman = p < end && *p & 128;
    p = number(p, end, 7, &f->length);
    if (!p || f->length > (uint64_t)(end - p)) return NULL;
    f->value = p;
    return p + f->length;
}

/* Reads the next field; null at the end, or if it is not complete. */
static const uint8_t *next(const uint8_t *p, const uint8_t *end, struct field *f)
{
    while (p && p < end && (*p & 0xe0) == 0x20) p = number(p, end, 5, &f->index); /* a size of the table */
    if (!p || p == end) return NULL;
    f->indexed = *p & 128;
    if (f->indexed) return number(p, end, 7, &f->index);
    p = number(p, end, *p & 64 ? 6 : 4, &f->index);
    if (p && !f->index) p = text(p, end, f);
    return p ? text(p, end, f) : NULL;
}

/* Three digits; in Huffman's code 0, 1 and 2 have five bits, the others six. */
static int digits(const struct field *f)
{
    int status = 0;
    if (!f->huffman) {
        for (uint64_t i = 0; i < f->length && i < 3; i++) status = status * 10 + f->value[i] - '0';
        return f->length == 3 ? status : 0;
    }
    uint32_t bits = 0;
    for (unsigned i = 0; i < 4; i++) bits = bits << 8 | (i < f->length ? f->value[i] : 255);
    for (int i = 0; i < 3; i++) {
        unsigned five = bits >> 27;
        status = status * 10 + (int)(five < 3 ? five : (bits >> 26) - 0x19 + 3);
        bits <<= five < 3 ? 5 : 6;
    }
    return status;
}

int hpack_status(const uint8_t *p, size_t n)
{
    static const int indexed[] = {200, 204, 206, 304, 400, 404, 500};
    struct field f = {0};
    if (!next(p, p + n, &f) || f.index < STATUS_200 || f.index > STATUS_500) return 0;
    return f.indexed ? indexed[f.index - STATUS_200] : digits(&f);
}

bool hpack_is_connect(const uint8_t *p, size_t n)
{
    static const uint8_t huffman[] = {0xbd, 0xab, 0x4e, 0x9c, 0x17, 0xb7, 0xff};
    const uint8_t *end = p + n;
    struct field f = {0};
    while ((p = next(p, end, &f)))
        if (f.index == METHOD_GET || f.index == METHOD_POST)
            return !f.indexed && f.length == 7 && !memcmp(f.value, f.huffman ? (const void *)huffman : "CONNECT", 7);
    return false;
}
