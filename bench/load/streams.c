/*
 * Tunnels that are streams of HTTP/2 connections (RFC 8441). A carrier is a connection with --streams tunnels. What its
 * tunnels send is collected and written once per iteration of the loop, as a browser does; windows are Chromium's.
 * With --get, a tunnel stands for requests, one after the other, each a stream.
 */
#define _GNU_SOURCE
#include "streams.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http2.h"
#include "load.h"
#include "tls.h"
#include "websocket.h"

#define STREAM_WINDOW (6u << 20)
#define CONNECTION_WINDOW (15u << 20)
#define MAX_UNSENT (1u << 20)       /* bytes; more waits in the tunnels */

struct carrier {
    struct conn leg;                /* socket and TLS */
    bool settled, dirty;            /* the SETTINGS came; there is something to write */
    int64_t window, initial;        /* of the connection, and of a new stream */
    uint32_t unreturned, last_id;
    struct conn **streams;          /* by half of the ID */
    size_t room;
    uint8_t *out;                   /* what is to be written */
    size_t out_off, out_len, out_room;
    uint8_t head[H2_HEAD], body[H2_MAX_FRAME];  /* the frame being read; DATA is not collected */
    size_t head_have, body_have, left;
};

static struct carrier *carriers;
static int ncarriers;

static struct carrier *of(const struct conn *c)
{
    return c->leg ? (struct carrier *)c : &carriers[c->id / opt.streams];
}

static struct conn *tunnels(const struct carrier *k, int *n)
{
    int first = (int)(k - carriers) * opt.streams;
    *n = opt.conns - first < opt.streams ? opt.conns - first : opt.streams;
    return &conns[first];
}

void streams_init(void)
{
    ncarriers = (opt.conns + opt.streams - 1) / opt.streams;
    carriers = calloc((size_t)ncarriers, sizeof *carriers);
    if (!carriers) exit(1);
    for (int i = 0; i < ncarriers; i++) {
        carriers[i].leg.leg = true;
        carriers[i].leg.fd = -1;
    }
    for (int i = 0; i < opt.conns; i++) conns[i].stream = true;
}

/* Room for n bytes of output. */
static uint8_t *output(struct carrier *k, size_t n)
{
    if (k->out_len + n > k->out_room) {
        k->out_room = (k->out_len + n) * 2;
        k->out = realloc(k->out, k->out_room);
        if (!k->out) exit(1);
    }
    k->dirty = true;
    return k->out + k->out_len;
}

static void wrote(struct carrier *k, const uint8_t *end)
{
    k->out_len = (size_t)(end - k->out);
}

static void give_back(struct carrier *k, uint32_t id, uint32_t *unreturned, uint32_t window)
{
    if (*unreturned < window / 2) return;
    wrote(k, h2_window_update(output(k, H2_HEAD + 4), id, *unreturned));
    *unreturned = 0;
}

/* Sends the extended CONNECT of a tunnel, or a GET. */
void stream_request(struct conn *c)
{
    struct carrier *k = of(c);
    char authority[96];
    snprintf(authority, sizeof authority, "%s:%d", opt.host, ntohs(opt.address.sin_port));
    k->last_id = k->last_id ? k->last_id + 2 : 1;
    c->id_on_wire = k->last_id;
    c->window = k->initial;
    c->unreturned = 0;
    size_t slot = k->last_id >> 1;
    if (slot >= k->room) {
        k->room = slot * 2 + 64;
        k->streams = realloc(k->streams, k->room * sizeof *k->streams);
        if (!k->streams) exit(1);
    }
    k->streams[slot] = c;
    uint8_t *f = output(k, 4096), *p = f + H2_HEAD;
    if (opt.get) *p++ = 0x82; /* :method GET */
    else p = hpack_put(hpack_put(p, 2, NULL, "CONNECT"), 0, ":protocol", "websocket");
    p = hpack_put(p, 7, NULL, opt.tls ? "https" : "http");
    p = hpack_put(p, 4, NULL, opt.path);
    p = hpack_put(p, 1, NULL, authority);
    if (!opt.get) p = hpack_put(p, 0, "sec-websocket-version", "13");
    h2_head(f, (size_t)(p - f) - H2_HEAD, H2_HEADERS, opt.get ? H2_END_HEADERS | H2_END_STREAM : H2_END_HEADERS, c->id_on_wire);
    wrote(k, p);
}

/* The connection of a tunnel is ready for it. */
static void begin(struct conn *c)
{
    if (opt.get) {
        handshake_done(c, now_ns());
        return;
    }
    stream_request(c);
    c->state = C_HANDSHAKE;
}

int stream_start(struct conn *c)
{
    struct carrier *k = of(c);
    if (k->leg.state == C_DEAD || (k->leg.state == C_NONE && conn_connect(&k->leg))) {
        c->state = C_DEAD;
        return -1;
    }
    c->fd = k->leg.fd;
    c->state = C_CONNECT;
    count.connecting++;
    if (k->settled) begin(c);
    return 0;
}

void carrier_start(struct conn *leg)
{
    struct carrier *k = of(leg);
    leg->state = C_OPEN;
    k->window = k->initial = H2_FIRST_WINDOW;
    uint8_t *p = output(k, 128);
    memcpy(p, H2_PREFACE, H2_PREFACE_LENGTH);
    p = h2_head(p + H2_PREFACE_LENGTH, 18, H2_SETTINGS, 0, 0);
    p = h2_setting(p, H2_TABLE_SIZE, 0);
    p = h2_setting(p, H2_ENABLE_PUSH, 0);
    p = h2_setting(p, H2_INITIAL_WINDOW, STREAM_WINDOW);
    wrote(k, h2_window_update(p, 0, CONNECTION_WINDOW - H2_FIRST_WINDOW));
    conn_arm(leg, false);
}

void carrier_lost(struct conn *leg, const char *why)
{
    int n;
    struct conn *c = tunnels(of(leg), &n);
    bool any = false;
    conn_shut(leg);
    for (; n; n--, c++)
        if (c->fd >= 0) {
            any = true;
            conn_drop(c);
        }
    if (!any) return;
    failed.closed++;
    note("connection lost: %s", why);
}

void stream_shut(struct conn *c)
{
    struct carrier *k = of(c);
    if (!c->id_on_wire) return;
    if (k->leg.fd >= 0) {
        uint8_t *p = output(k, H2_HEAD + 4);
        wrote(k, c->half_closed ? h2_head(p, 0, H2_DATA, H2_END_STREAM, c->id_on_wire)
                                : h2_put(h2_head(p, 4, H2_RST_STREAM, 0, c->id_on_wire), H2_CANCEL));
    }
    k->streams[c->id_on_wire >> 1] = NULL;
    c->id_on_wire = 0;
    c->half_closed = false;
}

ssize_t stream_write(struct conn *c, const struct iovec *iov, int n)
{
    struct carrier *k = of(c);
    size_t all = 0, sent = 0, used = 0;
    for (int i = 0; i < n; i++) all += iov[i].iov_len;
    while (sent < all) {
        size_t m = all - sent < H2_MAX_FRAME ? all - sent : H2_MAX_FRAME;
        if ((int64_t)m > c->window) m = c->window > 0 ? (size_t)c->window : 0;
        if ((int64_t)m > k->window) m = k->window > 0 ? (size_t)k->window : 0;
        if (!m || k->out_len - k->out_off > MAX_UNSENT) break;
        uint8_t *p = h2_head(output(k, H2_HEAD + m), m, H2_DATA, 0, c->id_on_wire);
        for (size_t want = m; want;) {
            size_t piece = iov->iov_len - used < want ? iov->iov_len - used : want;
            memcpy(p, (const uint8_t *)iov->iov_base + used, piece);
            p += piece;
            want -= piece;
            used += piece;
            if (used == iov->iov_len) {
                iov++;
                used = 0;
            }
        }
        wrote(k, p);
        c->window -= (int64_t)m;
        k->window -= (int64_t)m;
        sent += m;
    }
    errno = EAGAIN;
    return sent || !all ? (ssize_t)sent : -1;
}

/* What waits for windows or for the socket may go on. */
static void resume(struct carrier *k)
{
    int n;
    for (struct conn *c = tunnels(k, &n); n; n--, c++)
        if (c->fd >= 0 && c->want_write) pump(c);
}

/* Writes what was collected. */
void carrier_flush(struct conn *leg)
{
    struct carrier *k = of(leg);
    k->dirty = false;
    while (k->out_off < k->out_len || tls_pending(leg)) {
        struct iovec iov = {k->out + k->out_off, k->out_len - k->out_off};
        ssize_t w = leg_write(leg, &iov, 1);
        if (w < 0 && errno != EAGAIN && errno != EINTR) {
            carrier_lost(leg, strerror(errno));
            return;
        }
        if (w > 0) k->out_off += (size_t)w;
        if (w < 0 || tls_pending(leg)) {
            conn_arm(leg, true);
            return;
        }
    }
    k->out_off = k->out_len = 0;
    conn_arm(leg, false);
    resume(k);
}

void streams_flush(void)
{
    for (int i = 0; i < ncarriers; i++)
        if (carriers[i].dirty && carriers[i].leg.state == C_OPEN && !carriers[i].leg.want_write) carrier_flush(&carriers[i].leg);
}

void streams_reading(void)
{
    for (int i = 0; i < ncarriers; i++)
        if (carriers[i].leg.fd >= 0) poll_change(&carriers[i].leg, carriers[i].leg.want_write);
}

static struct conn *stream(const struct carrier *k, uint32_t id)
{
    return (id & 1) && id <= k->last_id ? k->streams[id >> 1] : NULL;
}

static void data(struct carrier *k, const uint8_t *p, size_t n, uint64_t t)
{
    uint32_t id = h2_number(k->head + 5) & 0x7fffffff;
    struct conn *c = stream(k, id);
    k->unreturned += (uint32_t)n;
    give_back(k, 0, &k->unreturned, CONNECTION_WINDOW);
    if (!c) return;
    c->unreturned += (uint32_t)n;
    give_back(k, id, &c->unreturned, STREAM_WINDOW);
    if (opt.get) c->moff += n;
    else if (c->state == C_OPEN || c->state == C_CLOSE_SENT) frames(c, p, n, t);
    if (c->fd >= 0 && (c->credits || c->ctl_len)) pump(c);
}

/* A response is complete; all must have the same length. */
static void response(struct carrier *k, struct conn *c, uint64_t t)
{
    static uint64_t length;
    k->streams[c->id_on_wire >> 1] = NULL;
    c->id_on_wire = 0;
    if (!c->recvd++ && !length) length = c->moff;
    if (c->moff != length) {
        failed.mismatch++;
        note("%s", "a response has another length");
    }
    c->moff = 0;
    if (measuring) {
        count.messages++;
        histogram_add(&message_times, t - c->ts[0]);
    }
    if (!sending) return;
    grant(c, 1, t);
    pump(c);
}

static void head(struct carrier *k, struct conn *c, uint8_t flags, uint64_t t)
{
    size_t begin = (flags & H2_PADDED ? 1 : 0) + (flags & H2_PRIORITIZED ? 5 : 0);
    size_t end = k->body_have - (flags & H2_PADDED && k->body_have ? k->body[0] : 0);
    int status = flags & H2_END_HEADERS && begin < end && end <= k->body_have ? hpack_status(k->body + begin, end - begin) : 0;
    char text[12];
    if (!c || (c->state != C_HANDSHAKE && !opt.get) || status / 100 == 1) return;
    if (status == 200 && opt.get) {
        if (flags & H2_END_STREAM) response(k, c, t);
        return;
    }
    if (status == 200 && !(flags & H2_END_STREAM)) {
        handshake_done(c, t);
        return;
    }
    snprintf(text, sizeof text, "%d", status);
    failed.handshake++;
    note("handshake refused: %s", text);
    conn_drop(c);
}

static void settings(struct carrier *k)
{
    bool connect = k->settled;
    int n;
    struct conn *c = tunnels(k, &n);
    for (const uint8_t *p = k->body; p + 6 <= k->body + k->body_have; p += 6) {
        uint32_t value = h2_number(p + 2);
        int id = p[0] << 8 | p[1];
        if (id == H2_CONNECT_PROTOCOL) connect = value == 1;
        if (id != H2_INITIAL_WINDOW) continue;
        for (int i = 0; i < n; i++) c[i].window += (int64_t)value - k->initial;
        k->initial = value;
    }
    uint8_t *p = output(k, H2_HEAD);
    wrote(k, h2_head(p, 0, H2_SETTINGS, H2_ACK, 0));
    if (!connect && !opt.get) {
        carrier_lost(&k->leg, "no extended CONNECT in the SETTINGS");
        return;
    }
    bool first = !k->settled;
    k->settled = true;
    for (; first && n; n--, c++)
        if (c->state == C_CONNECT) begin(c);
    resume(k);
}

static void frame(struct carrier *k, uint64_t t)
{
    uint8_t type = k->head[3], flags = k->head[4];
    uint32_t id = h2_number(k->head + 5) & 0x7fffffff;
    struct conn *c = stream(k, id);
    if (type == H2_HEADERS) head(k, c, flags, t);
    else if (type == H2_SETTINGS && !(flags & H2_ACK)) settings(k);
    else if (type == H2_PING && !(flags & H2_ACK)) {
        uint8_t *p = h2_head(output(k, H2_HEAD + 8), 8, H2_PING, H2_ACK, 0);
        memcpy(p, k->body, 8);
        wrote(k, p + 8);
    } else if (type == H2_WINDOW_UPDATE) {
        if (!id) k->window += h2_number(k->body);
        else if (c) c->window += h2_number(k->body);
        resume(k);
    } else if (c && opt.get && type == H2_DATA) {
        if (flags & H2_END_STREAM) response(k, c, t);
    } else if (c && (type == H2_RST_STREAM || (type == H2_DATA && flags & H2_END_STREAM))) {
        c->half_closed = type == H2_DATA;
        if (type == H2_RST_STREAM) k->streams[id >> 1] = NULL, c->id_on_wire = 0;
        ended(c, type == H2_DATA, type == H2_DATA ? "end of stream" : "RST_STREAM");
    }
}

void carrier_input(struct conn *leg, const uint8_t *p, size_t n, uint64_t t)
{
    struct carrier *k = of(leg);
    while (n && leg->fd >= 0) {
        if (k->head_have < H2_HEAD) {
            k->head[k->head_have++] = *p++;
            n--;
            if (k->head_have < H2_HEAD) continue;
            k->left = (size_t)k->head[0] << 16 | (size_t)k->head[1] << 8 | k->head[2];
            k->body_have = 0;
            if (k->left > H2_MAX_FRAME || (k->head[3] == H2_DATA && k->head[4] & H2_PADDED) || k->head[3] == H2_CONTINUATION) {
                failed.protocol++;
                carrier_lost(leg, "a frame that is too long, padded or continued");
                return;
            }
        } else {
            size_t m = k->left < n ? k->left : n;
            if (k->head[3] == H2_DATA) data(k, p, m, t);
            else memcpy(k->body + k->body_have, p, m);
            k->body_have += m;
            k->left -= m;
            p += m;
            n -= m;
        }
        if (k->left) continue;
        k->head_have = 0;
        frame(k, t);
    }
}
