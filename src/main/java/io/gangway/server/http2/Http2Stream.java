package io.gangway.server.http2;

import io.gangway.content.Response;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Client;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Tunnel;
import io.gangway.exchange.VirtualHosts;
import io.gangway.http.BadMessageException;
import io.gangway.http.RequestHead;
import io.gangway.http2.Http2Settings;
import io.gangway.http2.frame.ErrorCode;
import io.gangway.http2.frame.Frames;
import io.gangway.http2.stream.FrameWriter;
import io.gangway.server.connection.ClientStream;
import io.gangway.server.connection.ConnectedClient;
import io.gangway.server.connection.GenerationRef;
import io.gangway.server.connection.ServerContext;
import java.util.List;
import java.util.Set;

/** One exchange over HTTP/2: a stream. Confined to the loop. */
final class Http2Stream extends ClientStream<Http2Body, Http2Sink> {
    private static final int MISDIRECTED_REQUEST = 421;

    /** Statuses without a response that are the client's fault; its stream is reset with PROTOCOL_ERROR. */
    private static final Set<Integer> CLIENT_ERRORS = Set.of(408, 444);

    private final Http2Connection connection;
    private final Http2Session session;
    private final FrameWriter output;
    private final int stream;
    private final ConnectedClient client;
    private final RequestHead head;
    private final long heap;

    /** RST_STREAM was sent or received, or the exchange has ended: nothing more is sent on the stream. */
    private boolean reset;

    Http2Stream(
            Http2Connection connection,
            Http2Session session,
            FrameWriter output,
            int stream,
            int requests,
            RequestHead head,
            boolean ended,
            long heap) {
        super(new Http2Body(output, connection.loop(), stream, head, ended, session.prereadSize()));
        this.connection = connection;
        this.session = session;
        this.output = output;
        this.stream = stream;
        this.head = head;
        this.heap = heap;
        client = connection.client().of(requests);
    }

    void begin(GenerationRef ref, VirtualHosts hosts, List<String> notes, BadMessageException fault) {
        create(ref, hosts, head, notes);
        if (fault != null) {
            refuse(fault.status(), fault.getMessage());
        } else if (!Http2Settings.isOn(exchange.server(), hosts.listen())) {
            refuse(
                    MISDIRECTED_REQUEST,
                    "client attempted to request the server name for which the negotiated protocol is disabled"
                            + " while reading client request headers");
        } else {
            exchange.start();
        }
    }

    private void refuse(int status, String why) {
        body.cancel();
        exchange.log(LogLevel.INFO, why);
        exchange.end(status);
    }

    int stream() {
        return stream;
    }

    /** The heap that the request uses. */
    long heap() {
        return heap;
    }

    Http2Sink sink() {
        return sink;
    }

    boolean isInputEnded() {
        return body.isInputEnded();
    }

    // ---- early ends of a stream

    /** The client has reset the stream. */
    void reset(int code) {
        exchange.log(
                LogLevel.INFO,
                switch (code) {
                    case ErrorCode.CANCEL -> "client canceled stream " + stream;
                    case ErrorCode.INTERNAL_ERROR -> "client terminated stream " + stream + " due to internal error";
                    default -> "client terminated stream " + stream + " with status " + Integer.toUnsignedString(code);
                });
        reset = true;
        clientGone();
    }

    /** Resets the stream because the client violates flow control. */
    void terminate(int code) {
        if (!reset) {
            reset = true;
            output.queue(Frames.reset(stream, code));
            clientGone();
        }
    }

    /** Ends the exchange, unless it continues without its client. */
    void clientGone() {
        body.clientGone();
        exchange.clientGone();
        if (!exchange.isEnded()) {
            sink.clientGone();
        }
    }

    void connectionClosed() {
        reset = true;
        clientGone();
        sink.connectionClosed();
        if (!exchange.isEnded()) {
            exchange.broken();
        }
    }

    // ---- HttpStream

    @Override
    public Client client() {
        return client;
    }

    @Override
    protected Http2Sink createSink() {
        return new Http2Sink(output, connection.loop(), stream, exchange, session.initialWindow());
    }

    @Override
    protected ServerContext serverContext() {
        return connection.serverContext();
    }

    /** Never called: an HTTP/2 request can't request an upgrade. */
    @Override
    public void upgrade(Exchange forExchange, Response head101, Tunnel tunnel) {
        tunnel.failed(null);
        exchange.broken();
    }

    @Override
    public void ended(Exchange forExchange) {
        body.cancel();
        sink.release();
        ref.release();
        if (!reset) {
            reset = true;
            if (!sink.isComplete()) {
                boolean clients = sink.isTimedOut() || CLIENT_ERRORS.contains(exchange.status());
                output.queue(Frames.reset(stream, clients ? ErrorCode.PROTOCOL_ERROR : ErrorCode.INTERNAL_ERROR));
            } else if (!body.isInputEnded()) {
                output.queue(Frames.reset(stream, ErrorCode.NO_ERROR));
            }
        }
        session.closed(this);
        output.flush();
    }

    @Override
    public void abort() {
        exchange.broken();
    }
}
