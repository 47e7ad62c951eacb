package io.gangway.files;

import static io.gangway.config.Context.LOCATION;

import io.gangway.conf.Environment;
import io.gangway.config.Directive;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Redirects a request for a directory to a random regular file in it, except hidden ones: {@code random_index}. */
final class RandomIndex implements PhaseHandler {
    static final Directive<Boolean> RANDOM_INDEX = Directive.flag("random_index")
            .byDefault(false)
            .description("Serves a random file of the directory when a URI ends with a slash.")
            .in(LOCATION);

    @Override
    public PhaseResult run(Exchange x) {
        String uri = x.uri();
        if (!uri.endsWith("/") || !Index.isRead(x.method())) {
            return PhaseResult.NEXT;
        }
        String directory = OpenedDirectory.path(x);
        FileFacts facts = FileFacts.of(directory);
        if (!facts.exists()) {
            return OpenedDirectory.failed(x, facts);
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(facts.file())) {
            for (Path each : paths) {
                String name = Environment.bytes(each.getFileName());
                if (name.startsWith(".")) {
                    continue;
                }
                FileFacts found = FileFacts.of(directory + "/" + name);
                boolean unknown = !found.exists() && !found.isAbsent();
                if (unknown && isLink(each)) {
                    x.log(LogLevel.CRIT, "stat() \"" + found.path() + "\" failed (" + found.error() + ")");
                    return x.end(500);
                }
                // In a directory that may be listed but not searched, the failure is reported when the file is opened.
                if (unknown || found.kind() == FileFacts.Kind.FILE) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            FileFacts failure = FileFacts.failure(directory, facts.file(), e.getCause());
            x.log(LogLevel.CRIT, "readdir() \"" + directory + "\" failed (" + failure.error() + ")");
            return x.end(500);
        } catch (IOException e) {
            return OpenedDirectory.failed(x, FileFacts.failure(directory, facts.file(), e));
        }
        if (x.explanation() != null && names.size() > 1) {
            x.explanation().assume("random_index chooses one of the " + names.size() + " files of " + directory);
        }
        return names.isEmpty()
                ? PhaseResult.NEXT
                : x.redirect(uri + names.get(ThreadLocalRandom.current().nextInt(names.size())), x.args());
    }

    private static boolean isLink(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isSymbolicLink();
        } catch (IOException e) {
            return false;
        }
    }
}
