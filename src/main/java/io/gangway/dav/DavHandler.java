package io.gangway.dav;

import io.gangway.content.BytesProducer;
import io.gangway.content.FileErrors;
import io.gangway.content.Response;
import io.gangway.content.RewindableBody;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.http.PercentEncoding;
import java.util.Set;

/** Responds to WebDAV's methods in a location with {@code dav_methods}. Immutable. */
final class DavHandler implements PhaseHandler {
    private final Set<String> methods;
    private final boolean createsPath;
    private final int minDeleteDepth;
    private final int access;

    /**
     * A handler for these methods.
     *
     * @param createsPath whether PUT creates missing directories
     * @param minDeleteDepth minimum number of elements in the path of a DELETE
     * @param access permission bits of new files
     */
    DavHandler(Set<String> methods, boolean createsPath, int minDeleteDepth, int access) {
        this.methods = methods;
        this.createsPath = createsPath;
        this.minDeleteDepth = minDeleteDepth;
        this.access = access;
    }

    @Override
    public PhaseResult run(Exchange x) {
        if (!methods.contains(x.method())) {
            return PhaseResult.NEXT;
        }
        try {
            if (x.method().equals("PUT")) {
                Put.check(x);
                x.received().bufferInFile(body -> put(x, body));
            } else {
                start(x, task(x), false);
            }
            return PhaseResult.PENDING;
        } catch (DavException e) {
            return refused(x, e);
        }
    }

    private DavTask task(Exchange x) throws DavException {
        return switch (x.method()) {
            case "DELETE" -> Delete.of(x, minDeleteDepth);
            case "MKCOL" -> MakeCollection.of(x, access);
            default -> CopyOrMove.of(x, access);
        };
    }

    /** @param body null after the exchange has ended with an error */
    private void put(Exchange x, RewindableBody body) {
        if (body == null) {
            return;
        }
        try {
            start(x, Put.of(x, body, createsPath, access), true);
        } catch (DavException e) {
            refused(x, e);
        }
    }

    /** Runs a task on the pool. It is not left half done when the client leaves. */
    private static void start(Exchange x, DavTask task, boolean isPut) {
        x.ignoreClientAbort(true);
        FileErrors errors = new FileErrors();
        x.offload(() -> task.run(errors), (status, failure) -> {
            errors.writeTo(x::log);
            if (x.isEnded()) {
                return;
            }
            if (failure == null) {
                respond(x, status, isPut);
            } else if (failure instanceof DavException e) {
                refused(x, e);
            } else {
                x.failed(failure);
            }
        });
    }

    private static void respond(Exchange x, int status, boolean isPut) {
        boolean named = status == 201 && (isPut || x.method().equals("MKCOL"));
        String location = named ? PercentEncoding.uri(x.uri()) : null;
        if (isPut) {
            x.respond(
                    new Response(status).contentLength(status == 201 ? 0 : -1).location(location),
                    new BytesProducer(""));
        } else {
            x.end(status, location);
        }
    }

    private static PhaseResult refused(Exchange x, DavException e) {
        if (e.getMessage() != null) {
            x.log(e.level(), e.getMessage());
        }
        return x.end(e.status());
    }

    @Override
    public PhaseResult explain(Exchange x) {
        if (!methods.contains(x.method())) {
            return PhaseResult.NEXT;
        }
        try {
            if (x.method().equals("PUT")) {
                Put.check(x);
            } else {
                task(x);
            }
        } catch (DavException e) {
            return refused(x, e);
        }
        String path = x.location().settings().root().file(x, x.uri());
        x.explanation()
                .step(
                        Topic.FILE,
                        x.location().source().levels(),
                        "dav_methods",
                        "dav_methods: " + x.method() + " of \"" + path + "\" on the disk");
        int status = x.method().equals("DELETE") || x.method().equals("MOVE") ? 204 : 201;
        x.explanation().assume("it succeeds with " + status);
        return x.respond(new Response(status), new BytesProducer(""));
    }

    static void refuseBody(Exchange x, String message) throws DavException {
        if (x.head().contentLength() > 0 || x.head().chunked()) {
            throw DavException.refused(415, message);
        }
    }
}
