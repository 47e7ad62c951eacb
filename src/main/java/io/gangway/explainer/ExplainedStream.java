package io.gangway.explainer;

import io.gangway.content.FileRegion;
import io.gangway.content.Producer;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.exchange.Client;
import io.gangway.exchange.DetachedStream;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Tunnel;
import io.gangway.explain.ExplanationRecorder;
import io.gangway.http.Field;
import io.gangway.loop.EventLoop;
import io.gangway.server.connection.ResponseHeadWriter;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** The client's side of an explained request: records the head of the response, and sends nothing. */
final class ExplainedStream extends DetachedStream implements Sink {
    private final ExplanationRecorder recorder;
    private Exchange exchange;

    ExplainedStream(Client client, EventLoop loop, ExplanationRecorder recorder) {
        super(client, loop);
        this.recorder = recorder;
    }

    @Override
    public Sink sink(Exchange ofResponse, Producer producer) {
        exchange = ofResponse;
        return this;
    }

    @Override
    public void head(Response response) {
        record(exchange, response, ResponseHeadWriter.status(response));
    }

    private void record(Exchange x, Response response, int status) {
        List<Field> fields = new ArrayList<>();
        ResponseHeadWriter.general(x, response, (name, value) -> fields.add(new Field(name, value)));
        ResponseHeadWriter.specific(x, response, (name, value) -> fields.add(new Field(name, value)));
        recorder.response(status, fields);
    }

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        buffer.release();
        if (mark == Mark.LAST) {
            exchange.completed();
        }
        return Written.DONE;
    }

    @Override
    public Written write(FileRegion region, Mark mark) {
        region.close();
        return Written.DONE;
    }

    @Override
    public void fail(Throwable cause) {
        exchange.broken();
    }

    @Override
    public void upgrade(Exchange upgraded, Response head101, Tunnel tunnel) {
        boolean extended = upgraded.head().isExtendedConnect();
        if (extended) {
            head101.fields().remove("Upgrade");
            head101.fields().remove("Sec-WebSocket-Accept");
        }
        record(upgraded, head101, extended ? 200 : 101);
        upgraded.tunnelEnded();
    }

    @Override
    public boolean isUncommitted() {
        return recorder.status() == 0;
    }
}
