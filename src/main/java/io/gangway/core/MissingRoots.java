package io.gangway.core;

import io.gangway.conf.Environment;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Template;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Warns of folders of {@code root} and {@code alias} that are not there, once of each; nginx says nothing, and answers 404. */
final class MissingRoots {
    private final Set<Path> told = new HashSet<>();

    private MissingRoots() {}

    /** Looks where the path has no variables. */
    static void look(DirectiveArguments r, Template directory) {
        if (directory.constant() == null) {
            return;
        }
        MissingRoots roots = r.context().shared(MissingRoots.class, MissingRoots::new);
        try {
            Path path = r.path(directory.constant());
            if (Files.notExists(path) && roots.told.add(path)) {
                r.warn("the directory of \"" + r.node().name() + "\" does not exist: \"" + Environment.bytes(path)
                        + "\"");
            }
        } catch (InvalidPathException e) {
            // Nor can it ever be there; requests say so.
            return;
        }
    }
}
