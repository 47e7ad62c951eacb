/* Shared by the parts of wsecho. */
#ifndef ECHO_H
#define ECHO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RBUF    (256 * 1024)
#define MAXHEAD 32768
#define OBUF    (RBUF + MAXHEAD + RBUF)
#define ECHO_MORE 16      /* an echo may be this much longer than its input: the head of a frame can come in parts */

enum { ST_HTTP, ST_BODY, ST_CHUNKED, ST_WS, ST_HTTP2 };

/* A WebSocket that echoes: the frame that is being read. */
struct echo {
    uint8_t hdr[14], hdr_have, hdr_need;
    uint8_t mask[4];
    bool drop;            /* payload is discarded (pong) */
    bool close_after;     /* frame is a close frame */
    bool closing;         /* the close frame has been answered */
    uint64_t remain;      /* payload bytes left in the frame */
    uint32_t phase;
};

struct conn {
    int fd;
    uint8_t state;
    bool closing;         /* close once the output has been flushed */
    bool blocked;         /* waiting for EPOLLOUT, not reading */
    struct echo echo;
    struct h2 *h2;        /* echo_http2.c; null on HTTP/1.1 */
    /* HTTP request body to skip, and response body still to write */
    uint64_t body_in, body_out;
    uint32_t body_pos;
    uint8_t chunk_state;
    bool keep;
    /* left-over input and output, allocated only while needed */
    char *in;  uint32_t in_len;
    char *out; uint32_t out_off, out_len;
};

struct thread {
    int ep;
    uint8_t *rbuf, *obuf;
};

/* Bodies of /bytes/N: a pattern that repeats every 64 bytes. */
void pattern_make(void);

/* Writes now what can be written, keeps the rest. Returns -1 when the connection is dead. */
int emit(struct conn *c, const void *p, size_t n, int flags);

/* 1: everything flushed, 0: blocked, -1: dead */
int flush_out(struct conn *c);

/* Echoes n bytes of input to o, which must have room for n + ECHO_MORE; returns what was written. */
size_t websocket_echo(struct echo *e, const uint8_t *p, size_t n, uint8_t *o);

/* Keeps input that is not complete until more comes; -1 when it is too long. */
int keep_input(struct conn *c, const char *p, size_t n);

/* Each handles n bytes of input; -1 when the connection is dead. */
int websocket_input(struct thread *t, struct conn *c, const uint8_t *p, size_t n);
int http2_input(struct thread *t, struct conn *c, const uint8_t *p, size_t n);
int http2_begin(struct conn *c);
void http2_free(struct conn *c);
int http_input(struct thread *t, struct conn *c, const char *p, size_t n);

#endif
