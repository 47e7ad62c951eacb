/* The opening handshake (RFC 6455, section 4) as a client, strict about the response. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "load.h"
#include "tls.h"
#include "websocket.h"

void handshake_send(struct conn *c)
{
    uint8_t raw[16];
    char key[32], req[4096];
    uint64_t a = payload_random(), b = payload_random();
    memcpy(raw, &a, 8);
    memcpy(raw + 8, &b, 8);
    base64(raw, 16, key);
    ws_accept(key, 24, c->accept);
    int n = snprintf(req, sizeof req,
                     "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n%s\r\n",
                     opt.path, opt.host, ntohs(opt.address.sin_port), key, opt.fields);
    struct iovec iov = {req, (size_t)n};
    c->state = C_HANDSHAKE;
    if (leg_write(c, &iov, 1) != n) {
        failed.handshake++;
        note("sending the handshake: %s", strerror(errno));
        conn_drop(c);
        return;
    }
    conn_arm(c, false);
}

void handshake_done(struct conn *c, uint64_t t)
{
    count.connecting--;
    c->state = C_OPEN;
    count.opened++;
    count.alive++;
    if (!opt.cycles || measuring) histogram_add(&handshake_times, t - c->t_conn);
    if (opt.cycles) {
        grant(c, 1, t);
        pump(c);
    }
}

/* Whether the response h is a 101 with the fields that it must have and none that it must not have. */
static bool valid(const struct conn *c, const char *h)
{
    bool accept = false, upgrade = false, connection = false;
    for (const char *l = strchr(h, '\n'); l && l[1]; l = strchr(l + 1, '\n')) {
        const char *s = l + 1, *colon = strchr(s, ':');
        if (!colon) break;
        size_t n = (size_t)(colon - s);
        const char *v = colon + 1;
        while (*v == ' ') v++;
        if (n == 20 && !strncasecmp(s, "Sec-WebSocket-Accept", n))
            accept = !strncmp(v, c->accept, 28) && (v[28] == '\r' || v[28] == '\n' || v[28] == ' ');
        else if (n == 7 && !strncasecmp(s, "Upgrade", n)) upgrade = !strncasecmp(v, "websocket", 9);
        else if (n == 10 && !strncasecmp(s, "Connection", n)) connection = strcasestr(v, "upgrade") != NULL;
        else if (n == 24 && !strncasecmp(s, "Sec-WebSocket-Extensions", n)) return false;
    }
    return accept && upgrade && connection;
}

static void refused(struct conn *c, const char *fmt, const char *a)
{
    failed.handshake++;
    note(fmt, a);
    conn_drop(c);
}

void handshake_response(struct conn *c, const uint8_t *p, size_t n, uint64_t t)
{
    char *h = realloc(c->hs, c->hs_len + n + 1);
    if (!h) exit(1);
    c->hs = h;
    memcpy(h + c->hs_len, p, n);
    c->hs_len += (uint32_t)n;
    h[c->hs_len] = 0;
    char *end = strstr(h, "\r\n\r\n");
    if (!end) {
        if (c->hs_len > 65536) refused(c, "%s", "no end of the handshake response");
        return;
    }
    end[2] = 0;
    bool switched = !strncmp(h, "HTTP/1.1 101", 12);
    if (!switched || !valid(c, h)) {
        h[strcspn(h, "\r\n")] = 0;
        refused(c, switched ? "a field of the handshake response is missing or wrong: %s" : "handshake refused: %s", h);
        return;
    }
    size_t used = (size_t)(end + 4 - h), rest = c->hs_len - used;
    c->hs = NULL;
    handshake_done(c, t);
    if (rest) frames(c, (uint8_t *)h + used, rest, t);
    free(h);
}
