/* HTTP/2: every GET gets the small body, every extended CONNECT (RFC 8441) a WebSocket echo, within the windows of the client. */
#include <stdlib.h>
#include <string.h>

#include "echo.h"
#include "http2.h"

#define BUCKETS 256
#define STREAM_WINDOW (1u << 20)
#define CONNECTION_WINDOW 0x7fffffffu

struct stream {
    struct stream *next;
    uint32_t id, unreturned;            /* unreturned: bytes received since the last WINDOW_UPDATE */
    int64_t window;
    struct echo echo;
    bool closing, half_closed;          /* END_STREAM follows what is pending; END_STREAM came */
    uint8_t *pending;                   /* output that waits for the window */
    size_t pending_off, pending_len;
};

struct h2 {
    int64_t window, initial;
    uint32_t unreturned;
    struct stream *table[BUCKETS];
};

/* Output of one read, collected in the thread's buffer. */
struct out {
    struct thread *t;
    struct conn *c;
    size_t n;
};

static const char small[] = "Hello from the echo backend.\n";

static struct stream **find(struct h2 *h, uint32_t id)
{
    struct stream **s = &h->table[(id >> 1) % BUCKETS];
    while (*s && (*s)->id != id) s = &(*s)->next;
    return s;
}

static struct stream *add(struct h2 *h, uint32_t id)
{
    struct stream **at = find(h, id), *s = *at;
    if (s) return s;
    if (!(s = calloc(1, sizeof *s))) return NULL;
    s->id = id;
    s->window = h->initial;
    return *at = s;
}

static void drop(struct stream **at)
{
    struct stream *s = *at;
    if (!s) return;
    *at = s->next;
    free(s->pending);
    free(s);
}

void http2_free(struct conn *c)
{
    if (!c->h2) return;
    for (int i = 0; i < BUCKETS; i++)
        while (c->h2->table[i]) drop(&c->h2->table[i]);
    free(c->h2);
}

int http2_begin(struct conn *c)
{
    uint8_t o[128], *p = h2_head(o, 18, H2_SETTINGS, 0, 0);
    p = h2_setting(p, H2_TABLE_SIZE, 0);
    p = h2_setting(p, H2_INITIAL_WINDOW, STREAM_WINDOW);
    p = h2_setting(p, H2_CONNECT_PROTOCOL, 1);
    p = h2_window_update(p, 0, CONNECTION_WINDOW - H2_FIRST_WINDOW);
    if (!(c->h2 = calloc(1, sizeof *c->h2))) return -1;
    c->h2->window = c->h2->initial = H2_FIRST_WINDOW;
    c->state = ST_HTTP2;
    return emit(c, o, (size_t)(p - o), 0);
}

/* Makes room for a frame and its head; null when the connection is dead. */
static uint8_t *room(struct out *o)
{
    if (o->n > OBUF - 2 * H2_MAX_FRAME) {
        if (emit(o->c, o->t->obuf, o->n, 0)) return NULL;
        o->n = 0;
    }
    return o->t->obuf + o->n;
}

/* Sends what is pending as far as the windows go, then END_STREAM if it is due; frees a stream that is over. */
static int flush(struct out *o, struct stream **at)
{
    struct stream *s = *at;
    struct h2 *h = o->c->h2;
    while (s->pending && s->window > 0 && h->window > 0) {
        size_t left = s->pending_len - s->pending_off, n = left < H2_MAX_FRAME ? left : H2_MAX_FRAME;
        if ((int64_t)n > s->window) n = (size_t)s->window;
        if ((int64_t)n > h->window) n = (size_t)h->window;
        uint8_t *p = room(o);
        if (!p) return -1;
        memcpy(h2_head(p, n, H2_DATA, s->closing && n == left ? H2_END_STREAM : 0, s->id), s->pending + s->pending_off, n);
        o->n += H2_HEAD + n;
        s->window -= (int64_t)n;
        h->window -= (int64_t)n;
        s->pending_off += n;
        if (n == left) {
            free(s->pending);
            s->pending = NULL;
            s->pending_off = s->pending_len = 0;
        }
    }
    if (s->pending) return 0;
    if (s->unreturned >= STREAM_WINDOW / 2 && !s->half_closed) {
        uint8_t *p = room(o);
        if (!p) return -1;
        o->n += (size_t)(h2_window_update(p, s->id, s->unreturned) - p);
        s->unreturned = 0;
    }
    if (s->closing && s->half_closed) drop(at);
    return 0;
}

static int wait(struct stream *s, const uint8_t *p, size_t n)
{
    uint8_t *all = realloc(s->pending, s->pending_len + n);
    if (!all) return -1;
    memcpy(all + s->pending_len, p, n);
    s->pending = all;
    s->pending_len += n;
    return 0;
}

/* Echoes a piece of a WebSocket: into a frame at once where nothing is in the way. */
static int data(struct out *o, uint32_t id, const uint8_t *p, size_t n, bool end)
{
    struct h2 *h = o->c->h2;
    struct stream **at = find(h, id), *s = *at;
    if (!s) return 0;
    s->unreturned += (uint32_t)n;
    s->half_closed |= end;
    uint8_t *f = room(o);
    if (!f) return -1;
    size_t k = s->closing ? 0 : websocket_echo(&s->echo, p, n, f + H2_HEAD);
    bool last = !s->closing && (s->echo.closing || end);
    s->closing |= last;
    if (k && (s->pending || (int64_t)k > s->window || (int64_t)k > h->window || k > H2_MAX_FRAME)) {
        if (wait(s, f + H2_HEAD, k)) return -1;
    } else if (k || last) {
        if (last && s->pending) return flush(o, at); /* its last frame ends the stream */
        h2_head(f, k, H2_DATA, last ? H2_END_STREAM : 0, id);
        o->n += H2_HEAD + k;
        s->window -= (int64_t)k;
        h->window -= (int64_t)k;
    }
    return flush(o, at);
}

static int respond(struct out *o, uint32_t id)
{
    struct h2 *h = o->c->h2;
    uint8_t *f = room(o), *p;
    if (!f) return -1;
    size_t n = sizeof small - 1;
    p = f + H2_HEAD;
    *p++ = 0x88; /* :status 200 */
    p = hpack_put(p, 31, NULL, "text/plain");
    p = hpack_put(p, 28, NULL, "29");
    h2_head(f, (size_t)(p - f) - H2_HEAD, H2_HEADERS, H2_END_HEADERS, id);
    if (h->window >= (int64_t)n && h->initial >= (int64_t)n) {
        p = h2_head(p, n, H2_DATA, H2_END_STREAM, id);
        memcpy(p, small, n);
        h->window -= (int64_t)n;
        o->n += (size_t)(p + n - f);
        return 0;
    }
    o->n += (size_t)(p - f);
    struct stream *s = add(h, id);
    if (!s || wait(s, (const uint8_t *)small, n)) return -1;
    s->closing = s->half_closed = true;
    return flush(o, find(h, id));
}

static int headers(struct out *o, uint32_t id, uint8_t flags, const uint8_t *p, size_t n)
{
    size_t begin = (flags & H2_PADDED ? 1 : 0) + (flags & H2_PRIORITIZED ? 5 : 0), padding = flags & H2_PADDED && n ? *p : 0;
    if (!(flags & H2_END_HEADERS) || begin + padding > n) return -1;
    struct stream **known = find(o->c->h2, id);
    if (*known) return data(o, id, p, 0, true); /* trailers */
    if (!hpack_is_connect(p + begin, n - begin - padding)) return respond(o, id);
    uint8_t *f = room(o);
    if (!f || !add(o->c->h2, id)) return -1;
    *h2_head(f, 1, H2_HEADERS, H2_END_HEADERS, id) = 0x88;
    o->n += H2_HEAD + 1;
    return 0;
}

/* New windows: what waits may go on. */
static int flush_all(struct out *o)
{
    for (int i = 0; i < BUCKETS; i++)
        for (struct stream **at = &o->c->h2->table[i], *s; (s = *at);) {
            if (s->pending && flush(o, at)) return -1;
            if (*at == s) at = &s->next;
        }
    return 0;
}

static int settings(struct out *o, const uint8_t *p, size_t n)
{
    struct h2 *h = o->c->h2;
    for (; n >= 6; p += 6, n -= 6) {
        if ((p[0] << 8 | p[1]) != H2_INITIAL_WINDOW) continue;
        int64_t more = (int64_t)h2_number(p + 2) - h->initial;
        h->initial += more;
        for (int i = 0; i < BUCKETS; i++)
            for (struct stream *s = h->table[i]; s; s = s->next) s->window += more;
    }
    uint8_t *f = room(o);
    if (!f) return -1;
    h2_head(f, 0, H2_SETTINGS, H2_ACK, 0);
    o->n += H2_HEAD;
    return flush_all(o);
}

static int window_update(struct out *o, uint32_t id, uint32_t bytes)
{
    struct h2 *h = o->c->h2;
    if (!id) {
        h->window += bytes;
        return flush_all(o);
    }
    struct stream **at = find(h, id);
    if (!*at) return 0;
    (*at)->window += bytes;
    return flush(o, at);
}

static int return_window(struct out *o, size_t n)
{
    struct h2 *h = o->c->h2;
    h->unreturned += (uint32_t)n;
    if (h->unreturned < CONNECTION_WINDOW / 2) return 0;
    uint8_t *f = room(o);
    if (!f) return -1;
    o->n += (size_t)(h2_window_update(f, 0, h->unreturned) - f);
    h->unreturned = 0;
    return 0;
}

static int frame(struct out *o, const uint8_t *head, size_t n)
{
    const uint8_t *p = head + H2_HEAD;
    uint8_t type = head[3], flags = head[4];
    uint32_t id = h2_number(head + 5) & 0x7fffffff;
    switch (type) {
        case H2_DATA:
            if (return_window(o, n) || flags & H2_PADDED) return -1;
            return data(o, id, p, n, flags & H2_END_STREAM);
        case H2_HEADERS: return headers(o, id, flags, p, n);
        case H2_RST_STREAM: return drop(find(o->c->h2, id)), 0;
        case H2_SETTINGS: return flags & H2_ACK ? 0 : settings(o, p, n);
        case H2_WINDOW_UPDATE: return n == 4 ? window_update(o, id, h2_number(p) & 0x7fffffff) : -1;
        case H2_CONTINUATION: return -1;
        case H2_PING: {
            uint8_t *f = flags & H2_ACK ? NULL : room(o);
            if (!f || n != 8) return flags & H2_ACK ? 0 : -1;
            memcpy(h2_head(f, 8, H2_PING, H2_ACK, 0), p, 8);
            o->n += H2_HEAD + 8;
            return 0;
        }
        default: return 0;
    }
}

int http2_input(struct thread *t, struct conn *c, const uint8_t *p, size_t n)
{
    struct out o = {t, c, 0};
    while (n >= H2_HEAD) {
        size_t length = (size_t)p[0] << 16 | (size_t)p[1] << 8 | p[2];
        if (length > H2_MAX_FRAME) return -1;
        if (n < H2_HEAD + length) break;
        if (frame(&o, p, length)) return -1;
        p += H2_HEAD + length;
        n -= H2_HEAD + length;
    }
    if (n && keep_input(c, (const char *)p, n)) return -1;
    return emit(c, t->obuf, o.n, 0);
}
