/* The four ways to load a server. */
#include "load.h"
#include "websocket.h"

bool sending = true, measuring;

static struct snapshot snapshot(void)
{
    struct snapshot s;
    s.proxy = usage_of(opt.proxy, opt.proxies);
    s.backend = usage_of(opt.backend, opt.backends);
    machine(&s.busy, &s.steal);
    s.self = self_cpu();
    s.t = now_ns();
    return s;
}

static uint64_t after(double seconds)
{
    return now_ns() + (uint64_t)(seconds * 1e9);
}

static uint64_t on_the_way(void)
{
    uint64_t left = 0;
    for (int i = 0; i < opt.conns; i++)
        if (conns[i].state == C_OPEN) left += conns[i].sent + conns[i].credits - conns[i].recvd;
    return left;
}

void echo_mode(struct result *r)
{
    r->ramp_s = open_all(opt.conns, 60);
    r->opened = count.alive;
    uint64_t begin = after(opt.warmup);
    for (int i = 0; i < opt.active; i++)
        if (conns[i].state == C_OPEN) {
            grant(&conns[i], (uint32_t)opt.window, now_ns());
            pump(&conns[i]);
        }
    while (now_ns() < begin && count.alive) poll_once(5);
    r->a = snapshot();
    measuring = true;
    uint64_t end = after(opt.secs);
    while (now_ns() < end && count.alive) poll_once(5);
    measuring = sending = false;
    r->b = snapshot();
    uint64_t limit = after(5); /* everything sent has to come back */
    while ((failed.lost = on_the_way())) {
        if (now_ns() > limit) {
            note("%s", "messages did not come back within 5 s");
            break;
        }
        poll_once(10);
    }
    r->alive = count.alive;
    close_all(opt.conns, 5);
}

/* One echo on each connection, in slices so that no burst decides the result; returns how many came back. */
static uint64_t ask_all(void)
{
    uint64_t limit = after(20), asked = 0;
    int next = 0;
    measuring = true;
    while (now_ns() < limit) {
        while (next < opt.conns && asked - count.messages < 256) {
            struct conn *c = &conns[next++];
            if (c->state != C_OPEN) continue;
            grant(c, 1, now_ns());
            asked++;
            pump(c);
        }
        if (next == opt.conns && (count.messages >= asked || !count.alive)) break;
        poll_once(10);
    }
    measuring = false;
    failed.lost = asked - count.messages;
    return count.messages;
}

void idle_mode(struct result *r)
{
    r->rss_before = snapshot().proxy.rss_kib;
    r->ramp_s = open_all(opt.conns, 60);
    r->opened = count.alive;
    r->a = snapshot();
    uint64_t end = after(opt.secs);
    while (now_ns() < end) poll_once(50);
    r->b = snapshot();
    r->rss_held = r->b.proxy.rss_kib;
    r->hold_cpu_s = r->b.proxy.cpu_s - r->a.proxy.cpu_s;
    r->alive = ask_all();
    close_all(opt.conns, 5);
}

void stalled_mode(struct result *r)
{
    r->a = snapshot();
    r->rss_before = r->a.proxy.rss_kib;
    r->ramp_s = open_all(opt.conns, 60);
    r->opened = count.alive;
    sending = false;
    poll_reading(false);
    for (int i = 0; i < opt.conns; i++)
        if (conns[i].state == C_OPEN) {
            grant(&conns[i], (uint32_t)opt.window, now_ns());
            pump(&conns[i]);
        }
    uint64_t end = after(opt.secs);
    while (now_ns() < end) poll_once(50);
    r->b = snapshot();
    r->rss_held = r->b.proxy.rss_kib;
    for (int i = 0; i < opt.conns; i++) r->stalled += conns[i].state == C_OPEN && conns[i].credits;
    poll_reading(true);
    uint64_t limit = after(60);
    while ((failed.lost = on_the_way()) && now_ns() < limit) poll_once(10);
    r->alive = count.alive;
    close_all(opt.conns, 5);
}

/* Starts the next cycle of a connection whose last one is over, and ends one that is stuck. */
static void next_cycle(struct conn *c, uint64_t now, long *started)
{
    if (c->state == C_DEAD || c->state == C_NONE) {
        if (measuring && *started >= opt.cycles) return;
        if (conn_start(c)) {
            if (failed.ports) poll_once(1);
            return;
        }
        if (measuring) (*started)++;
    } else if (now - c->t_conn > 5 * SEC) {
        if (c->state == C_WAIT_EOF) {
            closed.no_eof++;
            cycle_done(c, false);
        } else {
            failed.timeout++;
            note("%s", "a connection cycle took more than 5 s");
            conn_drop(c);
        }
    }
}

void rate_mode(struct result *r)
{
    uint64_t begin = after(opt.warmup), end = begin + (uint64_t)(opt.secs * 1e9), t0 = now_ns();
    long started = 0;
    r->a = snapshot();
    measuring = opt.warmup == 0;
    for (;;) {
        uint64_t now = now_ns();
        if (!measuring && now >= begin) {
            r->a = snapshot();
            measuring = true;
        }
        if (now >= end || (measuring && (long)count.cycles >= opt.cycles) || failed.connect + failed.handshake > 1000) break;
        for (int i = 0; i < opt.conns; i++) next_cycle(&conns[i], now, &started);
        poll_once(5);
    }
    r->b = snapshot();
    measuring = false;
    r->opened = count.opened;
    uint64_t limit = after(1); /* let the last cycles finish */
    while (now_ns() < limit) {
        int i = 0;
        while (i < opt.conns && conns[i].fd < 0) i++;
        if (i == opt.conns) break;
        poll_once(10);
    }
    r->ramp_s = (double)(r->b.t - t0) / 1e9;
}
