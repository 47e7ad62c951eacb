package io.gangway.mirror;

import io.gangway.content.NoBody;
import io.gangway.content.RequestBody;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.explain.ExplanationStep.Topic;
import java.util.List;

/**
 * Sends copies of a client's request to other URIs.
 *
 * @param uris not empty
 * @param body whether the copies have the request's body
 */
record MirrorPhase(List<String> uris, boolean body) implements PhaseHandler {
    @Override
    public PhaseResult run(Exchange x) {
        if (x.isSubrequest()) {
            return PhaseResult.NEXT;
        }
        if (!body) {
            copy(x, false);
            return PhaseResult.NEXT;
        }
        x.buffer(whole -> {
            if (whole != null) {
                copy(x, true);
                x.resume(PhaseResult.NEXT);
            }
        });
        return PhaseResult.PENDING;
    }

    private void copy(Exchange x, boolean withBody) {
        if (x.loop().isShortOfMemory()) {
            x.log(LogLevel.WARN, "memory is short: the request is not mirrored");
            return;
        }
        RunningCopies copies = RunningCopies.of(x.loop());
        int max = Math.max(1, x.generation().settings().workerConnections() / 2);
        for (String uri : uris) {
            if (copies.start(max)) {
                RequestBody copied = withBody ? x.wholeBody() : new NoBody();
                x.background(uri, copied, new MirrorSink(), copies::end);
            } else if (copies.mayLog(x.loop().nanoTime())) {
                x.log(LogLevel.WARN, copies.running() + " copies of requests are running: the request is not mirrored");
            }
        }
    }

    @Override
    public PhaseResult explain(Exchange x) {
        if (!x.isSubrequest()) {
            for (String uri : uris) {
                String text = "mirror sends a copy of the request to " + uri;
                x.explanation().step(Topic.SUBREQUEST, x.location().source().levels(), "mirror", text);
            }
        }
        return PhaseResult.NEXT;
    }
}
