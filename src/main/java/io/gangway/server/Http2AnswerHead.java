package io.gangway.server;

import io.gangway.core.Answer;
import io.gangway.core.Exchange;
import io.gangway.http2.HeaderBlockWriter;

/** The head of an answer as a header block, with nginx's fields in nginx's order. */
final class Http2AnswerHead {
    private Http2AnswerHead() {}

    static HeaderBlockWriter of(HeaderBlockWriter block, Exchange exchange, Answer answer) {
        block.status(AnswerHead.status(answer));
        // nginx passes on the time that a backend says among the other fields.
        boolean passed = answer.statusText() != null;
        AnswerHead.general(exchange, answer, (name, value) -> {
            if (passed && name.equals("Last-Modified")) {
                block.field(name, value);
            } else {
                block.own(name, value);
            }
        });
        AnswerHead.specific(exchange, answer, (name, value) -> {
            if (name.equals("Vary")) {
                block.own(name, value);
            } else {
                block.field(name, value);
            }
        });
        return block;
    }
}
