/*
 * wsecho - a lean backend for proxy benchmarks (Linux, epoll, no dependencies).
 *
 *   WebSocket (any path, RFC 6455 upgrade): echoes every frame as it streams in, unmasked,
 *     keeping opcode and FIN; ping is answered by pong, close by close; no extensions.
 *     Unmasked client frames or reserved bits are answered by close 1002.
 *   HTTP: GET .../bytes/N responds with N bytes; everything else with a fixed small 200 body.
 *     Keep-alive, pipelining, HEAD, request bodies (skipped; Content-Length or chunked).
 *   HTTP/2 in clear text, recognized by its preface: the small 200 body, and WebSocket by extended CONNECT (RFC 8441).
 *
 *   wsecho [-p port] [-t threads] [-b address]
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "echo.h"

static struct thread *threads;
static int nthreads = 1, lfd;

static void conn_free(struct conn *c)
{
    close(c->fd);
    free(c->in);
    free(c->out);
    http2_free(c);
    free(c);
}

static void arm(struct thread *t, struct conn *c, bool blocked)
{
    if (c->blocked == blocked) return;
    c->blocked = blocked;
    struct epoll_event ev = {.events = blocked ? EPOLLOUT : EPOLLIN, .data.ptr = c};
    epoll_ctl(t->ep, EPOLL_CTL_MOD, c->fd, &ev);
}

static int conn_input(struct thread *t, struct conn *c, size_t n)
{
    if (!c->in) return http_input(t, c, (char *)t->rbuf, n);
    size_t total = c->in_len + n;
    if (total > MAXHEAD + RBUF) return -1;
    char *joined = malloc(total);
    if (!joined) return -1;
    memcpy(joined, c->in, c->in_len);
    memcpy(joined + c->in_len, t->rbuf, n);
    free(c->in);
    c->in = NULL;
    c->in_len = 0;
    int r = http_input(t, c, joined, total);
    free(joined);
    return r;
}

static void event(struct thread *t, struct conn *c, uint32_t ev)
{
    if (ev & EPOLLERR) { conn_free(c); return; }
    if (c->blocked) {
        int r = flush_out(c);
        if (r < 0) { conn_free(c); return; }
        if (r == 0) return;
        if (!c->closing && c->in) { /* a pipelined request was waiting */
            if (conn_input(t, c, 0) < 0) { conn_free(c); return; }
        }
        if (!c->out && !c->body_out && !c->closing) { arm(t, c, false); return; }
    } else {
        ssize_t n = recv(c->fd, t->rbuf, RBUF, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (n <= 0) { conn_free(c); return; }
        if (conn_input(t, c, (size_t)n) < 0) { conn_free(c); return; }
    }
    if (c->out || c->body_out) { arm(t, c, true); return; }
    if (c->closing) conn_free(c);
}

static void accept_all(void)
{
    static int next;
    for (int i = 0; i < 64; i++) {
        int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE) usleep(1000);
            return;
        }
        int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct conn *c = calloc(1, sizeof *c);
        if (!c) { close(fd); return; }
        c->fd = fd;
        c->keep = true;
        struct epoll_event ev = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(threads[next++ % nthreads].ep, EPOLL_CTL_ADD, fd, &ev);
    }
}

static void *loop(void *arg)
{
    struct thread *t = arg;
    struct epoll_event evs[256];
    for (;;) {
        int n = epoll_wait(t->ep, evs, 256, -1);
        for (int i = 0; i < n; i++) {
            if (evs[i].data.ptr == NULL) accept_all();
            else event(t, evs[i].data.ptr, evs[i].events);
        }
    }
    return NULL;
}

int main(int argc, char **argv)
{
    int port = 9001, o;
    const char *addr = "127.0.0.1";
    while ((o = getopt(argc, argv, "p:t:b:h")) != -1) {
        if (o == 'p') port = atoi(optarg);
        else if (o == 't') nthreads = atoi(optarg);
        else if (o == 'b') addr = optarg;
        else { fprintf(stderr, "usage: wsecho [-p port] [-t threads] [-b address]\n"); return 2; }
    }
    if (nthreads < 1) nthreads = 1;
    signal(SIGPIPE, SIG_IGN);
    struct rlimit rl;
    if (!getrlimit(RLIMIT_NOFILE, &rl)) {
        rl.rlim_cur = rl.rlim_max;
        setrlimit(RLIMIT_NOFILE, &rl);
    }
    pattern_make();

    lfd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int one = 1;
    setsockopt(lfd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    if (inet_pton(AF_INET, addr, &sa.sin_addr) != 1 || bind(lfd, (struct sockaddr *)&sa, sizeof sa) || listen(lfd, 4096)) {
        perror("wsecho: bind");
        return 1;
    }
    threads = calloc((size_t)nthreads, sizeof *threads);
    for (int i = 0; i < nthreads; i++) {
        threads[i].ep = epoll_create1(EPOLL_CLOEXEC);
        threads[i].rbuf = malloc(RBUF + 64);
        threads[i].obuf = malloc(OBUF + 64);
    }
    struct epoll_event ev = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(threads[0].ep, EPOLL_CTL_ADD, lfd, &ev);
    for (int i = 1; i < nthreads; i++) {
        pthread_t th;
        pthread_create(&th, NULL, loop, &threads[i]);
    }
    fprintf(stderr, "wsecho: listening on %s:%d, %d thread(s)\n", addr, port, nthreads);
    loop(&threads[0]);
    return 0;
}
