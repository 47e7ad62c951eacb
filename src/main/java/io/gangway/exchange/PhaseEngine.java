package io.gangway.exchange;

import io.gangway.errorlog.LogLevel;
import io.gangway.http.PercentEncoding;
import java.util.function.Supplier;

/** Takes an exchange through its phases, in nginx's order, and back to their begin at an internal redirect. Owned by its exchange. */
final class PhaseEngine {
    /** As in nginx: so many internal redirects are a cycle. */
    private static final int REDIRECT_CYCLE = 11;

    private enum Stage {
        /** Once: not again after an internal redirect, nor for a subrequest. */
        POST_READ,
        SERVER,
        FIND,
        LOCATION,
        REST
    }

    private final Exchange exchange;
    private Stage stage = Stage.POST_READ;

    /** Those of the stage; an {@code if} may move the exchange to another location meanwhile. Null before its first. */
    private PhaseHandler[] phases;

    private int next;
    private int redirectsLeft = REDIRECT_CYCLE;

    PhaseEngine(Exchange exchange) {
        this.exchange = exchange;
        if (exchange.isSubrequest()) {
            stage = Stage.SERVER;
        }
    }

    void start() {
        run();
    }

    // ---- internal redirects

    /** The server's rewrites again, then another choice of location. */
    PhaseResult redirect(String uri, String args) {
        if (!count(() -> "rewrite or internal redirection cycle while internally redirecting to \"" + uri + "\"")) {
            return exchange.finish(500);
        }
        exchange.redirected(uri, args);
        to(Stage.SERVER);
        return PhaseResult.REDIRECT;
    }

    PhaseResult redirectNamed(String name) {
        if (!count(() -> "rewrite or internal redirection cycle while redirect to named location \"" + name + "\"")) {
            return exchange.finish(500);
        }
        if (exchange.uri().isEmpty()) {
            exchange.log(LogLevel.ERROR, "empty URI in redirect to named location \"" + name + "\"");
            return exchange.finish(500);
        }
        Location named = exchange.server().locations().named(name);
        if (named == null) {
            exchange.log(LogLevel.ERROR, "could not find named location \"" + name + "\"");
            return exchange.finish(500);
        }
        exchange.redirected(named.forMethod(exchange.method()));
        to(Stage.LOCATION);
        return PhaseResult.REDIRECT;
    }

    boolean mayRedirect() {
        return redirectsLeft > 0;
    }

    private boolean count(Supplier<String> complaint) {
        redirectsLeft--;
        if (redirectsLeft == 0) {
            exchange.log(LogLevel.ERROR, complaint.get());
            return false;
        }
        return true;
    }

    // ---- the phases

    /** The access phases that are left do not run. */
    void accessAllowed() {
        next = exchange.location().afterAccess();
    }

    void resume(PhaseResult result) {
        switch (result) {
            case NEXT, REDIRECT -> run();
            case DONE, PENDING -> {}
        }
    }

    private void to(Stage newStage) {
        stage = newStage;
        phases = null;
        next = 0;
    }

    private void run() {
        try {
            boolean going = true;
            while (going && !exchange.isEnded()) {
                going = step();
            }
        } catch (RuntimeException | Error e) {
            exchange.failed(e);
        }
    }

    /** One phase, or the choice of a location; false when the exchange waits or is being answered. */
    private boolean step() {
        return switch (stage) {
            case POST_READ -> phase(exchange.server().base().postRead(), Stage.SERVER);
            case SERVER -> phase(exchange.server().base().rewrite(), Stage.FIND);
            case FIND -> find();
            case LOCATION -> phase(exchange.location().rewrite(), Stage.REST);
            case REST -> rest();
        };
    }

    private boolean phase(PhaseHandler[] ofStage, Stage after) {
        if (phases == null) {
            phases = ofStage;
        }
        if (next == phases.length) {
            if (after == Stage.REST && exchange.uriChanged()) {
                return rewritten();
            }
            to(after);
            return true;
        }
        return runs(phases[next++]);
    }

    private boolean runs(PhaseHandler handler) {
        return switch (handler.run(exchange)) {
            case NEXT, REDIRECT -> true;
            case DONE, PENDING -> false;
        };
    }

    private boolean rewritten() {
        exchange.uriChanged(false);
        if (!count(() -> "rewrite or internal redirection cycle while processing \"" + exchange.uri() + "\"")) {
            return exchange.finish(500) == PhaseResult.REDIRECT;
        }
        exchange.location(exchange.server().base());
        to(Stage.FIND);
        return true;
    }

    private boolean find() {
        exchange.uriChanged(false);
        LocationTree.Found found = exchange.server().locations().find(exchange);
        Location location = found.directory() != null ? found.directory() : found.location();
        if (location == null) {
            to(Stage.REST);
        } else {
            exchange.location(location.forMethod(exchange.method()));
            to(Stage.LOCATION);
        }
        LocationSettings settings = exchange.location().settings();
        if (settings.internal() && !exchange.isInternal()) {
            return exchange.finish(404) == PhaseResult.REDIRECT;
        }
        long length = exchange.head().contentLength();
        if (settings.maxBodySize() != 0 && length > settings.maxBodySize()) {
            exchange.log(LogLevel.ERROR, "client intended to send too large body: " + length + " bytes");
            return exchange.finish(413) == PhaseResult.REDIRECT;
        }
        if (found.directory() != null) {
            String directory = PercentEncoding.uri(location.name().text());
            String args = exchange.args();
            return exchange.finish(301, args == null || args.isEmpty() ? directory : directory + "?" + args)
                    == PhaseResult.REDIRECT;
        }
        return true;
    }

    private boolean rest() {
        if (phases == null) {
            phases = exchange.location().rest(exchange);
        }
        if (next < phases.length) {
            return runs(phases[next++]);
        }
        if (exchange.uri().endsWith("/")) {
            String directory = exchange.location().settings().root().file(exchange, exchange.uri());
            exchange.log(LogLevel.ERROR, "directory index of \"" + directory + "\" is forbidden");
            return exchange.finish(403) == PhaseResult.REDIRECT;
        }
        return exchange.finish(404) == PhaseResult.REDIRECT;
    }
}
