package io.gangway.config;

import io.gangway.conf.Environment;
import io.gangway.exchange.Template;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Warns of folders of {@code root} and {@code alias} that are not there, once of each; nginx says nothing, and answers 404. */
public final class MissingRoots {
    private final Set<Path> told = new HashSet<>();

    private MissingRoots() {}

    /** Looks where the path has no variables. */
    public static void look(DirectiveArguments r, Template directory) {
        if (directory.constant() == null) {
            return;
        }
        MissingRoots roots = r.context().service(MissingRoots.class);
        if (roots == null) {
            roots = new MissingRoots();
            r.context().service(MissingRoots.class, roots);
        }
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
