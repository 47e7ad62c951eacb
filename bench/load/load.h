/* Shared by the parts of wsload. There is one thread. */
#ifndef LOAD_H
#define LOAD_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "histogram.h"
#include "usage.h"

#define SEC 1000000000ull

struct options {
    int conns, window, connects;      /* -c, -w, --connects */
    int active;                       /* -a: how many of the connections send */
    size_t size;                      /* -s */
    double secs, warmup;              /* -d, -W */
    long cycles;                      /* -r, 0: none */
    bool idle, stalled, text, tls;    /* -i, -S, -t, --tls */
    bool get;                         /* --get: requests in place of messages */
    int streams;                      /* --streams: tunnels on each HTTP/2 connection, 0: HTTP/1.1 */
    const char *fields;               /* -H, each with its CRLF */
    pid_t proxy[32], backend[8];      /* --pid, --backend-pid */
    int proxies, backends;
    struct sockaddr_in address;
    char host[64], path[1024];
};
extern struct options opt;

enum state { C_NONE, C_CONNECT, C_TLS, C_HANDSHAKE, C_OPEN, C_CLOSE_SENT, C_WAIT_EOF, C_DEAD };

struct conn {
    int fd, id;                                  /* fd of a stream: its connection's */
    enum state state;
    bool want_write;
    bool stream, leg;                            /* a stream of an HTTP/2 connection; such a connection */
    void *tls;                                   /* tls.c; null for plain connections */
    uint32_t id_on_wire, unreturned;             /* of a stream; unreturned: bytes received since its last WINDOW_UPDATE */
    int64_t window;
    bool half_closed;                            /* END_STREAM came */
    char accept[32];
    char *hs;                                    /* handshake response so far */
    uint32_t hs_len;
    uint64_t t_conn;
    /* sending */
    uint64_t sent;                               /* frames completely written */
    uint64_t off;                                /* bytes of the current frame already written */
    uint32_t credits;                            /* frames that may still be sent, including the current one */
    uint64_t *ts;                                /* per in-flight message: when it was due to be sent */
    uint8_t ctl[6 + 125], ctl_len, ctl_off;      /* control frame waiting to be sent */
    /* receiving */
    uint64_t recvd;
    uint8_t hdr[14], hdr_have;
    uint8_t op;                                  /* opcode of the frame being read */
    bool fin, in_frame, bad, in_msg;
    uint64_t remain, moff;
    uint8_t cbuf[125], clen;                     /* payload of a control frame */
};
extern struct conn *conns;

/* The counts so far. */
extern struct counts {
    uint64_t messages, cycles, opened, alive;
    int connecting;
} count;
extern struct failures {
    uint64_t connect, handshake, protocol, mismatch, closed, lost, timeout, ports;
} failed;
extern struct closes {
    uint64_t clean, no_reply, no_eof;
} closed;
extern char first_error[256];
extern struct histogram message_times, handshake_times;

/* Whether an echo is answered by the next message, and whether what happens counts. */
extern bool sending, measuring;

/* Whether open connections are read. */
extern bool reading;

/* Keeps the first error for the report; fmt has one %s. */
void note(const char *fmt, const char *a);

/* payload.c: what is sent, and the check of what comes back */
void payload_make(void);
uint64_t payload_random(void);
size_t payload_frame(const struct conn *c, uint64_t seq, uint8_t *head); /* header and tag; returns their length */
const uint8_t *payload_masked(const struct conn *c, uint64_t seq);        /* the whole payload, masked; its tag is not set */
void payload_check(struct conn *c, const uint8_t *p, size_t n);
size_t payload_frame_length(void);

/* connection.c */
int conn_start(struct conn *c);
int conn_connect(struct conn *c);                 /* a socket, without counting */
void conn_arm(struct conn *c, bool write);
void conn_shut(struct conn *c);                   /* close and free */
void conn_drop(struct conn *c);                   /* the same, after a failure */
void conn_begin_close(struct conn *c);

/* sending.c */
void grant(struct conn *c, uint32_t n, uint64_t t);
void pump(struct conn *c);                        /* writes as much as possible */
void control(struct conn *c, uint8_t op, const uint8_t *p, size_t n);

/* handshake.c */
void handshake_send(struct conn *c);
void handshake_done(struct conn *c, uint64_t t);
void handshake_response(struct conn *c, const uint8_t *p, size_t n, uint64_t t);

/* frames.c: what the server sends after its 101 */
void frames(struct conn *c, const uint8_t *p, size_t n, uint64_t t);

/* events.c */
void poll_init(void);
void poll_once(int ms);
void poll_add(struct conn *c);
void poll_change(struct conn *c, bool write);
void poll_reading(bool on);                      /* of all connections */
void cycle_done(struct conn *c, bool clean);
void ended(struct conn *c, bool clean, const char *why); /* end of stream, or worse */
double open_all(int n, double limit_s);           /* opens connections [0, n); returns seconds used */
void close_all(int n, double limit_s);

/* modes.c: each fills in what it measured */
struct result {
    struct snapshot a, b;                         /* begin and end of what was measured */
    double ramp_s, rss_before, rss_held, hold_cpu_s;
    uint64_t opened, alive, stalled;
};
void echo_mode(struct result *r);
void idle_mode(struct result *r);
void rate_mode(struct result *r);
void stalled_mode(struct result *r);

/* report.c: one line of JSON; returns the number of errors */
uint64_t report(const struct result *r);

#endif
