/* The payload: a tag of connection and sequence number, then random bytes; four masking keys in turn. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "load.h"
#include "websocket.h"

#define NMASK 4
#define TAG 16

static const uint8_t masks[NMASK][4] = {
    {0x37, 0xfa, 0x21, 0x3d}, {0x9c, 0x05, 0xe6, 0x71}, {0x01, 0x80, 0x7f, 0xfe}, {0xd2, 0x4b, 0xb8, 0x14}};
static uint8_t *plain, *masked[NMASK];
static size_t frame_len, tag_len;
static uint64_t rng;

uint64_t payload_random(void)
{
    if (!rng) rng = now_ns() ^ ((uint64_t)getpid() << 32) ^ 0x9e3779b97f4a7c15ull;
    rng ^= rng << 13;
    rng ^= rng >> 7;
    rng ^= rng << 17;
    return rng;
}

void payload_make(void)
{
    tag_len = opt.size < TAG ? opt.size : TAG;
    frame_len = 6 + (opt.size < 126 ? 0 : opt.size < 65536 ? 2 : 8) + opt.size;
    plain = malloc(opt.size + 1);
    for (size_t i = 0; i < opt.size; i++) plain[i] = (uint8_t)(opt.text ? 32 + payload_random() % 95 : payload_random());
    for (int m = 0; m < NMASK; m++) {
        masked[m] = malloc(opt.size + 1);
        ws_xor(masked[m], plain, opt.size, masks[m], 0);
    }
}

size_t payload_frame_length(void)
{
    return frame_len;
}

static unsigned mask_of(const struct conn *c, uint64_t seq)
{
    return (unsigned)((uint64_t)c->id + seq) % NMASK;
}

static void tag_of(const struct conn *c, uint64_t seq, uint8_t t[TAG])
{
    uint64_t v = ((uint64_t)(uint32_t)c->id << 40) | (seq & 0xffffffffffull);
    for (int i = 0; i < TAG; i++) t[i] = (uint8_t)"0123456789abcdef"[(v >> (4 * i)) & 15]; /* low digit first */
}

size_t payload_frame(const struct conn *c, uint64_t seq, uint8_t *head)
{
    const uint8_t *mask = masks[mask_of(c, seq)];
    uint8_t tag[TAG];
    size_t n = 0;
    head[n++] = (uint8_t)(0x80 | (opt.text ? 1 : 2));
    if (opt.size < 126) head[n++] = (uint8_t)(0x80 | opt.size);
    else if (opt.size < 65536) {
        head[n++] = 0x80 | 126;
        head[n++] = (uint8_t)(opt.size >> 8);
        head[n++] = (uint8_t)opt.size;
    } else {
        head[n++] = 0x80 | 127;
        for (int i = 7; i >= 0; i--) head[n++] = (uint8_t)((uint64_t)opt.size >> (8 * i));
    }
    memcpy(head + n, mask, 4);
    n += 4;
    tag_of(c, seq, tag);
    ws_xor(head + n, tag, tag_len, mask, 0);
    return n + tag_len;
}

const uint8_t *payload_masked(const struct conn *c, uint64_t seq)
{
    return masked[mask_of(c, seq)];
}

void payload_check(struct conn *c, const uint8_t *p, size_t n)
{
    if (c->moff + n > opt.size) {
        c->bad = true;
        c->moff += n;
        return;
    }
    if (c->moff < tag_len) {
        uint8_t tag[TAG];
        tag_of(c, c->recvd, tag);
        size_t k = tag_len - c->moff < n ? tag_len - c->moff : n;
        if (memcmp(p, tag + c->moff, k)) c->bad = true;
        c->moff += k;
        p += k;
        n -= k;
    }
    if (n && memcmp(p, plain + c->moff, n)) c->bad = true;
    c->moff += n;
}
