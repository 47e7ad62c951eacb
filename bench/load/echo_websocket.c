#include <string.h>

#include "echo.h"
#include "websocket.h"

size_t websocket_echo(struct echo *e, const uint8_t *p, size_t n, uint8_t *o)
{
    size_t on = 0;
    bool protocol_error = false;
    while (n && !e->closing) {
        if (e->remain) {
            size_t k = e->remain < n ? (size_t)e->remain : n;
            if (!e->drop) {
                ws_xor(o + on, p, k, e->mask, e->phase);
                on += k;
            }
            e->phase += (uint32_t)k;
            e->remain -= k;
            p += k;
            n -= k;
            if (!e->remain && e->close_after) e->closing = true;
            continue;
        }
        if (e->hdr_have == 0) e->hdr_need = 2;
        while (n && e->hdr_have < e->hdr_need) {
            e->hdr[e->hdr_have++] = *p++;
            n--;
            if (e->hdr_have == 2) {
                uint8_t l = e->hdr[1] & 127;
                e->hdr_need = (uint8_t)(2 + (l == 126 ? 2 : l == 127 ? 8 : 0) + 4);
                if (!(e->hdr[1] & 128) || (e->hdr[0] & 0x70)) { protocol_error = true; break; }
            }
        }
        if (protocol_error) break;
        if (e->hdr_have < e->hdr_need) break;
        uint8_t op = e->hdr[0] & 15, l7 = e->hdr[1] & 127;
        unsigned ext = l7 == 126 ? 2 : l7 == 127 ? 8 : 0;
        uint64_t len = l7;
        if (ext) {
            len = 0;
            for (unsigned i = 0; i < ext; i++) len = len << 8 | e->hdr[2 + i];
        }
        memcpy(e->mask, e->hdr + 2 + ext, 4);
        e->phase = 0;
        e->remain = len;
        e->hdr_have = 0;
        e->drop = op == 10;
        e->close_after = op == 8;
        if (!e->drop) {
            o[on++] = op == 9 ? (uint8_t)((e->hdr[0] & 0xf0) | 10) : e->hdr[0];
            o[on++] = l7;
            memcpy(o + on, e->hdr + 2, ext);
            on += ext;
        }
        if (!len && e->close_after) e->closing = true;
    }
    if (protocol_error) {
        static const uint8_t bad[] = {0x88, 2, 1002 >> 8, 1002 & 255};
        memcpy(o + on, bad, sizeof bad);
        on += sizeof bad;
        e->closing = true;
    }
    return on;
}

int websocket_input(struct thread *t, struct conn *c, const uint8_t *p, size_t n)
{
    size_t on = websocket_echo(&c->echo, p, n, t->obuf);
    c->closing = c->echo.closing;
    return emit(c, t->obuf, on, 0);
}
