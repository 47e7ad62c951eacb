/* Tunnels that are streams of HTTP/2 connections. */
#ifndef STREAMS_H
#define STREAMS_H

#include <sys/types.h>
#include <sys/uio.h>

#include "load.h"

void streams_init(void);

/* As conn_start, leg_write and conn_shut, of a tunnel that is a stream. */
int stream_start(struct conn *c);
ssize_t stream_write(struct conn *c, const struct iovec *iov, int n);
void stream_shut(struct conn *c);

/* Sends the request of a tunnel. */
void stream_request(struct conn *c);

/* The connection of some tunnels: it is open, has input, takes output, is gone. */
void carrier_start(struct conn *leg);
void carrier_input(struct conn *leg, const uint8_t *p, size_t n, uint64_t t);
void carrier_flush(struct conn *leg);
void carrier_lost(struct conn *leg, const char *why);

/* Writes what the tunnels sent in this iteration. */
void streams_flush(void);

/* Applies "reading" to all connections. */
void streams_reading(void);

#endif
