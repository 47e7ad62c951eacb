package io.gangway.core;

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
    static void look(Reader r, Template folder) {
        if (folder.constant() == null) {
            return;
        }
        MissingRoots roots = r.drawing().service(MissingRoots.class);
        if (roots == null) {
            roots = new MissingRoots();
            r.drawing().service(MissingRoots.class, roots);
        }
        try {
            Path path = r.path(folder.constant());
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
