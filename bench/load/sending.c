/* What is sent after the handshake: data frames as credits allow, control frames between them. */
#include <errno.h>
#include <string.h>
#include <sys/uio.h>

#include "load.h"
#include "streams.h"
#include "tls.h"
#include "websocket.h"

#define STAGE (64 * 1024)
#define SMALL 2048            /* frames up to this size are copied into one buffer, larger ones are gathered */
#define MAX_WRITE (512 * 1024)     /* bytes of one write */
#define PIECES 64

static uint8_t stage[STAGE + 64];

void grant(struct conn *c, uint32_t n, uint64_t t)
{
    for (uint32_t i = 0; i < n; i++) c->ts[(c->sent + c->credits + i) % (uint32_t)opt.window] = t;
    c->credits += n;
}

void control(struct conn *c, uint8_t op, const uint8_t *p, size_t n)
{
    static const uint8_t mask[4] = {0x37, 0xfa, 0x21, 0x3d};
    if (c->ctl_len) return; /* one at a time is enough here */
    c->ctl[0] = 0x80 | op;
    c->ctl[1] = (uint8_t)(0x80 | n);
    memcpy(c->ctl + 2, mask, 4);
    if (n) ws_xor(c->ctl + 6, p, n, mask, 0);
    c->ctl_len = (uint8_t)(6 + n);
    c->ctl_off = 0;
}

/* Fills in what the credits allow, from where the last write stopped; returns the bytes. */
static size_t gather(const struct conn *c, struct iovec *iov, int *pieces)
{
    size_t staged = 0, total = 0, frame_len = payload_frame_length();
    uint64_t seq = c->sent, off = c->off;
    uint32_t left = c->ctl_len ? 1 : c->credits;
    int ni = 0;
    while (left && ni < PIECES - 2 && staged + SMALL + 64 < STAGE && total < MAX_WRITE) {
        uint8_t *s = stage + staged;
        size_t n = payload_frame(c, seq, s), begin = n - (opt.size < 16 ? opt.size : 16);
        const uint8_t *masked = payload_masked(c, seq);
        total += frame_len - off;
        if (frame_len <= SMALL) {
            memcpy(s + n, masked + (n - begin), frame_len - n);
            if (ni && (uint8_t *)iov[ni - 1].iov_base + iov[ni - 1].iov_len == s) iov[ni - 1].iov_len += frame_len;
            else iov[ni++] = (struct iovec){s + off, frame_len - off};
            staged += frame_len;
        } else {
            if (off < n) {
                iov[ni++] = (struct iovec){s + off, n - off};
                staged += n;
                off = n;
            }
            iov[ni++] = (struct iovec){(uint8_t *)masked + (off - begin), frame_len - off};
        }
        off = 0;
        seq++;
        left--;
    }
    *pieces = ni;
    return total;
}

static void blocked(struct conn *c)
{
    if (errno == EAGAIN || errno == EINTR) {
        conn_arm(c, true);
        return;
    }
    if (c->state == C_OPEN) {
        failed.closed++;
        note("write: %s", strerror(errno));
    }
    conn_drop(c);
}

void pump(struct conn *c)
{
    size_t frame_len = payload_frame_length();
    for (; opt.get && c->credits; c->credits--, c->sent++) stream_request(c);
    while (c->ctl_len || c->credits || tls_pending(c)) {
        struct iovec iov[PIECES];
        int ni;
        if (c->ctl_len && c->off == 0) {
            iov[0] = (struct iovec){c->ctl + c->ctl_off, (size_t)(c->ctl_len - c->ctl_off)};
            ssize_t w = leg_write(c, iov, 1);
            if (w < 0) {
                blocked(c);
                return;
            }
            c->ctl_off = (uint8_t)(c->ctl_off + w);
            if (c->ctl_off == c->ctl_len) c->ctl_len = c->ctl_off = 0;
            continue;
        }
        size_t total = c->credits ? gather(c, iov, &ni) : 0;
        ssize_t w = leg_write(c, iov, total ? ni : 0);
        if (w < 0) {
            blocked(c);
            return;
        }
        for (size_t adv = (size_t)w; adv;) {
            size_t rem = frame_len - c->off;
            if (adv >= rem) {
                adv -= rem;
                c->off = 0;
                c->sent++;
                c->credits--;
            } else {
                c->off += adv;
                adv = 0;
            }
        }
        if ((size_t)w < total) {
            conn_arm(c, true);
            return;
        }
    }
    conn_arm(c, false);
}
