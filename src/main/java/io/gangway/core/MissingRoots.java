package io.gangway.core;

import io.gangway.conf.Environment;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Template;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Warns once about each directory of {@code root} and {@code alias} that does not exist; nginx only responds with 404.
 */
final class MissingRoots {
    private final Set<Path> reported = new HashSet<>();

    private MissingRoots() {}

    /** Checks a path without variables. */
    static void check(DirectiveArguments r, Template directory) {
        if (directory.constant() == null) {
            return;
        }
        MissingRoots roots = r.context().shared(MissingRoots.class, MissingRoots::new);
        Path path = r.path(directory.constant());
        if (Files.notExists(path) && roots.reported.add(path)) {
            r.warn("the directory of \"" + r.node().name() + "\" does not exist: \"" + Environment.bytes(path) + "\"");
        }
    }
}
