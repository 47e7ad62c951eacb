package io.gangway.charset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Converts from UTF-8 to a single-byte charset. Characters that the charset lacks become HTML character references. */
final class FromUtf8 implements Table {
    private static final int MAX_LENGTH = 4;

    private final byte[][] pages;

    /**
     * Creates a table.
     *
     * @param pages by the high byte of a code point, the 256 bytes for its low byte, 0 for none; null if all are none
     */
    FromUtf8(byte[][] pages) {
        this.pages = pages;
    }

    @Override
    public Recoding begin() {
        return new Run();
    }

    private final class Run implements Recoding {
        /** An incomplete character at the end of the last piece. */
        private final byte[] start = new byte[MAX_LENGTH];

        private int started;

        @Override
        public boolean recode(ByteBuffer in, ByteBuffer out) {
            while (in.hasRemaining()) {
                if (out.remaining() < MAX) {
                    return false;
                }
                if (started > 0) {
                    resume(in, out);
                } else if (in.get(in.position()) >= 0) {
                    out.put(in.get());
                } else {
                    character(in, out);
                }
            }
            return true;
        }

        private void character(ByteBuffer in, ByteBuffer out) {
            int from = in.position();
            int code = Utf8.decode(in);
            if (code == Utf8.INCOMPLETE) {
                started = in.limit() - from;
                in.get(start, 0, started);
            } else {
                put(code, out);
            }
        }

        private void resume(ByteBuffer in, ByteBuffer out) {
            int more = Math.min(MAX_LENGTH - started, in.remaining());
            in.get(in.position(), start, started, more);
            ByteBuffer whole = ByteBuffer.wrap(start, 0, started + more);
            int code = Utf8.decode(whole);
            if (code == Utf8.INCOMPLETE) {
                in.position(in.position() + more);
                started += more;
                return;
            }
            in.position(in.position() + Math.max(whole.position(), started) - started);
            started = 0;
            put(code, out);
        }

        private void put(int code, ByteBuffer out) {
            if (code == Utf8.INVALID || code > Character.MAX_CODE_POINT) {
                out.put((byte) '?');
                return;
            }
            byte[] page = code > 0xffff ? null : pages[code >> 8];
            byte single = page == null ? 0 : page[code & 0xff];
            if (single != 0) {
                out.put(single);
            } else {
                out.put(("&#" + code + ';').getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }
}
