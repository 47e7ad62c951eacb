package io.gangway.files;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.Scope;
import io.gangway.content.Response;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.AccelFields;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.LocationSettings;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.http.PercentEncoding;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.eclipse.jetty.util.IO;

/** Responds with the file for the URI; the last phase of a location without a content handler. */
final class StaticFiles implements PhaseHandler {
    /** {@code etag}: whether responses for files have an ETag, made of time and size. */
    static final Directive<Boolean> ETAG = Directive.flag("etag")
            .byDefault(true)
            .description("Adds an ETag, made of time and size, to the responses for files.")
            .in(HTTP, SERVER, LOCATION);

    /** {@code log_not_found}: whether missing files are logged to the error log. */
    static final Directive<Boolean> LOG_NOT_FOUND = Directive.flag("log_not_found")
            .byDefault(true)
            .notDraining()
            .description("Writes a line to the error log when a file is missing.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Void> DISABLE_SYMLINKS = Directive.of("disable_symlinks", 1, 2, StaticFiles::symlinks)
            .refuses("Only off, the default.")
            .syntax("off", "on | if_not_owner [from=part]")
            .defaultText("off")
            .description("Decides whether symbolic links in the path of a file are followed. \"on\" refuses them all; "
                    + "\"if_not_owner\" refuses those whose target has another owner.")
            .in(HTTP, SERVER, LOCATION);

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);

    private final boolean etag;
    private final boolean logNotFound;

    StaticFiles(Scope scope) {
        etag = scope.get(ETAG);
        logNotFound = scope.get(LOG_NOT_FOUND);
    }

    @Override
    public PhaseResult run(Exchange x) {
        String method = x.method();
        boolean post = method.equals("POST");
        if (!post && !method.equals("GET") && !method.equals("HEAD")) {
            return x.end(405);
        }
        String uri = x.uri();
        if (uri.endsWith("/")) {
            return PhaseResult.NEXT;
        }
        LocationSettings settings = x.location().settings();
        FileFacts facts = FileFacts.of(settings.root().file(x, uri));
        return switch (facts.kind()) {
            case FILE -> post ? x.end(405) : file(x, facts);
            case DIRECTORY -> directory(x, uri);
            case SPECIAL -> {
                x.log(LogLevel.CRIT, "\"" + facts.path() + "\" is not a regular file");
                yield x.end(404);
            }
            default -> failed(x, facts);
        };
    }

    private PhaseResult file(Exchange x, FileFacts facts) {
        PhaseResult refused = x.discardBody();
        if (refused != null) {
            return refused;
        }
        try {
            return respond(x, facts, open(facts), null);
        } catch (IOException e) {
            return failed(x, FileFacts.failure(facts.path(), facts.file(), e));
        }
    }

    static FileChannel open(FileFacts facts) throws IOException {
        return FileChannel.open(facts.file(), READ);
    }

    /**
     * Responds with an open file.
     *
     * @param encoding the content coding of its bytes; null for none
     */
    PhaseResult respond(Exchange x, FileFacts facts, FileChannel channel, String encoding) {
        x.actionForLog("sending response to client");
        long size;
        try {
            size = channel.size();
        } catch (IOException e) {
            IO.close(channel);
            return failed(x, FileFacts.failure(facts.path(), facts.file(), e));
        }
        if (x.explanation() != null) {
            x.explanation().file(facts.path());
            x.explanation()
                    .step(
                            Topic.FILE,
                            x.location().source().levels(),
                            x.location().settings().root().alias() ? "alias" : "root",
                            "sends the file \"" + facts.path() + "\", " + size + " bytes");
        }
        Response response = AccelFields.applyTo(new Response(200), x)
                .contentLength(size)
                .lastModified(facts.modified())
                .rangesAllowed(true);
        if (etag) {
            response.etag(etag(facts.modified(), size));
        }
        if (encoding != null) {
            response.fields().add("Content-Encoding", encoding);
        }
        return x.respond(response, new FileProducer(x, facts.path(), channel, size));
    }

    /** Time and size in hex, as in nginx. */
    static String etag(long modified, long size) {
        return '"' + Long.toHexString(modified) + '-' + Long.toHexString(size) + '"';
    }

    private static PhaseResult directory(Exchange x, String uri) {
        String args = x.args();
        String directory = PercentEncoding.uri(uri) + "/";
        return x.end(301, args == null || args.isEmpty() ? directory : directory + "?" + args);
    }

    private PhaseResult failed(Exchange x, FileFacts facts) {
        int status = switch (facts.kind()) {
            case MISSING -> 404;
            case FORBIDDEN, LOOP -> 403;
            default -> 500;
        };
        if (status != 404 || logNotFound) {
            x.log(
                    status == 500 ? LogLevel.CRIT : LogLevel.ERROR,
                    "open() \"" + facts.path() + "\" failed (" + facts.error() + ")");
        }
        return x.end(status);
    }

    private static Void symlinks(DirectiveArguments r) {
        if (!r.arg(0).equals("off") || r.count() > 1) {
            throw r.error("\"disable_symlinks " + r.arg(0) + "\" is not supported yet by Gangway");
        }
        return null;
    }
}
