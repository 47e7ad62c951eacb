package io.gangway.upstream.health;

import io.gangway.exchange.Exchange;
import io.gangway.http.BadMessageException;
import io.gangway.loop.ConnectAttempt;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Leg;
import io.gangway.loop.Timer;
import io.gangway.upstream.Attempt;
import io.gangway.upstream.Attempts;
import io.gangway.upstream.exchange.PassSettings;
import io.gangway.upstream.exchange.UpstreamFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Executors;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * One check on one connection: sends the request, reads the response, compares it. The response must be complete within
 * {@code proxy_read_timeout}, so that a peer cannot delay the result by sending slowly. Confined to its loop.
 */
final class RunningCheck implements ConnectAttempt.Listener, Leg.Listener {
    private static final int PIECE = 8192;
    private static final int MAX_FILLS = 4;

    private final GroupCheck owner;
    private final PeerCheck listener;
    private final EventLoop loop;
    private final PassSettings settings;
    private final CheckResponse response;
    private final WebSocketHandshake handshake;
    private final Timer timer;

    private Exchange x;
    private CheckRequest request;
    private SocketAddress address;
    private EventLoop.Dialling dialling;
    private Leg leg;
    private long openedNanos;
    private boolean sent;
    private boolean over;

    RunningCheck(GroupCheck owner, PeerCheck listener) {
        this.owner = owner;
        this.listener = listener;
        loop = owner.loop();
        settings = owner.protocol().settings();
        response = owner.protocol().response(owner.check().webSocket());
        handshake = owner.check().webSocket() ? new WebSocketHandshake() : null;
        timer = loop.timer(this::timedOut);
        if (owner.match().needsBody() || owner.check().grpc() != null) {
            response.keepBody();
        }
    }

    /** @param idle a connection to use; null for a new one */
    void start(SocketAddress to, IdleCheckLeg idle) {
        address = to;
        try {
            x = owner.exchange(handshake);
            GrpcHealth grpc = owner.check().grpc();
            request = grpc == null
                    ? owner.protocol().request(x)
                    : owner.protocol().call(x, grpc.message());
            if (idle != null) {
                openedNanos = idle.openedNanos();
                use(idle.leg());
            } else if (request.beforeDial() == null) {
                dial();
            } else {
                loop.offload(Executors.callable(request.beforeDial()), (done, failure) -> {
                    if (!over && failure == null) {
                        dial();
                    } else {
                        end(String.valueOf(failure), false);
                    }
                });
            }
        } catch (BadMessageException | RuntimeException e) {
            if (idle != null) {
                idle.close();
            }
            end("no request: " + e.getMessage(), false);
        }
    }

    private void dial() {
        SocketAddress local = address instanceof UnixDomainSocketAddress ? null : settings.localAddress(x);
        dialling = loop.dial(new ConnectAttempt(address, local, false, request.tls(), settings.connectMillis()), this);
    }

    @Override
    public void connected(Leg opened) {
        dialling = null;
        openedNanos = loop.nanoTime();
        use(opened);
    }

    private void use(Leg opened) {
        leg = opened;
        leg.listener(this);
        leg.hops(1);
        timer.arm(settings.sendMillis());
        try {
            if (leg.write(ByteBuffer.wrap(request.bytes()))) {
                sent();
            }
            leg.demand();
        } catch (IOException e) {
            end(UpstreamFailure.of("writev()", e) + " while sending request to upstream", false);
        }
    }

    private void sent() {
        sent = true;
        timer.arm(settings.readMillis());
    }

    @Override
    public void failed(Throwable cause) {
        dialling = null;
        String tls = owner.protocol().tlsFailure(cause);
        if (leg != null) {
            end(UpstreamFailure.of("writev()", cause) + " while sending request to upstream", false);
        } else if (tls != null) {
            end(tls + " while SSL handshaking to upstream", false);
        } else if (UpstreamFailure.isTimeout(cause)) {
            end(UpstreamFailure.TIMED_OUT + " while connecting to upstream", false);
        } else {
            end(UpstreamFailure.of("connect()", cause) + " while connecting to upstream", false);
        }
    }

    @Override
    public void writable() {
        sent();
        try {
            reply();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void reply() throws IOException {
        ByteBuffer reply = response.reply();
        if (reply != null) {
            sent = leg.write(reply);
        }
    }

    private void timedOut() {
        end(
                UpstreamFailure.TIMED_OUT
                        + (sent ? " while reading response from upstream" : " while sending request to upstream"),
                false);
    }

    @Override
    public void crashed(Throwable cause) {
        end("unexpected " + cause, false);
    }

    @Override
    public void readable() {
        try {
            for (int i = 0; i < MAX_FILLS && !over; i++) {
                if (!read()) {
                    break;
                }
            }
            if (!over) {
                leg.demand();
            }
        } catch (BadMessageException e) {
            end(e.getMessage(), false);
        } catch (IOException e) {
            end(UpstreamFailure.of("recv()", e) + " while reading response from upstream", false);
        }
    }

    /** Reads once; false if nothing was there. */
    private boolean read() throws IOException, BadMessageException {
        RetainableByteBuffer bytes = loop.buffers().acquire(loop.pieceSize(PIECE), true);
        try {
            ByteBuffer buffer = bytes.getByteBuffer();
            int n = leg.fill(buffer);
            if (n == 0) {
                return false;
            }
            if (n < 0) {
                boolean whole = response.isWholeAtEnd();
                end(whole ? mismatch() : "upstream prematurely closed connection", false);
            } else if (response.read(buffer)) {
                end(mismatch(), response.allowsReuse() && !buffer.hasRemaining());
            } else if (owner.check().keepaliveMillis() == 0 && response.hasEnough()) {
                end(mismatch(), false);
            } else if (sent) {
                reply();
            }
            return true;
        } finally {
            bytes.release();
        }
    }

    private String mismatch() {
        Attempt attempt = Attempts.begin(x).add(loop.monotonicMillis());
        attempt.status(response.head().status());
        attempt.fields(response.head().fields());
        String mismatch = owner.match().mismatch(response, x);
        if (mismatch != null) {
            return mismatch;
        }
        GrpcHealth grpc = owner.check().grpc();
        return grpc != null ? grpc.fault(response) : handshake == null ? null : handshake.fault(response.head());
    }

    /** @param reusable whether the connection may be used again */
    private void end(String failure, boolean reusable) {
        if (over) {
            return;
        }
        over = true;
        timer.cancel();
        Leg used = leg;
        leg = null;
        IdleCheckLeg kept = null;
        if (used != null && reusable && owner.check().keepaliveMillis() > 0) {
            kept = new IdleCheckLeg(used, openedNanos, owner.check().keepaliveMillis());
        } else if (used != null && handshake != null && failure == null) {
            ClosingHandshake.start(used);
        } else if (used != null) {
            used.close();
        }
        listener.ended(failure, kept);
    }

    /** Ends it without a result. Idempotent. */
    void cancel() {
        over = true;
        timer.cancel();
        if (dialling != null) {
            dialling.cancel();
            dialling = null;
        }
        if (leg != null) {
            leg.close();
            leg = null;
        }
    }
}
