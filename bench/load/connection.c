/* One connection: opened, armed, closed. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"
#include "streams.h"
#include "tls.h"
#include "websocket.h"

struct conn *conns;

void conn_arm(struct conn *c, bool write)
{
    if (c->want_write == write) return;
    c->want_write = write;
    if (!c->stream) poll_change(c, write);
}

void conn_shut(struct conn *c)
{
    if (c->stream) stream_shut(c);
    else if (c->fd >= 0) close(c->fd);
    c->fd = -1;
    tls_free(c);
    free(c->hs);
    c->hs = NULL;
    c->state = C_DEAD;
}

void conn_drop(struct conn *c)
{
    if (c->state == C_CONNECT || c->state == C_TLS || c->state == C_HANDSHAKE) count.connecting--;
    if (c->state == C_OPEN) count.alive--;
    conn_shut(c);
}

int conn_connect(struct conn *c)
{
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) {
        failed.connect++;
        note("socket: %s", strerror(errno));
        c->state = C_DEAD;
        return -1;
    }
    int one = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c->fd, (struct sockaddr *)&opt.address, sizeof opt.address) && errno != EINPROGRESS) {
        if (errno == EADDRNOTAVAIL) failed.ports++;
        else failed.connect++;
        note("connect: %s", strerror(errno));
        conn_shut(c);
        return -1;
    }
    c->state = C_CONNECT;
    c->want_write = true;
    poll_add(c);
    return 0;
}

int conn_start(struct conn *c)
{
    c->t_conn = now_ns();
    c->sent = c->off = c->recvd = c->credits = 0;
    c->hdr_have = 0;
    c->in_frame = c->in_msg = c->bad = c->want_write = false;
    c->moff = c->remain = 0;
    c->ctl_len = c->ctl_off = 0;
    c->hs_len = 0;
    if (c->stream) return stream_start(c);
    if (conn_connect(c)) return -1;
    count.connecting++;
    return 0;
}

void conn_begin_close(struct conn *c)
{
    static const uint8_t code[2] = {1000 >> 8, 1000 & 255};
    if (c->state != C_OPEN) return;
    count.alive--;
    if (opt.get) {
        closed.clean++;
        conn_shut(c);
        return;
    }
    c->state = C_CLOSE_SENT;
    control(c, 8, code, 2);
    pump(c);
}
