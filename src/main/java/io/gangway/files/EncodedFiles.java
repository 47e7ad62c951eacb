package io.gangway.files;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ChoiceValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveBuilder;
import io.gangway.config.Scope;
import io.gangway.core.AcceptEncoding;
import io.gangway.core.GzipAcceptance;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.jetty.util.IO;

/**
 * Sends a compressed file instead of the requested one, {@code page.html.gz} for {@code page.html}: {@code gzip_static},
 * {@code brotli_static}.
 */
final class EncodedFiles implements PhaseHandler {
    /** When the compressed file is sent. */
    enum Mode {
        OFF,
        /** To clients that accept it. */
        ON,
        /** To all clients. */
        ALWAYS
    }

    static final Directive<Mode> GZIP_STATIC = mode("gzip_static")
            .description("Serves the file NAME.gz, if it exists, in place of NAME to clients that accept gzip; "
                    + "\"always\" serves it to all.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Mode> BROTLI_STATIC = mode("brotli_static")
            .description("Serves the file NAME.br, if it exists, in place of NAME to clients that accept br; "
                    + "\"always\" serves it to all. It takes precedence over gzip_static.")
            .example("""
                    location /assets/ {
                        brotli_static on;
                        gzip_static on;
                        gzip_vary on;
                    }
                    """)
            .danger("Clients that do not accept br cannot read what \"always\" serves.")
            .in(HTTP, SERVER, LOCATION);

    private final String suffix;
    private final String coding;
    private final boolean always;
    private final boolean vary;
    private final Predicate<Exchange> accepts;
    private final StaticFiles files;

    private EncodedFiles(
            Scope scope,
            Directive<Mode> directive,
            String suffix,
            String coding,
            Predicate<Exchange> accepts,
            StaticFiles files) {
        this.suffix = suffix;
        this.coding = coding;
        this.accepts = accepts;
        this.files = files;
        always = scope.get(directive) == Mode.ALWAYS;
        vary = scope.get(GzipAcceptance.GZIP_VARY);
    }

    private static DirectiveBuilder<Mode> mode(String name) {
        return Directive.of(
                        name,
                        1,
                        1,
                        r -> ChoiceValue.read(r.node(), Map.of("off", Mode.OFF, "on", Mode.ON, "always", Mode.ALWAYS)))
                .byDefault(Mode.OFF)
                .syntax("on | off | always")
                .defaultText("off");
    }

    /** The handlers of a level, that of {@code brotli_static} first. */
    static List<EncodedFiles> of(Scope scope, StaticFiles files) {
        List<EncodedFiles> all = new ArrayList<>();
        if (scope.get(BROTLI_STATIC) != Mode.OFF) {
            all.add(new EncodedFiles(scope, BROTLI_STATIC, ".br", "br", AcceptEncoding::acceptsBrotli, files));
        }
        if (scope.get(GZIP_STATIC) != Mode.OFF) {
            GzipAcceptance acceptance = new GzipAcceptance(scope);
            all.add(new EncodedFiles(scope, GZIP_STATIC, ".gz", "gzip", x -> acceptance.allows(x, null), files));
        }
        return all;
    }

    @Override
    public PhaseResult run(Exchange x) {
        boolean reads = x.method().equals("GET") || x.method().equals("HEAD");
        if (!reads || x.uri().endsWith("/")) {
            return PhaseResult.NEXT;
        }
        boolean allowed = always || accepts.test(x);
        // gzip_vary depends on the existence of the file, too.
        if (!allowed && !vary) {
            return PhaseResult.NEXT;
        }
        FileFacts facts = FileFacts.of(x.location().settings().root().file(x, x.uri()) + suffix);
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
        return files.respond(x, facts, channel, coding);
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
