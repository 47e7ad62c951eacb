/* The result as one line of JSON. */
#include <stdio.h>

#include "load.h"

static void counter(const char *before, const char *name, uint64_t n)
{
    printf("%s\"%s\":%llu", before, name, (unsigned long long)n);
}

static void number(const char *name, double x)
{
    printf(",\"%s\":%.3f", name, x);
}

static void cpu(const char *name, double seconds, uint64_t units)
{
    printf(",\"%s_cpu_s\":%.2f", name, seconds);
    if (!opt.idle && !opt.stalled && units) printf(",\"%s_cpu_us_per_%s\":%.3f", name, opt.cycles ? "cycle" : "msg", seconds * 1e6 / (double)units);
}

static uint64_t errors(void)
{
    uint64_t all = failed.connect + failed.handshake + failed.protocol + failed.mismatch + failed.closed + failed.lost
                   + failed.timeout + failed.ports;
    counter(",", "errors", all);
    counter(",\"err\":{", "connect", failed.connect);
    counter(",", "handshake", failed.handshake);
    counter(",", "protocol", failed.protocol);
    counter(",", "mismatch", failed.mismatch);
    counter(",", "closed", failed.closed);
    counter(",", "lost", failed.lost);
    counter(",", "timeout", failed.timeout);
    counter(",", "ports", failed.ports);
    printf("}");
    if (first_error[0]) printf(",\"first_error\":\"%s\"", first_error);
    return all;
}

uint64_t report(const struct result *r)
{
    const struct snapshot *a = &r->a, *b = &r->b;
    double secs = (double)(b->t - a->t) / 1e9, self = b->self - a->self, busy = b->busy - a->busy;
    double proxy = b->proxy.cpu_s - a->proxy.cpu_s, backend = b->backend.cpu_s - a->backend.cpu_s;
    uint64_t units = opt.cycles ? count.cycles : count.messages;

    printf("{\"mode\":\"%s\",\"target\":\"%s:%d%s\",\"conns\":%d,\"active\":%d,\"size\":%zu,\"window\":%d",
           opt.cycles ? "rate" : opt.idle ? "idle" : opt.stalled ? "stalled" : "echo", opt.host, ntohs(opt.address.sin_port), opt.path, opt.conns,
           opt.active, opt.size, opt.window);
    if (opt.streams) printf(",\"streams\":%d", opt.streams);
    number("secs", secs);
    counter(",", "opened", r->opened);
    number("ramp_s", r->ramp_s);
    if (opt.cycles) {
        counter(",", "cycles", count.cycles);
        number("handshakes_per_s", (double)count.cycles / secs);
    } else {
        number("handshakes_per_s", r->ramp_s > 0 ? (double)r->opened / r->ramp_s : 0);
        counter(",", "alive", r->alive);
        if (opt.stalled) counter(",", "stalled", r->stalled);
        else if (!opt.idle) {
            counter(",", "messages", count.messages);
            number("msgs_per_s", (double)count.messages / secs);
            number("mb_per_s", (double)count.messages * (double)opt.size / secs / 1e6);
        }
    }
    histogram_json(opt.cycles ? "connect_to_echo_us" : "lat_us", &message_times);
    histogram_json("handshake_us", &handshake_times);
    uint64_t all = errors();
    counter(",\"close\":{", "clean", closed.clean);
    counter(",", "no_reply", closed.no_reply);
    counter(",", "no_eof", closed.no_eof);
    printf("}");
    number("self_cpu_s", self);
    number("busy_s", busy);
    number("steal_s", b->steal - a->steal);
    if (opt.proxies) {
        printf(",\"procs\":%d", b->proxy.procs);
        cpu("pid", proxy, units);
    }
    if (opt.backends) cpu("backend", backend, units);
    number("other_cpu_s", busy - self - proxy - backend);
    if ((opt.idle || opt.stalled) && opt.proxies) {
        number("rss_before_kib", r->rss_before);
        number("rss_held_kib", r->rss_held);
        number("rss_per_conn_kib", (r->rss_held - r->rss_before) / (r->opened ? (double)r->opened : 1));
        if (opt.idle) number("hold_cpu_s", r->hold_cpu_s);
    }
    printf("}\n");
    return all;
}
