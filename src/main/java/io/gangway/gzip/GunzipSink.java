package io.gangway.gzip;

import io.gangway.content.Sink;
import io.gangway.exchange.CodingSink;
import io.gangway.exchange.Exchange;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.eclipse.jetty.util.compression.CompressionPool;
import org.eclipse.jetty.util.compression.InflaterPool;

/** Decompresses one response, which may consist of several members. Holds an inflater until its last byte. */
final class GunzipSink extends CodingSink {
    private enum State {
        HEADER,
        DATA,
        TRAILER,
        /** Between members: the response may end. */
        BETWEEN
    }

    private static final int TRAILER_SIZE = 8;

    private final InflaterPool pool;
    private final CRC32 crc = new CRC32();
    private MemberHeader header = new MemberHeader();
    private State state = State.HEADER;

    /** Null before the first byte and after the last. */
    private CompressionPool<Inflater>.Entry entry;

    /** CRC and length as received, and the number of their bytes received so far. */
    private long trailer;

    private int trailerBytes;

    GunzipSink(Exchange exchange, Sink next, InflaterPool pool) {
        super(exchange, next);
        this.pool = pool;
    }

    @Override
    protected boolean code(ByteBuffer in, ByteBuffer to, Mark mark) throws DataFormatException {
        while (true) {
            switch (state) {
                case HEADER -> {
                    if (!header.read(in)) {
                        return inputUsed(to, mark);
                    }
                    state = State.DATA;
                }
                case DATA -> {
                    if (!inflate(in, to)) {
                        return to.hasRemaining() && inputUsed(to, mark);
                    }
                    state = State.TRAILER;
                }
                case TRAILER -> {
                    if (!trailer(in)) {
                        return inputUsed(to, mark);
                    }
                    state = State.BETWEEN;
                }
                case BETWEEN -> {
                    if (!in.hasRemaining()) {
                        return mark != Mark.MORE || to.position() == 0;
                    }
                    entry.get().reset();
                    crc.reset();
                    header = new MemberHeader();
                    state = State.HEADER;
                }
                default -> throw new IllegalStateException(state.name());
            }
        }
    }

    /** Called when the input ends within a member: available output is passed on before a missing end is reported. */
    private static boolean inputUsed(ByteBuffer to, Mark mark) throws DataFormatException {
        if (mark != Mark.FLUSH && to.position() > 0) {
            return false;
        }
        if (mark == Mark.LAST) {
            throw new DataFormatException("inflate() returned -5 on response end");
        }
        return true;
    }

    /** True at the end of the member's data. */
    private boolean inflate(ByteBuffer in, ByteBuffer to) throws DataFormatException {
        if (entry == null) {
            entry = pool.acquire();
        }
        Inflater inflater = entry.get();
        inflater.setInput(in);
        int from = to.position();
        try {
            while (to.hasRemaining() && inflater.inflate(to) > 0) {
                // Continue until there is no space or no input.
            }
        } catch (DataFormatException e) {
            throw failed();
        }
        if (inflater.needsDictionary()) {
            throw failed();
        }
        crc.update(to.duplicate().limit(to.position()).position(from));
        return inflater.finished();
    }

    private boolean trailer(ByteBuffer in) throws DataFormatException {
        while (trailerBytes < TRAILER_SIZE && in.hasRemaining()) {
            trailer |= (in.get() & 0xffL) << 8 * trailerBytes++;
        }
        if (trailerBytes < TRAILER_SIZE) {
            return false;
        }
        if (trailer != (crc.getValue() | entry.get().getBytesWritten() << 32)) {
            throw failed();
        }
        trailer = 0;
        trailerBytes = 0;
        return true;
    }

    static DataFormatException failed() {
        return new DataFormatException("inflate() failed: 0, -3");
    }

    @Override
    protected void end() {
        if (entry != null) {
            entry.release();
            entry = null;
        }
    }
}
