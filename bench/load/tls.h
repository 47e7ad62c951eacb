/* Bytes of a connection, in the clear or through TLS 1.3. */
#ifndef TLS_H
#define TLS_H

#include <sys/types.h>
#include <sys/uio.h>

#include "load.h"

/* Null, or why there is no TLS here. */
const char *tls_init(void);

/* One step of the TLS handshake: 1 done, 0 not yet, -1 failed. */
int tls_handshake(struct conn *c);

void tls_free(struct conn *c);

/* Whether bytes of earlier writes wait for the socket. */
bool tls_pending(const struct conn *c);

/* As sendmsg and recv; -1 with errno EAGAIN when the socket takes or has nothing. */
ssize_t leg_write(struct conn *c, struct iovec *iov, int n);
ssize_t leg_read(struct conn *c, void *buffer, size_t size);

#endif
