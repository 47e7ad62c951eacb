package io.gangway.files;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ChoiceValue;
import io.gangway.conf.Environment;
import io.gangway.config.Directive;
import io.gangway.config.Scope;
import io.gangway.content.BytesProducer;
import io.gangway.content.Response;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.explain.ExplanationStep.Topic;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists a directory ({@code autoindex}). The whole directory is read before the response starts. */
final class Autoindex implements PhaseHandler {
    private static final int MAX_CALLBACK = 128;

    static final Directive<Boolean> AUTOINDEX = Directive.flag("autoindex")
            .byDefault(false)
            .description("Lists the directory when a URI ends with a slash and no index file exists.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> EXACT_SIZE = Directive.flag("autoindex_exact_size")
            .byDefault(true)
            .description("Writes sizes in bytes in an HTML list; \"off\" rounds them to kilobytes, megabytes and "
                    + "gigabytes.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> LOCALTIME = Directive.flag("autoindex_localtime")
            .byDefault(false)
            .description("Writes the times of an HTML list in the local time zone; \"off\" writes UTC.")
            .in(HTTP, SERVER, LOCATION);

    /** The format of the list. */
    enum Format {
        HTML,
        XML,
        JSON,
        /** JSON as the argument of a function, which the request names by its argument {@code callback}. */
        JSONP
    }

    static final Directive<Format> FORMAT = Directive.of(
                    "autoindex_format",
                    1,
                    1,
                    r -> ChoiceValue.read(
                            r.node(),
                            Map.of("html", Format.HTML, "xml", Format.XML, "json", Format.JSON, "jsonp", Format.JSONP)))
            .byDefault(Format.HTML)
            .syntax("html | xml | json | jsonp")
            .defaultText("html")
            .description("Chooses the format of directory lists. With jsonp, the callback is named by the \"callback\" "
                    + "argument of the request.")
            .in(HTTP, SERVER, LOCATION);

    private final boolean exactSize;
    private final boolean localtime;
    private final Format format;

    Autoindex(Scope scope) {
        exactSize = scope.get(EXACT_SIZE);
        localtime = scope.get(LOCALTIME);
        format = scope.get(FORMAT);
    }

    @Override
    public PhaseResult run(Exchange x) {
        String uri = x.uri();
        if (!uri.endsWith("/") || !x.method().equals("GET") && !x.method().equals("HEAD")) {
            return PhaseResult.NEXT;
        }
        String callback = format == Format.JSONP ? callback(x) : "";
        if (callback == null) {
            return x.end(400);
        }
        String directory = OpenedDirectory.path(x);
        FileFacts facts = FileFacts.of(directory);
        if (!facts.exists()) {
            return OpenedDirectory.failed(x, facts);
        }
        List<DirectoryListing.Entry> entries;
        try {
            entries = entries(x, facts.file(), directory);
        } catch (IOException e) {
            return OpenedDirectory.failed(x, FileFacts.failure(directory, facts.file(), e));
        }
        return respond(x, entries, callback);
    }

    private PhaseResult respond(Exchange x, List<DirectoryListing.Entry> entries, String callback) {
        if (x.explanation() != null) {
            x.explanation()
                    .step(
                            Topic.FILE,
                            x.location().source().levels(),
                            "autoindex",
                            "autoindex lists the directory: " + entries.size() + " entries");
        }
        Response response = new Response(200);
        return switch (format) {
            case HTML ->
                x.respond(
                        response.contentType("text/html"),
                        new DirectoryListing(x.uri(), entries, response, exactSize, localtime));
            case XML ->
                x.respond(
                        response.contentType("text/xml").charset("utf-8"),
                        new BytesProducer(DirectoryEntry.xml(entries)));
            case JSON, JSONP ->
                x.respond(
                        response.contentType(callback.isEmpty() ? "application/json" : "application/javascript"),
                        new BytesProducer(DirectoryEntry.json(entries, callback)));
        };
    }

    /** The name of the callback function; empty for none, null for text that is not a name, since it could be code. */
    private static String callback(Exchange x) {
        String name = x.variable("arg_callback");
        if (name == null || name.isEmpty()) {
            return "";
        }
        if (name.length() > MAX_CALLBACK) {
            x.log(LogLevel.INFO, "client sent too long callback name: \"" + name + "\"");
            return null;
        }
        if (!name.matches("[a-zA-Z0-9_.]+")) {
            x.log(LogLevel.INFO, "client sent invalid callback name: \"" + name + "\"");
            return null;
        }
        return name;
    }

    private static List<DirectoryListing.Entry> entries(Exchange x, Path directory, String name) throws IOException {
        List<DirectoryListing.Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
            for (Path path : paths) {
                String file = Environment.bytes(path.getFileName());
                if (file.startsWith(".")) {
                    continue;
                }
                FileFacts facts = FileFacts.of(name + "/" + file);
                if (facts.kind() == FileFacts.Kind.FORBIDDEN) {
                    x.log(LogLevel.CRIT, "stat() \"" + facts.path() + "\" failed (" + facts.error() + ")");
                } else {
                    entries.add(DirectoryListing.Entry.of(file, facts));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }
}
