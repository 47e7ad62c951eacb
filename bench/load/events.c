/* The loop: epoll, and what is done with each connection's events. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "load.h"
#include "streams.h"
#include "tls.h"
#include "websocket.h"

#define RBUF (256 * 1024)

static int ep;
static uint8_t rbuf[RBUF];

bool reading = true;

void poll_init(void)
{
    ep = epoll_create1(EPOLL_CLOEXEC);
}

static void control_epoll(struct conn *c, int op, bool write)
{
    struct epoll_event ev = {.events = (reading ? EPOLLIN : 0) | (write ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(ep, op, c->fd, &ev);
}

void poll_add(struct conn *c)
{
    control_epoll(c, EPOLL_CTL_ADD, true);
}

void poll_change(struct conn *c, bool write)
{
    control_epoll(c, EPOLL_CTL_MOD, write);
}

void poll_reading(bool on)
{
    reading = on;
    if (opt.streams) streams_reading();
    else for (int i = 0; i < opt.conns; i++)
        if (conns[i].fd >= 0) poll_change(&conns[i], conns[i].want_write);
}

void cycle_done(struct conn *c, bool clean)
{
    if (clean) closed.clean++;
    if (measuring && opt.cycles) count.cycles++;
    conn_shut(c);
}

static void fail(struct conn *c, uint64_t *counter, const char *fmt, const char *why)
{
    (*counter)++;
    note(fmt, why);
    if (c->leg) carrier_lost(c, why);
    else conn_drop(c);
}

/* The connection is open, with TLS if that was asked for. */
static void established(struct conn *c)
{
    if (c->leg) carrier_start(c);
    else handshake_send(c);
}

static void connecting(struct conn *c, uint32_t ev)
{
    int err = 0;
    socklen_t sl = sizeof err;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &sl);
    if (err) {
        fail(c, &failed.connect, "connect: %s", strerror(err));
        return;
    }
    if (!(ev & EPOLLOUT)) return;
    if (opt.tls) {
        c->state = C_TLS;
        conn_arm(c, false);
    } else established(c);
}

void ended(struct conn *c, bool clean, const char *why)
{
    if (c->leg) carrier_lost(c, why);
    else if (c->state == C_WAIT_EOF) cycle_done(c, clean);
    else if (c->state == C_CLOSE_SENT) {
        closed.no_reply++;
        cycle_done(c, false);
    } else if (c->state == C_HANDSHAKE) fail(c, &failed.handshake, "during the handshake: %s", why);
    else fail(c, &failed.closed, "connection lost: %s", why);
}

static void event(struct conn *c, uint32_t ev)
{
    if (c->fd < 0) return;
    if (c->state == C_CONNECT) connecting(c, ev);
    if (c->state == C_TLS) {
        int done = tls_handshake(c);
        if (done < 0) fail(c, &failed.handshake, "%s", "the TLS handshake failed");
        else if (done) established(c);
        return;
    }
    if (c->state == C_CONNECT || c->fd < 0) return;
    if (ev & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
        ssize_t n = leg_read(c, rbuf, RBUF);
        if (n > 0) {
            uint64_t t = now_ns();
            if (c->leg) carrier_input(c, rbuf, (size_t)n, t);
            else if (c->state == C_HANDSHAKE) handshake_response(c, rbuf, (size_t)n, t);
            else if (c->state != C_WAIT_EOF) frames(c, rbuf, (size_t)n, t);
        } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
            ended(c, n == 0, n == 0 ? "end of stream" : strerror(errno));
            return;
        }
    }
    if (c->leg) {
        if (c->fd >= 0 && ev & EPOLLOUT) carrier_flush(c);
    } else if (c->fd >= 0 && c->state != C_HANDSHAKE && (c->credits || c->ctl_len || tls_pending(c))) pump(c);
}

void poll_once(int ms)
{
    struct epoll_event evs[512];
    if (opt.streams) streams_flush();
    int n = epoll_wait(ep, evs, 512, ms);
    for (int i = 0; i < n; i++) event(evs[i].data.ptr, evs[i].events);
    if (opt.streams) streams_flush();
}

double open_all(int n, double limit_s)
{
    uint64_t t0 = now_ns(), limit = t0 + (uint64_t)(limit_s * 1e9);
    int next = 0;
    while (next < n || count.connecting > 0) {
        while (next < n && count.connecting < opt.connects) conn_start(&conns[next++]);
        poll_once(10);
        if (now_ns() > limit) break;
    }
    uint64_t t1 = now_ns();
    for (int i = 0; i < n; i++)
        if (conns[i].state <= C_HANDSHAKE) {
            failed.timeout++;
            note("%s", "no handshake response in time");
            if (conns[i].state != C_NONE) conn_drop(&conns[i]);
        }
    return (double)(t1 - t0) / 1e9;
}

void close_all(int n, double limit_s)
{
    for (int i = 0; i < n; i++) conn_begin_close(&conns[i]);
    uint64_t limit = now_ns() + (uint64_t)(limit_s * 1e9);
    for (;;) {
        bool any = false;
        for (int i = 0; i < n && !any; i++) any = conns[i].state == C_CLOSE_SENT || conns[i].state == C_WAIT_EOF;
        if (!any || now_ns() > limit) break;
        poll_once(20);
    }
    for (int i = 0; i < n; i++) {
        if (conns[i].state == C_CLOSE_SENT) closed.no_reply++;
        else if (conns[i].state == C_WAIT_EOF) closed.no_eof++;
        conn_shut(&conns[i]);
    }
}
