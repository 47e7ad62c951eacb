#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "echo.h"
#include "http2.h"
#include "websocket.h"

static const char *header(const char *h, const char *end, const char *name, size_t *len)
{
    size_t nl = strlen(name);
    while (h < end) {
        const char *e = memchr(h, '\n', (size_t)(end - h));
        if (!e) return NULL;
        if ((size_t)(e - h) > nl && h[nl] == ':' && !strncasecmp(h, name, nl)) {
            const char *v = h + nl + 1, *ve = e;
            while (v < ve && (*v == ' ' || *v == '\t')) v++;
            while (ve > v && (ve[-1] == '\r' || ve[-1] == ' ' || ve[-1] == '\t')) ve--;
            *len = (size_t)(ve - v);
            return v;
        }
        h = e + 1;
    }
    return NULL;
}

static bool has_token(const char *v, size_t n, const char *tok)
{
    size_t tl = strlen(tok);
    for (size_t i = 0; v && i + tl <= n; i++)
        if (!strncasecmp(v + i, tok, tl)) return true;
    return false;
}

static int refuse(struct conn *c)
{
    static const char bad[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    c->closing = true;
    return emit(c, bad, sizeof bad - 1, 0);
}

/* Responds to an opening handshake whose fields are from f to end. */
static int upgrade(struct conn *c, const char *f, const char *end)
{
    size_t kl, vl, cl, pl;
    const char *key = header(f, end, "Sec-WebSocket-Key", &kl);
    const char *version = header(f, end, "Sec-WebSocket-Version", &vl);
    const char *connection = header(f, end, "Connection", &cl);
    if (!key || kl != 24 || !version || vl != 2 || memcmp(version, "13", 2) || !has_token(connection, cl, "upgrade"))
        return refuse(c);
    char accept[32], out[512];
    ws_accept(key, kl, accept);
    int on = snprintf(out, sizeof out,
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                      "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n", accept);
    const char *protocol = header(f, end, "Sec-WebSocket-Protocol", &pl);
    if (protocol) { /* select the first one offered */
        const char *comma = memchr(protocol, ',', pl);
        if (comma) pl = (size_t)(comma - protocol);
        if (pl < 200)
            on += snprintf(out + on, sizeof out - (size_t)on, "Sec-WebSocket-Protocol: %.*s\r\n", (int)pl, protocol);
    }
    on += snprintf(out + on, sizeof out - (size_t)on, "\r\n");
    c->state = ST_WS;
    return emit(c, out, (size_t)on, 0);
}

/* Consumes one request head (which ends at p + n). Returns -1 when the connection is dead. */
static int http_head(struct conn *c, const char *p, size_t n)
{
    const char *end = p + n, *l = memchr(p, '\n', n);
    const char *sp = memchr(p, ' ', (size_t)(l - p));
    const char *sp2 = sp ? memchr(sp + 1, ' ', (size_t)(l - sp - 1)) : NULL;
    if (!sp || !sp2) return refuse(c);
    bool v11 = (size_t)(l - sp2) > 8 && !memcmp(sp2 + 1, "HTTP/1.1", 8);
    bool head = sp - p == 4 && !memcmp(p, "HEAD", 4);
    size_t vl;
    const char *v = header(l + 1, end, "Upgrade", &vl);
    if (v && has_token(v, vl, "websocket")) return upgrade(c, l + 1, end);

    v = header(l + 1, end, "Connection", &vl);
    c->keep = v11 ? !(v && has_token(v, vl, "close")) : (v && has_token(v, vl, "keep-alive"));
    v = header(l + 1, end, "Content-Length", &vl);
    if (v) {
        c->body_in = strtoull(v, NULL, 10);
        if (c->body_in) c->state = ST_BODY;
    } else if ((v = header(l + 1, end, "Transfer-Encoding", &vl)) && has_token(v, vl, "chunked")) {
        c->state = ST_CHUNKED;
        c->chunk_state = 0;
        c->body_in = 0;
    }

    static const char small[] = "Hello from the echo backend.\n";
    char out[512];
    const char *b = memmem(sp, (size_t)(sp2 - sp), "/bytes/", 7);
    int on;
    if (b) {
        uint64_t len = strtoull(b + 7, NULL, 10);
        on = snprintf(out, sizeof out,
                      "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: %llu\r\n%s\r\n",
                      (unsigned long long)len, c->keep ? (v11 ? "" : "Connection: keep-alive\r\n") : "Connection: close\r\n");
        c->body_out = head ? 0 : len;
        c->body_pos = 0;
    } else {
        on = snprintf(out, sizeof out,
                      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n%s\r\n%s",
                      sizeof small - 1, c->keep ? (v11 ? "" : "Connection: keep-alive\r\n") : "Connection: close\r\n",
                      head ? "" : small);
    }
    int r = emit(c, out, (size_t)on, c->body_out ? MSG_MORE : 0);
    if (r == 0 && c->body_out) r = flush_out(c) < 0 ? -1 : 0;
    return r;
}

/* Skips a chunked body, byte by byte outside of the data; returns what was used. */
static size_t skip_chunks(struct conn *c, const char *p, size_t n)
{
    enum { SIZE, EXTENSION, DATA, DATA_END, TRAILER_START, TRAILER };
    size_t used = 0;
    while (used < n && c->state == ST_CHUNKED) {
        if (c->chunk_state == DATA) {
            size_t k = c->body_in < n - used ? (size_t)c->body_in : n - used;
            used += k;
            if (!(c->body_in -= k)) c->chunk_state = DATA_END;
            continue;
        }
        char ch = p[used++];
        if (c->chunk_state <= EXTENSION) {
            int d = ch >= '0' && ch <= '9' ? ch - '0' : ch >= 'a' && ch <= 'f' ? ch - 'a' + 10
                  : ch >= 'A' && ch <= 'F' ? ch - 'A' + 10 : -1;
            if (ch == '\n') c->chunk_state = c->body_in ? DATA : TRAILER_START;
            else if (c->chunk_state == SIZE && d < 0) c->chunk_state = EXTENSION;
            else if (c->chunk_state == SIZE) c->body_in = c->body_in * 16 + (uint64_t)d;
        } else if (c->chunk_state == DATA_END) {
            if (ch == '\n') c->chunk_state = SIZE;
        } else if (c->chunk_state == TRAILER_START) {
            if (ch == '\n') c->state = ST_HTTP;
            else if (ch != '\r') c->chunk_state = TRAILER;
        } else if (ch == '\n') c->chunk_state = TRAILER_START;
    }
    return used;
}

static size_t skip_body(struct conn *c, size_t n)
{
    size_t k = c->body_in < n ? (size_t)c->body_in : n;
    if (!(c->body_in -= k)) c->state = ST_HTTP;
    return k;
}

int keep_input(struct conn *c, const char *p, size_t n)
{
    char *k = n > MAXHEAD + RBUF ? NULL : malloc(n);
    if (!k) return -1;
    memcpy(k, p, n);
    free(c->in);
    c->in = k;
    c->in_len = (uint32_t)n;
    return 0;
}

int http_input(struct thread *t, struct conn *c, const char *p, size_t n)
{
    while (n && !c->closing) {
        size_t used;
        if (c->state == ST_WS) return websocket_input(t, c, (const uint8_t *)p, n);
        if (c->state == ST_HTTP2) return http2_input(t, c, (const uint8_t *)p, n);
        if (c->state == ST_BODY) used = skip_body(c, n);
        else if (c->state == ST_CHUNKED) used = skip_chunks(c, p, n);
        else {
            /* a request head; while an earlier response is still being written, it waits */
            const char *e = c->out || c->body_out ? NULL : memmem(p, n, "\r\n\r\n", 4);
            if (!e) return keep_input(c, p, n);
            used = (size_t)(e - p) + 4;
            if (!memcmp(p, H2_PREFACE, used)) { /* its first line and its end look like a head */
                if (n < H2_PREFACE_LENGTH) return keep_input(c, p, n);
                if (http2_begin(c)) return -1;
                used = H2_PREFACE_LENGTH;
            } else if (http_head(c, p, used) < 0) return -1;
        }
        p += used;
        n -= used;
        if (c->state == ST_HTTP && !c->keep) c->closing = true;
    }
    return 0;
}
