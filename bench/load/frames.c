/* What the server sends after its 101: frames, each message compared with what was sent. */
#include <stdio.h>
#include <string.h>

#include "load.h"

/* A complete data message has been read. */
static void on_message(struct conn *c, uint64_t t)
{
    uint64_t due = c->ts[c->recvd % (uint32_t)opt.window];
    c->recvd++;
    if (c->bad || c->moff != opt.size) {
        failed.mismatch++;
        note("%s", c->moff != opt.size ? "an echoed message has another length" : "an echoed message has other bytes");
    }
    if (measuring) {
        count.messages++;
        histogram_add(&message_times, opt.cycles ? t - c->t_conn : t - due);
    }
    c->moff = 0;
    c->bad = c->in_msg = false;
    if (opt.cycles) conn_begin_close(c);
    else if (sending && !opt.idle) grant(c, 1, t);
}

static void protocol_error(struct conn *c, const char *what)
{
    failed.protocol++;
    note("%s", what);
    conn_drop(c);
}

void frames(struct conn *c, const uint8_t *p, size_t n, uint64_t t)
{
    while (c->fd >= 0 && (n || (c->in_frame && !c->remain))) {
        if (c->in_frame) {
            size_t k = c->remain < n ? (size_t)c->remain : n;
            if (c->op >= 8) {
                memcpy(c->cbuf + c->clen, p, k);
                c->clen = (uint8_t)(c->clen + k);
            } else payload_check(c, p, k);
            c->remain -= k;
            p += k;
            n -= k;
            if (c->remain) return;
            c->in_frame = false;
            if (c->op < 8) {
                if (c->fin) on_message(c, t);
            } else if (c->op == 9) control(c, 10, c->cbuf, c->clen);
            else if (c->op == 8) {
                if (c->state == C_CLOSE_SENT) c->state = C_WAIT_EOF;
                else {
                    char m[40];
                    snprintf(m, sizeof m, "%d", c->clen >= 2 ? c->cbuf[0] << 8 | c->cbuf[1] : 1005);
                    if (c->state == C_OPEN) { failed.closed++; note("the peer closed with code %s", m); }
                    conn_drop(c);
                }
                return;
            }
            continue;
        }
        c->hdr[c->hdr_have++] = *p++;
        n--;
        if (c->hdr_have < 2) continue;
        uint8_t l7 = c->hdr[1] & 127;
        if (c->hdr[1] & 128) { protocol_error(c, "a frame from the server is masked"); return; }
        if (c->hdr[0] & 0x70) { protocol_error(c, "reserved bits are set"); return; }
        unsigned ext = l7 == 126 ? 2 : l7 == 127 ? 8 : 0;
        if (c->hdr_have < 2 + ext) continue;
        uint64_t len = l7;
        if (ext) { len = 0; for (unsigned i = 0; i < ext; i++) len = len << 8 | c->hdr[2 + i]; }
        c->hdr_have = 0;
        c->op = c->hdr[0] & 15;
        c->fin = c->hdr[0] & 128;
        c->remain = len;
        c->in_frame = true;
        if (c->op >= 8) {
            c->clen = 0;
            if (len > 125 || !c->fin || c->op > 10) { protocol_error(c, "an invalid control frame"); return; }
        } else {
            if (c->op > 2 || (c->op == 0) != c->in_msg) { protocol_error(c, "an unexpected opcode"); return; }
            if (c->op && c->op != (opt.text ? 1 : 2)) { protocol_error(c, "text became binary or the reverse"); return; }
            c->in_msg = true;
        }
    }
}
