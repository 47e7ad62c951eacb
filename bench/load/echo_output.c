#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "echo.h"

#define PATLEN (256 * 1024)

static char pattern[PATLEN];

void pattern_make(void)
{
    for (int i = 0; i < PATLEN; i++)
        pattern[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+\n"[i & 63];
}

int emit(struct conn *c, const void *p, size_t n, int flags)
{
    if (!n) return 0;
    size_t off = 0;
    if (!c->out) {
        while (off < n) {
            ssize_t w = send(c->fd, (const char *)p + off, n - off, MSG_NOSIGNAL | flags);
            if (w > 0) {
                off += (size_t)w;
                continue;
            }
            if (w < 0 && errno == EINTR) continue;
            if (w < 0 && errno == EAGAIN) break;
            return -1;
        }
        if (off == n) return 0;
    }
    size_t left = n - off;
    char *o = realloc(c->out, c->out_len + left);
    if (!o) return -1;
    memcpy(o + c->out_len, (const char *)p + off, left);
    c->out = o;
    c->out_len += (uint32_t)left;
    return 0;
}

int flush_out(struct conn *c)
{
    while (c->out) {
        ssize_t w = send(c->fd, c->out + c->out_off, c->out_len - c->out_off, MSG_NOSIGNAL);
        if (w > 0) {
            c->out_off += (uint32_t)w;
            if (c->out_off == c->out_len) {
                free(c->out);
                c->out = NULL;
                c->out_off = c->out_len = 0;
            }
            continue;
        }
        if (w < 0 && errno == EINTR) continue;
        return w < 0 && errno == EAGAIN ? 0 : -1;
    }
    while (c->body_out) { /* the pattern repeats every 64 bytes, so a partial write just moves the phase */
        size_t n = c->body_out < PATLEN - 64 ? (size_t)c->body_out : PATLEN - 64;
        ssize_t w = send(c->fd, pattern + (c->body_pos & 63), n, MSG_NOSIGNAL);
        if (w > 0) {
            c->body_out -= (uint64_t)w;
            c->body_pos += (uint32_t)w;
            continue;
        }
        if (w < 0 && errno == EINTR) continue;
        return w < 0 && errno == EAGAIN ? 0 : -1;
    }
    return 1;
}
