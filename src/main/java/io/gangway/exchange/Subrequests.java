package io.gangway.exchange;

import io.gangway.content.NoBody;
import io.gangway.content.RequestBody;
import io.gangway.content.RewindableBody;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The subrequests of an exchange, which end with it. Owned by the exchange. */
final class Subrequests {
    /** Maximum nesting, as in nginx. */
    private static final int MAX_DEPTH = 51;

    /** Maximum number for one client request, as in nginx; here ended ones count, too, but for those of {@link #repeat}. */
    private static final int MAX = 64535;

    private final Exchange exchange;
    private final Subrequests origin;
    private final int depth;
    /** Null until there are any. */
    private Set<SubrequestStream> open;

    /** In the client's exchange: number of all subrequests, nested ones included. */
    private int count;

    Subrequests(Exchange exchange, Subrequests parent) {
        this.exchange = exchange;
        origin = parent == null ? this : parent.origin;
        depth = parent == null ? 0 : parent.depth + 1;
    }

    /**
     * See {@link Exchange#subrequest}.
     *
     * @param prepare called with the subrequest before it starts
     */
    SubrequestStream start(
            String uri, String args, RequestBody body, Sink sink, Consumer<Exchange> prepare, Consumer<Exchange> then) {
        SubrequestStream stream = create(uri, args, body, sink, then, false);
        if (stream == null) {
            return null;
        }
        prepare.accept(stream.child());
        if (open == null) {
            open = new HashSet<>();
            exchange.onEnd(this::end);
        }
        open.add(stream);
        stream.child().onEnd(() -> open.remove(stream));
        exchange.loop().execute(stream.child()::start);
        return stream;
    }

    /** See {@link Exchange#repeat}. A large response has any number of parts, one after another. */
    Subrequest repeat(RequestBody body, Sink sink, Consumer<Exchange> prepare, Consumer<Exchange> then) {
        SubrequestStream stream = start(exchange.uri(), exchange.args(), body, sink, prepare, then);
        if (stream != null) {
            stream.child().onEnd(() -> origin.count--);
        }
        return stream;
    }

    /** See {@link Exchange#background}. */
    void background(String uri, RequestBody body, Sink sink, Runnable ended) {
        SubrequestStream stream = create(uri, exchange.args(), body, sink, done -> {}, true);
        if (stream == null) {
            ended.run();
            return;
        }
        Exchange child = stream.child();
        child.onEnd(ended);
        child.method(exchange.method());
        child.onEnd(exchange.stream().background(stream::cancel));
        if (body instanceof RewindableBody buffered) {
            child.onEnd(buffered.retain());
        }
        exchange.loop().execute(child::start);
    }

    /** See {@link Exchange#backgroundCopy}. */
    Exchange backgroundCopy() {
        SubrequestStream stream =
                create(exchange.uri(), exchange.args(), new NoBody(), FilterChain.DISCARD, ended -> {}, true);
        if (stream == null) {
            return null;
        }
        Exchange copy = stream.child();
        copy.copy(exchange);
        copy.onEnd(exchange.stream().background(stream::cancel));
        return copy;
    }

    /** Returns null when there are too many. */
    private SubrequestStream create(
            String uri, String args, RequestBody body, Sink sink, Consumer<Exchange> then, boolean background) {
        if (!isAllowed(uri)) {
            return null;
        }
        SubrequestStream stream = new SubrequestStream(exchange, body, sink, then, background);
        Exchange child = new Exchange(exchange, uri, args, stream);
        if (body instanceof RewindableBody buffered) {
            child.received().buffered(buffered);
        }
        stream.attach(child);
        origin.count++;
        return stream;
    }

    private boolean isAllowed(String uri) {
        if (depth == MAX_DEPTH) {
            exchange.log(LogLevel.ERROR, "subrequests cycle while processing \"" + uri + "\"");
            return false;
        }
        if (origin.count == MAX) {
            exchange.log(LogLevel.CRIT, "request reference counter overflow while processing \"" + uri + "\"");
            return false;
        }
        return true;
    }

    private void end() {
        List<SubrequestStream> left = new ArrayList<>(open);
        left.forEach(SubrequestStream::cancel);
    }
}
