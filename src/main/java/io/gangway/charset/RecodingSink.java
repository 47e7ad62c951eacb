package io.gangway.charset;

import io.gangway.core.CodingSink;
import io.gangway.core.Exchange;
import io.gangway.core.Sink;
import java.nio.ByteBuffer;

/** Recodes one answer. */
final class RecodingSink extends CodingSink {
    private final Recoding recoding;

    RecodingSink(Exchange exchange, Sink next, Recoding recoding) {
        super(exchange, next);
        this.recoding = recoding;
    }

    @Override
    protected boolean code(ByteBuffer in, ByteBuffer to, Mark asked) {
        return recoding.recode(in, to);
    }
}
