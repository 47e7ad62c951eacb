package io.gangway.ssi;

import io.gangway.content.FileRegion;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Stores the response of a subrequest in a variable of the page, if it is successful and not too large. Confined to its
 * loop.
 */
final class VariableSink implements Sink {
    private final Exchange page;
    private final String variable;
    private final ByteBuffer value;
    private int status;

    /**
     * Creates a sink.
     *
     * @param max maximum bytes of the value
     */
    VariableSink(Exchange page, String variable, int max) {
        this.page = page;
        this.variable = variable;
        value = ByteBuffer.allocate(max);
    }

    @Override
    public void head(Response response) {
        status = response.status();
    }

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        ByteBuffer bytes = buffer.getByteBuffer();
        boolean fits = bytes.remaining() <= value.remaining();
        if (fits) {
            value.put(bytes);
        }
        int size = value.position() + bytes.remaining();
        buffer.release();
        return fits ? accepted(mark) : refused(size);
    }

    @Override
    public Written write(FileRegion region, Mark mark) {
        try {
            if (region.length() > value.remaining()) {
                return refused(value.position() + region.length());
            }
            ByteBuffer part = value.slice(value.position(), (int) region.length());
            while (part.hasRemaining() && region.channel().read(part, region.offset() + part.position()) >= 0) {
                continue;
            }
            value.position(value.position() + part.position());
            return accepted(mark);
        } catch (IOException e) {
            page.log(LogLevel.CRIT, "read() failed (" + e.getMessage() + ")");
            return Written.FAILED;
        } finally {
            region.close();
        }
    }

    private Written accepted(Mark mark) {
        if (mark == Mark.LAST && status < 300) {
            String text = StandardCharsets.ISO_8859_1.decode(value.flip()).toString();
            SsiVariables.set(page, variable, text);
        }
        return Written.DONE;
    }

    private Written refused(long size) {
        page.log(LogLevel.ERROR, "too big subrequest response: " + size);
        return Written.FAILED;
    }

    @Override
    public void fail(Throwable cause) {
        // The variable keeps its value.
    }
}
