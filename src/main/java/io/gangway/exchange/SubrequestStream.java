package io.gangway.exchange;

import io.gangway.content.BytesProducer;
import io.gangway.content.FileRegion;
import io.gangway.content.Producer;
import io.gangway.content.RequestBody;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.http.Fields;
import io.gangway.loop.EventLoop;
import java.util.function.Consumer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** The stream of a subrequest: its response goes to a sink of the parent. Confined to the loop. */
final class SubrequestStream implements HttpStream, Subrequest, ResponseProgress {
    private final Exchange parent;
    private final RequestBody body;
    private final Sink target;
    private final Consumer<Exchange> then;
    /** Whether the subrequest may outlive its parent, whose response does not depend on it. */
    private final boolean background;

    /** Responds in place of an error page; else null. */
    private Consumer<Exchange> stub;

    private Exchange child;
    private Producer producer;
    /** Whether the sink has taken the last bytes, or none are wanted. */
    private boolean complete;
    /** Whether the last write is pending. */
    private boolean lastPending;

    private boolean uncommitted = true;
    private long bodyBytes;

    SubrequestStream(Exchange parent, RequestBody body, Sink target, Consumer<Exchange> then, boolean background) {
        this.parent = parent;
        this.body = body;
        this.target = target;
        this.then = then;
        this.background = background;
    }

    /** Sets the exchange of this stream, before it starts. */
    void attach(Exchange newChild) {
        child = newChild;
    }

    Exchange child() {
        return child;
    }

    // ---- Subrequest

    @Override
    public void writable() {
        if (lastPending) {
            child.completed();
        } else {
            producer.writable();
        }
    }

    @Override
    public void cancel() {
        if (!complete) {
            complete = true;
            if (producer != null) {
                producer.cancel(null);
            }
        }
        child.broken();
    }

    @Override
    public void stub(String stubBody, String contentType) {
        stub = x -> x.respond(new Response(200).contentType(contentType), new BytesProducer(stubBody));
    }

    // ---- HttpStream

    @Override
    public Consumer<Exchange> stub() {
        return stub;
    }

    @Override
    public Client client() {
        return parent.client();
    }

    @Override
    public EventLoop loop() {
        return parent.loop();
    }

    @Override
    public RequestBody body() {
        return body;
    }

    @Override
    public Sink sink(Exchange exchange, Producer newProducer) {
        producer = newProducer;
        return new Sink() {
            @Override
            public void head(Response response) {
                uncommitted = false;
                target.head(response);
            }

            @Override
            public Written write(RetainableByteBuffer buffer, Mark mark) {
                bodyBytes += buffer.remaining();
                return passed(target.write(buffer, mark), mark);
            }

            @Override
            public Written write(FileRegion region, Mark mark) {
                bodyBytes += region.length();
                return passed(target.write(region, mark), mark);
            }

            private Written passed(Written written, Mark mark) {
                complete |= mark == Mark.LAST;
                lastPending = mark == Mark.LAST && written == Written.PENDING;
                if (written == Written.FAILED) {
                    cancel();
                } else if (mark == Mark.LAST && written == Written.DONE) {
                    child.completed();
                }
                return written;
            }

            @Override
            public void trailers(Fields trailers) {
                target.trailers(trailers);
            }

            @Override
            public void fail(Throwable cause) {
                complete = true;
                target.fail(cause);
                child.broken();
            }
        };
    }

    @Override
    public void upgrade(Exchange exchange, Response head101, Tunnel tunnel) {
        child.log(LogLevel.ERROR, "connection upgrade in subrequest");
        abort();
        tunnel.failed(null);
    }

    @Override
    public void closeAfter() {
        // The connection belongs to the parent.
    }

    @Override
    public void ended(Exchange exchange) {
        try {
            then.accept(exchange);
        } catch (RuntimeException | Error e) {
            // The caller cannot end the parent, which would wait forever.
            parent.failed(e);
        }
    }

    @Override
    public Runnable background(Runnable cut) {
        return parent.stream().background(cut);
    }

    @Override
    public ResponseProgress progress() {
        return this;
    }

    @Override
    public void abort() {
        if (background) {
            cancel();
        } else {
            parent.stream().abort();
        }
    }

    // ---- ResponseProgress

    @Override
    public long bytesSent() {
        return bodyBytes;
    }

    @Override
    public long bodyBytesSent() {
        return bodyBytes;
    }

    @Override
    public boolean isUncommitted() {
        return uncommitted;
    }
}
