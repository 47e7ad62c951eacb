#include <string.h>

#include "echo.h"
#include "websocket.h"

int websocket_input(struct thread *t, struct conn *c, const uint8_t *p, size_t n)
{
    uint8_t *o = t->obuf;
    size_t on = 0;
    bool protocol_error = false;
    while (n && !c->closing) {
        if (c->remain) {
            size_t k = c->remain < n ? (size_t)c->remain : n;
            if (!c->drop) {
                ws_xor(o + on, p, k, c->mask, c->phase);
                on += k;
            }
            c->phase += (uint32_t)k;
            c->remain -= k;
            p += k;
            n -= k;
            if (!c->remain && c->close_after) c->closing = true;
            continue;
        }
        if (c->hdr_have == 0) c->hdr_need = 2;
        while (n && c->hdr_have < c->hdr_need) {
            c->hdr[c->hdr_have++] = *p++;
            n--;
            if (c->hdr_have == 2) {
                uint8_t l = c->hdr[1] & 127;
                c->hdr_need = (uint8_t)(2 + (l == 126 ? 2 : l == 127 ? 8 : 0) + 4);
                if (!(c->hdr[1] & 128) || (c->hdr[0] & 0x70)) { protocol_error = true; break; }
            }
        }
        if (protocol_error) break;
        if (c->hdr_have < c->hdr_need) break;
        uint8_t op = c->hdr[0] & 15, l7 = c->hdr[1] & 127;
        unsigned ext = l7 == 126 ? 2 : l7 == 127 ? 8 : 0;
        uint64_t len = l7;
        if (ext) {
            len = 0;
            for (unsigned i = 0; i < ext; i++) len = len << 8 | c->hdr[2 + i];
        }
        memcpy(c->mask, c->hdr + 2 + ext, 4);
        c->phase = 0;
        c->remain = len;
        c->hdr_have = 0;
        c->drop = op == 10;
        c->close_after = op == 8;
        if (!c->drop) {
            o[on++] = op == 9 ? (uint8_t)((c->hdr[0] & 0xf0) | 10) : c->hdr[0];
            o[on++] = l7;
            memcpy(o + on, c->hdr + 2, ext);
            on += ext;
        }
        if (!len && c->close_after) c->closing = true;
    }
    if (protocol_error) {
        static const uint8_t bad[] = {0x88, 2, 1002 >> 8, 1002 & 255};
        memcpy(o + on, bad, sizeof bad);
        on += sizeof bad;
        c->closing = true;
    }
    return emit(c, o, on, 0);
}
