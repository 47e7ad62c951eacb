package io.gangway.server.http2;

import io.gangway.content.Response;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Client;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Tunnel;
import io.gangway.exchange.VirtualHosts;
import io.gangway.http.BadMessageException;
import io.gangway.http.Fields;
import io.gangway.http.RequestHead;
import io.gangway.http2.Http2Settings;
import io.gangway.http2.frame.ErrorCode;
import io.gangway.http2.frame.Frames;
import io.gangway.http2.stream.FrameWriter;
import io.gangway.http2.stream.StreamLeg;
import io.gangway.server.connection.ClientStream;
import io.gangway.server.connection.ConnectedClient;
import io.gangway.server.connection.GenerationRef;
import io.gangway.server.connection.ServerContext;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.util.BufferUtil;

/** One exchange over HTTP/2: a stream. Confined to the loop. */
final class Http2Stream extends ClientStream<Http2Body, Http2Sink> implements StreamLeg.Session {
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

    /** What an extended CONNECT sends and receives; null for other requests. */
    private final StreamLeg leg;

    /** The leg belongs to a tunnel. */
    private boolean tunnel;

    /** The exchange of a tunnel has ended. */
    private boolean over;

    /** The leg has ended. */
    private boolean legEnded;

    Http2Stream(
            Http2Connection connection,
            Http2Session session,
            FrameWriter output,
            int stream,
            int requests,
            RequestHead head,
            boolean ended,
            long heap) {
        super(new Http2Body(
                output, connection.loop(), stream, head, ended || head.isExtendedConnect(), session.prereadSize()));
        this.connection = connection;
        this.session = session;
        this.output = output;
        this.stream = stream;
        this.head = head;
        this.heap = heap;
        client = connection.client().of(requests);
        leg = head.isExtendedConnect() ? newLeg(ended) : null;
    }

    private StreamLeg newLeg(boolean ended) {
        StreamLeg created =
                new StreamLeg(this, output, connection.loop(), stream, session.initialWindow(), session.prereadSize());
        if (ended) {
            created.receive(BufferUtil.EMPTY_BUFFER, true);
        }
        return created;
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

    boolean isExtendedConnect() {
        return leg != null;
    }

    /** Ends the stream at once if it belongs to that generation. */
    void cut(GenerationRef ofGeneration) {
        if (ref != ofGeneration) {
            return;
        }
        if (tunnel) {
            leg.terminate(ErrorCode.CANCEL);
        }
        breakOff();
    }

    /** Ends the exchange at once, even a tunnel that waits for its backend with bytes of a client that has gone. */
    void breakOff() {
        if (!exchange.isEnded()) {
            exchange.broken();
        }
    }

    // ---- windows and received bytes

    boolean isInputEnded() {
        return leg == null ? body.isInputEnded() : leg.isInputEnded();
    }

    /** Reserves window for a DATA frame; false when the frame exceeds it. */
    boolean fits(int size) {
        return leg == null ? body.fits(size) : leg.fits(size);
    }

    int receiveWindow() {
        return leg == null ? body.window() : leg.receiveWindow();
    }

    /** How many bytes are of use: the small frames of a tunnel are no flood. */
    int useful(int payload) {
        return tunnel && payload > 0 ? Frames.HEAD_SIZE + payload : payload;
    }

    void receive(ByteBuffer bytes, boolean last) {
        if (leg == null) {
            body.receive(bytes, last);
        } else {
            leg.receive(bytes, last);
        }
    }

    /** All frames of a read were received. */
    void arrived() {
        if (leg == null) {
            body.call();
        } else {
            leg.arrived();
        }
    }

    /** Memory of unread bytes. */
    long held() {
        return leg == null ? body.held() : leg.held();
    }

    int window() {
        return sink.window();
    }

    /** Changes the window for sending; false when it exceeds the maximum. */
    boolean grow(int delta) {
        return sink.grow(delta) && (leg == null || leg.grow(delta));
    }

    // ---- early ends of a stream

    /** The client has reset the stream. */
    void reset(int code) {
        if (tunnel) {
            reset = true;
            leg.reset(code);
            return;
        }
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
        if (tunnel) {
            leg.terminate(code);
        } else if (!reset) {
            reset = true;
            output.queue(Frames.reset(stream, code));
            clientGone();
        }
    }

    /** Ends the exchange, unless it continues without its client. */
    void clientGone() {
        if (tunnel) {
            leg.connectionClosed();
            return;
        }
        if (leg != null) {
            // No tunnel is opened for it any more.
            reset = true;
        }
        body.clientGone();
        exchange.clientGone();
        if (!exchange.isEnded()) {
            sink.clientGone();
        }
    }

    void connectionClosed() {
        reset = true;
        clientGone();
        if (tunnel) {
            return;
        }
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

    @Override
    public void interim(int status, Fields fields) {
        sink.interim(status, fields);
    }

    @Override
    public void upgrade(Exchange forExchange, Response head101, Tunnel opened) {
        body.cancel();
        if (reset) {
            opened.failed(null);
            exchange.broken();
            return;
        }
        tunnel = true;
        sink.upgrade(head101, leg);
        leg.tunnel(ErrorCode.CONNECT_ERROR);
        opened.open(leg);
        output.flush();
    }

    @Override
    public void ended(Exchange forExchange) {
        if (tunnel) {
            over = true;
            ref.release();
            forget();
            return;
        }
        if (leg != null) {
            leg.discard();
        }
        body.cancel();
        sink.release();
        ref.release();
        if (!reset) {
            reset = true;
            if (!sink.isComplete()) {
                boolean clients = sink.isTimedOut() || CLIENT_ERRORS.contains(exchange.status());
                output.queue(Frames.reset(stream, clients ? ErrorCode.PROTOCOL_ERROR : ErrorCode.INTERNAL_ERROR));
            } else if (!isInputEnded()) {
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

    // ---- the leg of a tunnel

    @Override
    public SocketAddress localAddress() {
        return connection.getEndPoint().getLocalSocketAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return connection.getEndPoint().getRemoteSocketAddress();
    }

    @Override
    public SSLEngine tls() {
        return connection.client().tls();
    }

    @Override
    public boolean lingers() {
        return !connection.context().isClosing();
    }

    @Override
    public void ended(StreamLeg ofTunnel) {
        legEnded = true;
        forget();
    }

    private void forget() {
        if (over && legEnded) {
            session.closed(this);
        }
    }
}
