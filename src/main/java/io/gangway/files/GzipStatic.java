package io.gangway.files;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ChoiceValue;
import io.gangway.config.Directive;
import io.gangway.config.Scope;
import io.gangway.core.GzipAcceptance;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Map;
import org.eclipse.jetty.util.IO;

/**
 * Sends a compressed file instead of the requested one, {@code page.html.gz} for {@code page.html}:
 * {@code gzip_static}.
 */
final class GzipStatic implements PhaseHandler {
    /** When the compressed file is sent. */
    enum Mode {
        OFF,
        /** To clients that accept it. */
        ON,
        /** To all clients. */
        ALWAYS
    }

    static final Directive<Mode> GZIP_STATIC = Directive.of(
                    "gzip_static",
                    1,
                    1,
                    r -> ChoiceValue.read(r.node(), Map.of("off", Mode.OFF, "on", Mode.ON, "always", Mode.ALWAYS)))
            .byDefault(Mode.OFF)
            .syntax("on | off | always")
            .defaultText("off")
            .description("Serves the file NAME.gz, if it exists, in place of NAME to clients that accept gzip; "
                    + "\"always\" serves it to all.")
            .in(HTTP, SERVER, LOCATION);

    private final boolean always;
    private final boolean vary;
    private final GzipAcceptance acceptance;
    private final StaticFiles files;

    GzipStatic(Scope scope, StaticFiles files) {
        always = scope.get(GZIP_STATIC) == Mode.ALWAYS;
        acceptance = new GzipAcceptance(scope);
        vary = scope.get(GzipAcceptance.GZIP_VARY);
        this.files = files;
    }

    @Override
    public PhaseResult run(Exchange x) {
        boolean reads = x.method().equals("GET") || x.method().equals("HEAD");
        if (!reads || x.uri().endsWith("/")) {
            return PhaseResult.NEXT;
        }
        boolean allowed = always || acceptance.allows(x, null);
        // gzip_vary depends on the existence of the file, too.
        if (!allowed && !vary) {
            return PhaseResult.NEXT;
        }
        FileFacts facts = FileFacts.of(x.location().settings().root().file(x, x.uri()) + ".gz");
        return switch (facts.kind()) {
            case FILE -> file(x, facts, allowed);
            case SPECIAL -> {
                varies(x);
                if (allowed) {
                    x.log(LogLevel.CRIT, "\"" + facts.path() + "\" is not a regular file");
                }
                yield allowed ? x.end(404) : PhaseResult.NEXT;
            }
            case DIRECTORY -> {
                varies(x);
                yield PhaseResult.NEXT;
            }
            default -> unavailable(x, facts);
        };
    }

    private PhaseResult file(Exchange x, FileFacts facts, boolean allowed) {
        FileChannel channel;
        try {
            channel = StaticFiles.open(facts);
        } catch (IOException e) {
            return unavailable(x, FileFacts.failure(facts.path(), facts.file(), e));
        }
        varies(x);
        if (!allowed) {
            IO.close(channel);
            return PhaseResult.NEXT;
        }
        return files.respond(x, facts, channel, "gzip");
    }

    private void varies(Exchange x) {
        if (!always) {
            GzipAcceptance.varies(x);
        }
    }

    /** Continues without the compressed file; the plain one may exist. */
    private static PhaseResult unavailable(Exchange x, FileFacts facts) {
        if (facts.kind() != FileFacts.Kind.MISSING) {
            boolean expected = facts.kind() == FileFacts.Kind.FORBIDDEN || facts.kind() == FileFacts.Kind.LOOP;
            x.log(
                    expected ? LogLevel.ERROR : LogLevel.CRIT,
                    "open() \"" + facts.path() + "\" failed (" + facts.error() + ")");
        }
        return PhaseResult.NEXT;
    }
}
