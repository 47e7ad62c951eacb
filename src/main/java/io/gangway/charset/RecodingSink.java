package io.gangway.charset;

import io.gangway.content.Sink;
import io.gangway.exchange.CodingSink;
import io.gangway.exchange.Exchange;
import java.nio.ByteBuffer;

/** Converts one response. */
final class RecodingSink extends CodingSink {
    private final Recoding recoding;

    RecodingSink(Exchange exchange, Sink next, Recoding recoding) {
        super(exchange, next);
        this.recoding = recoding;
    }

    @Override
    protected boolean code(ByteBuffer in, ByteBuffer to, Mark mark) {
        return recoding.recode(in, to);
    }
}
