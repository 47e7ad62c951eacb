package io.gangway.server;

import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.http2.HeaderBlockWriter;
import io.gangway.server.connection.ResponseHeadWriter;

/** The head of an answer as a header block, with nginx's fields in nginx's order. */
public final class Http2AnswerHead {
    private Http2AnswerHead() {}

    public static HeaderBlockWriter of(HeaderBlockWriter block, Exchange exchange, Response response) {
        block.status(ResponseHeadWriter.status(response));
        // nginx passes on the time that a backend says among the other fields.
        boolean passed = response.statusText() != null;
        ResponseHeadWriter.general(exchange, response, (name, value) -> {
            if (passed && name.equals("Last-Modified")) {
                block.field(name, value);
            } else {
                block.own(name, value);
            }
        });
        ResponseHeadWriter.specific(exchange, response, (name, value) -> {
            if (name.equals("Vary")) {
                block.own(name, value);
            } else {
                block.field(name, value);
            }
        });
        return block;
    }
}
