#include "tls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "streams.h"

static ssize_t plain_write(const struct conn *c, struct iovec *iov, int n)
{
    struct msghdr m = {.msg_iov = iov, .msg_iovlen = (size_t)n};
    return sendmsg(c->fd, &m, MSG_NOSIGNAL);
}

#ifdef WITH_TLS

#include <openssl/bio.h>
#include <openssl/ssl.h>

#define IN (128 * 1024)

/* OpenSSL works on two buffers in memory; what it wrote goes to the socket as that takes it. */
struct tls {
    SSL *ssl;
    BIO *in, *out;
};

static SSL_CTX *context;
static char cipher[IN];

const char *tls_init(void)
{
    context = SSL_CTX_new(TLS_client_method());
    if (!context || !SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION)
            || !SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256"))
        return "OpenSSL has no TLS 1.3";
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL); /* loopback only */
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    if (opt.streams && SSL_CTX_set_alpn_protos(context, (const uint8_t *)"\2h2", 3)) return "OpenSSL has no ALPN";
    return NULL;
}

static struct tls *tls_of(struct conn *c)
{
    if (c->tls) return c->tls;
    struct tls *t = calloc(1, sizeof *t);
    if (!t || !(t->ssl = SSL_new(context)) || !(t->in = BIO_new(BIO_s_mem())) || !(t->out = BIO_new(BIO_s_mem()))) exit(1);
    SSL_set_bio(t->ssl, t->in, t->out);
    SSL_set_connect_state(t->ssl);
    return c->tls = t;
}

void tls_free(struct conn *c)
{
    struct tls *t = c->tls;
    if (!t) return;
    SSL_free(t->ssl);
    free(t);
    c->tls = NULL;
}

bool tls_pending(const struct conn *c)
{
    return c->tls && BIO_ctrl_pending(((struct tls *)c->tls)->out) > 0;
}

/* 0: all is with the socket; -1: not, errno says why. */
static int flush(struct conn *c)
{
    struct tls *t = c->tls;
    char *p;
    long n;
    size_t off = 0;
    int result = 0;
    if ((n = BIO_get_mem_data(t->out, &p)) <= 0) return 0;
    while (off < (size_t)n) {
        ssize_t w = send(c->fd, p + off, (size_t)n - off, MSG_NOSIGNAL);
        if (w < 0) {
            result = -1;
            break;
        }
        off += (size_t)w;
    }
    int why = errno;
    while (off) {
        int k = BIO_read(t->out, cipher, off < IN ? (int)off : IN);
        if (k <= 0) break;
        off -= (size_t)k;
    }
    errno = why;
    return result;
}

/* 1: bytes came, 0: end of stream, -1: errno says why. */
static int feed(struct conn *c)
{
    struct tls *t = c->tls;
    ssize_t n = recv(c->fd, cipher, IN, 0);
    if (n <= 0) return (int)n;
    BIO_write(t->in, cipher, (int)n);
    return 1;
}

int tls_handshake(struct conn *c)
{
    struct tls *t = tls_of(c);
    int fed = feed(c);
    if (fed == 0 || (fed < 0 && errno != EAGAIN && errno != ENOTCONN)) return -1;
    int r = SSL_do_handshake(t->ssl);
    if (flush(c) && errno != EAGAIN) return -1;
    if (r == 1) {
        const uint8_t *protocol;
        unsigned length;
        SSL_get0_alpn_selected(t->ssl, &protocol, &length);
        return opt.streams && (length != 2 || memcmp(protocol, "h2", 2)) ? -1 : 1;
    }
    return SSL_get_error(t->ssl, r) == SSL_ERROR_WANT_READ ? 0 : -1;
}

ssize_t leg_write(struct conn *c, struct iovec *iov, int n)
{
    if (c->stream) return stream_write(c, iov, n);
    if (!c->tls) return plain_write(c, iov, n);
    struct tls *t = c->tls;
    ssize_t total = 0;
    if (flush(c)) return -1;
    for (int i = 0; i < n; i++) {
        if (iov[i].iov_len && SSL_write(t->ssl, iov[i].iov_base, (int)iov[i].iov_len) <= 0) {
            errno = EPROTO;
            return -1;
        }
        total += (ssize_t)iov[i].iov_len;
    }
    return flush(c) && errno != EAGAIN ? -1 : total;
}

ssize_t leg_read(struct conn *c, void *buffer, size_t size)
{
    if (!c->tls) return recv(c->fd, buffer, size, 0);
    struct tls *t = c->tls;
    int fed = feed(c);
    if (fed <= 0) return fed;
    size_t total = 0;
    while (total < size) {
        int r = SSL_read(t->ssl, (char *)buffer + total, (int)(size - total));
        if (r > 0) {
            total += (size_t)r;
            continue;
        }
        int why = SSL_get_error(t->ssl, r);
        if (total) break;
        if (why == SSL_ERROR_ZERO_RETURN) return 0;
        errno = why == SSL_ERROR_WANT_READ ? EAGAIN : EPROTO;
        return -1;
    }
    return (ssize_t)total;
}

#else

const char *tls_init(void) { return "built without OpenSSL"; }
int tls_handshake(struct conn *c) { return (void)c, -1; }
void tls_free(struct conn *c) { (void)c; }
bool tls_pending(const struct conn *c) { return (void)c, false; }
ssize_t leg_write(struct conn *c, struct iovec *iov, int n) { return c->stream ? stream_write(c, iov, n) : plain_write(c, iov, n); }
ssize_t leg_read(struct conn *c, void *buffer, size_t size) { return recv(c->fd, buffer, size, 0); }

#endif
