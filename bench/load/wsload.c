/*
 * wsload - a WebSocket load generator for one machine (Linux, epoll, one thread).
 *
 * Modes
 *   (default)   closed loop: the connections keep -w messages in flight each, for -d seconds
 *   -r N        connection rate: connect, handshake, one echo, close handshake, again;
 *               -c cycles at a time, until N cycles are done or -d seconds are over
 *   -i          idle: open -c connections, hold them -d seconds, then check by one echo that
 *               each is still alive; resident memory of the given processes before and while holding
 *   -S          stalled: each connection has -w messages to send and reads nothing for -d seconds, then
 *               everything has to come back; resident memory before they are open and when they have stalled
 *
 * Every echoed message is compared in full with what was sent (length, tag and payload).
 * One line of JSON goes to stdout; the status is 1 when there was any error.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "load.h"
#include "streams.h"
#include "tls.h"

struct options opt = {.conns = 1, .window = 1, .connects = 256, .size = 128, .secs = 5, .fields = "", .path = "/"};
struct counts count;
struct failures failed;
struct closes closed;
char first_error[256];
struct histogram message_times, handshake_times;

static const char USAGE[] =
    "usage: wsload [options] 127.0.0.1:port[/path]\n"
    "  -c N         connections (1)                -s N         payload bytes (128)\n"
    "  -w N         messages in flight each (1)    -a N         connections that send (all)\n"
    "  -d SECS      measured time (5)              -W SECS      warm-up before measuring (0)\n"
    "  -t           text instead of binary         -H 'N: v'    extra request header (repeatable)\n"
    "  -r N         connection-rate mode, N cycles at most\n"
    "  -i           idle mode                      -S           stalled mode\n"
    "  --tls        TLS 1.3, any certificate       --streams N  HTTP/2, with N of the tunnels on each connection\n"
    "  --get        with --streams: each tunnel stands for GET requests, one after the other\n"
    "  --pid P      process tree to account as the proxy (repeatable)\n"
    "  --backend-pid P  the same for the backend (repeatable)\n"
    "  --connects N connects in progress at a time while ramping up (256)\n";

void note(const char *fmt, const char *a)
{
    if (first_error[0]) return;
    snprintf(first_error, sizeof first_error, fmt, a);
    for (char *p = first_error; *p; p++)
        if (*p == '"' || *p == '\\' || (unsigned char)*p < 32) *p = ' ';
}

static int usage(void)
{
    fputs(USAGE, stderr);
    return 2;
}

static int complain(const char *what)
{
    fprintf(stderr, "wsload: %s\n", what);
    return 2;
}

/* 0, or the status to exit with. */
static int read_options(int argc, char **argv)
{
    enum { PID = 1, BACKEND_PID, CONNECTS, TLS, STREAMS, GET };
    static const struct option names[] = {{"pid", 1, 0, PID}, {"backend-pid", 1, 0, BACKEND_PID},
                                          {"connects", 1, 0, CONNECTS}, {"tls", 0, 0, TLS}, {"streams", 1, 0, STREAMS}, {"get", 0, 0, GET}, {0, 0, 0, 0}};
    int o;
    char *fields = strdup("");
    while ((o = getopt_long(argc, argv, "c:s:d:w:W:r:a:iStH:", names, NULL)) != -1) switch (o) {
        case 'c': opt.conns = atoi(optarg); break;
        case 's': opt.size = strtoull(optarg, NULL, 10); break;
        case 'd': opt.secs = atof(optarg); break;
        case 'w': opt.window = atoi(optarg); break;
        case 'W': opt.warmup = atof(optarg); break;
        case 'r': opt.cycles = atol(optarg); break;
        case 'a': opt.active = atoi(optarg); break;
        case 'i': opt.idle = true; break;
        case 'S': opt.stalled = true; break;
        case 't': opt.text = true; break;
        case 'H': if (asprintf(&fields, "%s%s\r\n", fields, optarg) < 0) return 1; break;
        case PID: if (opt.proxies < 32) opt.proxy[opt.proxies++] = atoi(optarg); break;
        case BACKEND_PID: if (opt.backends < 8) opt.backend[opt.backends++] = atoi(optarg); break;
        case CONNECTS: opt.connects = atoi(optarg); break;
        case TLS: opt.tls = true; break;
        case GET: opt.get = true; break;
        case STREAMS: opt.streams = atoi(optarg); break;
        default: return usage();
    }
    opt.fields = fields;
    if (!opt.active || opt.active > opt.conns) opt.active = opt.conns;
    if (optind != argc - 1 || opt.conns < 1 || opt.window < 1 || opt.secs <= 0 || opt.connects < 1 || opt.streams < 0
            || (opt.get && (!opt.streams || opt.window > 1 || opt.cycles || opt.idle || opt.stalled))) return usage();
    return 0;
}

static int read_address(char *t)
{
    char *slash = strchr(t, '/');
    if (slash) {
        snprintf(opt.path, sizeof opt.path, "%s", slash);
        *slash = 0;
    }
    char *colon = strchr(t, ':');
    if (!colon) return usage();
    *colon = 0;
    snprintf(opt.host, sizeof opt.host, "%s", t);
    opt.address.sin_family = AF_INET;
    opt.address.sin_port = htons((uint16_t)atoi(colon + 1));
    if (inet_pton(AF_INET, strcmp(t, "localhost") ? t : "127.0.0.1", &opt.address.sin_addr) != 1
            || (ntohl(opt.address.sin_addr.s_addr) >> 24) != 127)
        return complain("only loopback IPv4 addresses are accepted");
    return 0;
}

static int raise_limit(void)
{
    struct rlimit rl;
    if (getrlimit(RLIMIT_NOFILE, &rl)) return 0;
    rl.rlim_cur = rl.rlim_max;
    setrlimit(RLIMIT_NOFILE, &rl);
    return (rlim_t)opt.conns + 32 > rl.rlim_max ? complain("too many connections for the limit of open files") : 0;
}

int main(int argc, char **argv)
{
    int status = read_options(argc, argv);
    if (!status) status = read_address(argv[optind]);
    if (!status) status = raise_limit();
    if (status) return status;
    const char *no_tls = opt.tls ? tls_init() : NULL;
    if (no_tls) return complain(no_tls);
    signal(SIGPIPE, SIG_IGN);

    payload_make();
    poll_init();
    conns = calloc((size_t)opt.conns, sizeof *conns);
    for (int i = 0; i < opt.conns; i++) {
        conns[i].id = i;
        conns[i].fd = -1;
        conns[i].ts = malloc(sizeof(uint64_t) * (size_t)opt.window);
    }
    if (opt.streams) streams_init();
    struct result r = {0};
    if (opt.cycles) rate_mode(&r);
    else if (opt.idle) idle_mode(&r);
    else if (opt.stalled) stalled_mode(&r);
    else echo_mode(&r);
    return report(&r) ? 1 : 0;
}
