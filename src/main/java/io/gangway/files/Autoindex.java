package io.gangway.files;

import static io.gangway.core.Context.HTTP;
import static io.gangway.core.Context.LOCATION;
import static io.gangway.core.Context.SERVER;

import io.gangway.core.Answer;
import io.gangway.core.Directive;
import io.gangway.core.Environment;
import io.gangway.core.Exchange;
import io.gangway.core.Level;
import io.gangway.core.Outcome;
import io.gangway.core.Phase;
import io.gangway.core.Scope;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code autoindex}: lists a folder. The folder is read whole before the answer begins. */
final class Autoindex implements Phase {
    static final Directive<Boolean> AUTOINDEX =
            Directive.flag("autoindex").byDefault(false).in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> EXACT_SIZE =
            Directive.flag("autoindex_exact_size").byDefault(true).in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> LOCALTIME =
            Directive.flag("autoindex_localtime").byDefault(false).in(HTTP, SERVER, LOCATION);

    private final boolean exactSize;
    private final boolean localtime;

    Autoindex(Scope scope) {
        exactSize = scope.get(EXACT_SIZE);
        localtime = scope.get(LOCALTIME);
    }

    @Override
    public Outcome run(Exchange x) {
        String uri = x.uri();
        if (!uri.endsWith("/") || !x.method().equals("GET") && !x.method().equals("HEAD")) {
            return Outcome.NEXT;
        }
        String path = x.location().settings().root().file(x, uri);
        String folder = path.length() > 1 ? path.substring(0, path.length() - 1) : path;
        FileFacts facts = FileFacts.of(folder);
        if (!facts.exists()) {
            return failed(x, facts);
        }
        List<FolderListing.Entry> entries;
        try {
            entries = entries(x, facts.file(), folder);
        } catch (NotDirectoryException e) {
            x.log(Level.ERROR, "opendir() \"" + folder + "\" failed (20: Not a directory)");
            return x.finish(404);
        } catch (IOException e) {
            return failed(x, FileFacts.failure(folder, facts.file(), e));
        }
        Answer answer = new Answer(200).contentType("text/html");
        return x.respond(answer, new FolderListing(uri, entries, answer, exactSize, localtime));
    }

    private static List<FolderListing.Entry> entries(Exchange x, Path folder, String name) throws IOException {
        List<FolderListing.Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
            for (Path path : paths) {
                String file = Environment.bytes(path.getFileName());
                if (file.startsWith(".")) {
                    continue;
                }
                FileFacts facts = FileFacts.of(name + "/" + file);
                if (facts.kind() == FileFacts.Kind.FORBIDDEN) {
                    x.log(Level.CRIT, "stat() \"" + facts.path() + "\" failed (" + facts.error() + ")");
                } else {
                    entries.add(FolderListing.Entry.of(file, facts));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    private static Outcome failed(Exchange x, FileFacts facts) {
        int status = switch (facts.kind()) {
            case MISSING -> 404;
            case FORBIDDEN -> 403;
            default -> 500;
        };
        Level level = status == 500 ? Level.CRIT : Level.ERROR;
        x.log(level, "opendir() \"" + facts.path() + "\" failed (" + facts.error() + ")");
        return x.finish(status);
    }
}
