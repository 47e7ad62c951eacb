package io.gangway.brotli;

import com.aayushatharva.brotli4j.encoder.EncoderJNI;
import com.aayushatharva.brotli4j.encoder.EncoderJNI.Operation;
import io.gangway.content.Sink;
import io.gangway.exchange.CodingSink;
import io.gangway.exchange.Exchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** Compresses one response. Holds an encoder from its first to its last byte. */
final class BrotliSink extends CodingSink {
    private final BrotliEncoders encoders;
    private final int level;
    private final long window;

    /** Null before the first byte and after the last. */
    private EncoderJNI.Wrapper encoder;

    /** Output of the encoder that was not passed on yet, or null. Valid until its next call. */
    private ByteBuffer output;

    /** Whether the encoder was told to flush or to finish, after the last input. */
    private boolean ending;

    BrotliSink(Exchange exchange, Sink next, BrotliEncoders encoders, int level, long window) {
        super(exchange, next);
        this.encoders = encoders;
        this.level = level;
        this.window = window;
    }

    /** As in nginx, what is not flushed is not sent. */
    @Override
    protected boolean keepsOutputOfFailure() {
        return false;
    }

    @Override
    protected boolean code(ByteBuffer in, ByteBuffer to, Mark mark) throws DataFormatException {
        if (encoder == null) {
            try {
                encoder = encoders.begin(level, window);
            } catch (IOException e) {
                throw failed();
            }
        }
        Operation last = mark == Mark.LAST ? Operation.FINISH : mark == Mark.FLUSH ? Operation.FLUSH : null;
        while (drain(to)) {
            if (!encoder.isSuccess()) {
                throw failed();
            }
            if (encoder.hasRemainingInput()) {
                push(ending ? last : Operation.PROCESS, 0);
            } else if (in.hasRemaining()) {
                push(Operation.PROCESS, take(in));
            } else if (last != null && !ending) {
                ending = true;
                push(last, 0);
            } else {
                ending = false;
                return true;
            }
        }
        return false;
    }

    /** Passes output on; false when {@code to} is full. */
    private boolean drain(ByteBuffer to) {
        while (output != null || encoder.hasMoreOutput()) {
            if (output == null) {
                output = encoder.pull();
            }
            int length = Math.min(output.remaining(), to.remaining());
            to.put(output.slice(output.position(), length));
            output.position(output.position() + length);
            if (output.hasRemaining()) {
                return false;
            }
            output = null;
        }
        return true;
    }

    private int take(ByteBuffer in) {
        ByteBuffer input = encoder.getInputBuffer();
        input.clear();
        int length = Math.min(in.remaining(), input.remaining());
        input.put(in.slice(in.position(), length));
        in.position(in.position() + length);
        return length;
    }

    private void push(Operation operation, int length) {
        encoder.push(operation, length);
    }

    private static DataFormatException failed() {
        return new DataFormatException("brotli failed");
    }

    @Override
    protected void end() {
        if (encoder != null) {
            EncoderJNI.Wrapper last = encoder;
            encoder = null;
            output = null;
            encoders.end(last, level, window);
        }
    }
}
