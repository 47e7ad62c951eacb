package io.gangway.tls;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Finds out the status of a client's certificate for one connection and one server. Confined to its loop. */
final class OcspCheck {
    private final List<Runnable> waiting = new ArrayList<>();
    /** Null while it is not known. */
    private OcspStatus status;

    OcspStatus status() {
        return status;
    }

    /** Calls back when the status is known. Not to be called afterwards. */
    void waitFor(Runnable known) {
        waiting.add(known);
    }

    /** Asks on the pool. Called once. */
    void start(Exchange x, ServerTlsContext server, List<X509Certificate> chain) {
        ask(x, server, chain, System.nanoTime(), false);
    }

    /** @param again whether this has waited for its turn */
    private void ask(Exchange x, ServerTlsContext server, List<X509Certificate> chain, long startNanos, boolean again) {
        x.loop().offload(() -> server.ocsp().check(server.path(chain)), (found, failure) -> {
            if (failure instanceof OcspException e && e.isBusy()) {
                Ocsp.TURNS.await(
                        startNanos,
                        () -> ask(x, server, chain, startNanos, true),
                        () -> x.loop().execute(() -> ended(x, null, failure)));
                return;
            }
            ended(x, found, failure);
            if (again) {
                Ocsp.TURNS.next();
            }
        });
    }

    private void ended(Exchange x, OcspStatus found, Throwable failure) {
        status = failure == null ? found : OcspStatus.FAILED;
        if (failure != null) {
            String text = failure instanceof OcspException ? failure.getMessage() : failure.toString();
            x.log(LogLevel.ERROR, text + " while requesting certificate status");
        }
        waiting.forEach(Runnable::run);
        waiting.clear();
    }
}
