/* What the HTTP/2 of load and backend share (RFC 9113): frame heads, and the one field of a head that each needs. */
#ifndef HTTP2_H
#define HTTP2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define H2_PREFACE "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
#define H2_PREFACE_LENGTH 24
#define H2_HEAD 9
#define H2_MAX_FRAME 16384          /* the payload that every peer accepts */
#define H2_FIRST_WINDOW 65535       /* of a connection, until it is enlarged */

enum { H2_DATA, H2_HEADERS, H2_PRIORITY, H2_RST_STREAM, H2_SETTINGS, H2_PUSH, H2_PING, H2_GOAWAY, H2_WINDOW_UPDATE, H2_CONTINUATION };
enum { H2_END_STREAM = 1, H2_ACK = 1, H2_END_HEADERS = 4, H2_PADDED = 8, H2_PRIORITIZED = 32 };
enum { H2_TABLE_SIZE = 1, H2_ENABLE_PUSH = 2, H2_MAX_STREAMS = 3, H2_INITIAL_WINDOW = 4, H2_CONNECT_PROTOCOL = 8 };
enum { H2_CANCEL = 8 };

static inline uint32_t h2_number(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint8_t *h2_put(uint8_t *p, uint32_t v)
{
    for (int i = 3; i >= 0; i--) *p++ = (uint8_t)(v >> (8 * i));
    return p;
}

/* Writes a frame's head; returns where its payload begins. */
static inline uint8_t *h2_head(uint8_t *p, size_t length, uint8_t type, uint8_t flags, uint32_t stream)
{
    *p++ = (uint8_t)(length >> 16);
    *p++ = (uint8_t)(length >> 8);
    *p++ = (uint8_t)length;
    *p++ = type;
    *p++ = flags;
    return h2_put(p, stream);
}

static inline uint8_t *h2_setting(uint8_t *p, uint16_t id, uint32_t value)
{
    *p++ = (uint8_t)(id >> 8);
    *p++ = (uint8_t)id;
    return h2_put(p, value);
}

static inline uint8_t *h2_window_update(uint8_t *p, uint32_t stream, uint32_t bytes)
{
    return h2_put(h2_head(p, 4, H2_WINDOW_UPDATE, 0, stream), bytes);
}

/* Writes a literal field without indexing (RFC 7541, section 6.2.2); index 0: with its name. Texts have at most 16 000 bytes. */
uint8_t *hpack_put(uint8_t *p, unsigned index, const char *name, const char *value);

/* The status of a response head; 0 if it is not there. The table of the encoder must have size 0. */
int hpack_status(const uint8_t *p, size_t n);

/* Whether the method of a request head is CONNECT; the same condition. */
bool hpack_is_connect(const uint8_t *p, size_t n);

#endif
