package io.gangway.exchange;

import io.gangway.errorlog.LogLevel;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.http.PercentEncoding;
import java.util.function.Supplier;

/** Runs the phases of an exchange in nginx's order; an internal redirect starts them again. Owned by its exchange. */
final class PhaseEngine {
    /** As in nginx, this number of internal redirects is a cycle. */
    private static final int REDIRECT_CYCLE = 11;

    private enum Stage {
        /** Runs once: not after an internal redirect, nor for a subrequest. */
        POST_READ,
        SERVER,
        FIND,
        LOCATION,
        REST
    }

    private final Exchange exchange;
    private Stage stage = Stage.POST_READ;

    /** The handlers of the stage, kept even when an {@code if} changes the location. Null before the first one runs. */
    private PhaseHandler[] phases;

    private int next;
    private int redirectsLeft = REDIRECT_CYCLE;
    /** Whether a phase is running; the next step waits until it has returned. */
    private boolean running;
    /** Whether there is a next step, regardless of the result of the running phase. */
    private boolean proceeds;

    PhaseEngine(Exchange exchange) {
        this.exchange = exchange;
        if (exchange.isSubrequest()) {
            stage = Stage.SERVER;
        }
    }

    /** Starts with the phase of the other exchange that ran last. */
    void repeats(PhaseEngine other) {
        stage = other.stage;
        phases = other.phases;
        next = other.next - 1;
    }

    // ---- internal redirects

    /** Runs the server's rewrites again, then selects a location. */
    PhaseResult redirect(String uri, String args) {
        if (!countRedirect(
                () -> "rewrite or internal redirection cycle while internally redirecting to \"" + uri + "\"")) {
            return exchange.end(500);
        }
        exchange.redirected(uri, args);
        if (exchange.explanation() != null) {
            noteRedirect("internal redirect to \"" + uri + (args == null ? "" : "?" + args) + "\"");
        }
        enter(Stage.SERVER);
        proceed();
        return PhaseResult.DONE;
    }

    PhaseResult redirectNamed(String name) {
        if (!countRedirect(
                () -> "rewrite or internal redirection cycle while redirect to named location \"" + name + "\"")) {
            return exchange.end(500);
        }
        if (exchange.uri().isEmpty()) {
            exchange.log(LogLevel.ERROR, "empty URI in redirect to named location \"" + name + "\"");
            return exchange.end(500);
        }
        Location named = exchange.server().locations().named(name);
        if (named == null) {
            exchange.log(LogLevel.ERROR, "could not find named location \"" + name + "\"");
            return exchange.end(500);
        }
        exchange.redirected(named.forMethod(exchange.method()));
        if (exchange.explanation() != null) {
            exchange.explanation().redirected();
            note(named, "internal redirect to this named location, with the URI \"" + exchange.uri() + "\"");
            noteLimitExcept(named);
        }
        enter(Stage.LOCATION);
        proceed();
        return PhaseResult.DONE;
    }

    boolean mayRedirect() {
        return redirectsLeft > 0;
    }

    private boolean countRedirect(Supplier<String> message) {
        redirectsLeft--;
        if (redirectsLeft == 0) {
            exchange.log(LogLevel.ERROR, message.get());
            return false;
        }
        return true;
    }

    // ---- the phases

    /** Skips the remaining access phases. */
    void accessAllowed() {
        next = exchange.location().afterAccess();
    }

    /** Takes the next step: at once, or after the running phase has returned. */
    void proceed() {
        proceeds = true;
        if (!running) {
            run();
        }
    }

    private void enter(Stage newStage) {
        stage = newStage;
        phases = null;
        next = 0;
    }

    private void run() {
        running = true;
        try {
            while (proceeds && !exchange.isEnded()) {
                proceeds = false;
                if (step() == PhaseResult.NEXT) {
                    proceeds = true;
                }
            }
            running = false;
        } catch (RuntimeException | Error e) {
            running = false;
            exchange.failed(e);
        }
    }

    /** Runs one phase, or selects a location. */
    private PhaseResult step() {
        return switch (stage) {
            case POST_READ -> phase(exchange.server().base().postRead(), Stage.SERVER);
            case SERVER -> phase(exchange.server().base().rewrite(), Stage.FIND);
            case FIND -> find();
            case LOCATION -> phase(exchange.location().rewrite(), Stage.REST);
            case REST -> rest();
        };
    }

    private PhaseResult phase(PhaseHandler[] ofStage, Stage after) {
        if (phases == null) {
            phases = ofStage;
        }
        if (next < phases.length) {
            return run(phases[next++]);
        }
        if (after == Stage.REST && exchange.uriChanged()) {
            return rewritten();
        }
        enter(after);
        return PhaseResult.NEXT;
    }

    private PhaseResult run(PhaseHandler handler) {
        return exchange.explanation() == null ? handler.run(exchange) : handler.explain(exchange);
    }

    private PhaseResult rewritten() {
        exchange.uriChanged(false);
        if (!countRedirect(() -> "rewrite or internal redirection cycle while processing \"" + exchange.uri() + "\"")) {
            return exchange.end(500);
        }
        if (exchange.explanation() != null) {
            noteRedirect("the URI is now \"" + exchange.uri() + "\": a location is searched again");
        }
        exchange.location(exchange.server().base());
        enter(Stage.FIND);
        return PhaseResult.NEXT;
    }

    private PhaseResult find() {
        exchange.uriChanged(false);
        LocationTree.Found found = exchange.server().locations().find(exchange);
        Location location = found.directory() != null ? found.directory() : found.location();
        if (location == null) {
            enter(Stage.REST);
        } else {
            exchange.location(location.forMethod(exchange.method()));
            enter(Stage.LOCATION);
        }
        LocationSettings settings = exchange.location().settings();
        if (exchange.explanation() != null) {
            noteLocation(location, settings);
        }
        if (settings.internal() && !exchange.isInternal()) {
            return exchange.end(404);
        }
        long length = exchange.head().contentLength();
        if (settings.maxBodySize() != 0 && length > settings.maxBodySize()) {
            if (exchange.explanation() != null) {
                exchange.explanation()
                        .step(
                                Topic.LIMIT,
                                exchange.location().source().levels(),
                                "client_max_body_size",
                                "client_max_body_size is " + settings.maxBodySize() + " bytes");
            }
            exchange.log(LogLevel.ERROR, "client intended to send too large body: " + length + " bytes");
            return exchange.end(413);
        }
        if (found.directory() != null) {
            String directory = PercentEncoding.uri(location.name().text());
            String args = exchange.args();
            return exchange.end(301, args == null || args.isEmpty() ? directory : directory + "?" + args);
        }
        return PhaseResult.NEXT;
    }

    // ---- for an explanation

    private void note(Location location, String text) {
        exchange.explanation()
                .step(
                        Topic.LOCATION,
                        location.source().node(),
                        location.source().title() + ": " + text);
    }

    private void noteRedirect(String text) {
        exchange.explanation().redirected();
        exchange.explanation().step(Topic.REDIRECT, text);
    }

    private void noteLocation(Location found, LocationSettings settings) {
        if (found == null) {
            note(exchange.location(), "no location matches \"" + exchange.uri() + "\": the server itself responds");
            return;
        }
        noteLimitExcept(found);
        if (settings.internal() && !exchange.isInternal()) {
            exchange.explanation()
                    .step(
                            Topic.LOCATION,
                            exchange.location().source().levels(),
                            "internal",
                            "internal: only internal redirects may use this location, so this request gets 404");
        }
    }

    private void noteLimitExcept(Location found) {
        if (exchange.location() != found) {
            note(exchange.location(), "its rules apply to " + exchange.method());
        }
    }

    private PhaseResult rest() {
        if (phases == null) {
            phases = exchange.location().rest(exchange);
        }
        if (next < phases.length) {
            return run(phases[next++]);
        }
        if (exchange.uri().endsWith("/")) {
            String directory = exchange.location().settings().root().file(exchange, exchange.uri());
            exchange.log(LogLevel.ERROR, "directory index of \"" + directory + "\" is forbidden");
            return exchange.end(403);
        }
        return exchange.end(404);
    }
}
