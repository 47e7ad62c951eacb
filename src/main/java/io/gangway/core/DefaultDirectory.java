package io.gangway.core;

import io.gangway.conf.Environment;
import io.gangway.config.LoadContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder {@code logs} below the prefix, where nginx puts what the configuration does not place: error log, access log and
 * pid file. Unlike nginx, which needs it to be there, it is made when something of this is not placed. In a program that embeds
 * Gangway there is none.
 */
public final class DefaultDirectory {
    /** Null when nothing can be or shall be written. */
    private final Path path;

    private DefaultDirectory(Path path) {
        this.path = path;
    }

    /** That of a configuration which is being read; says once when it can't be used. */
    public static DefaultDirectory of(LoadContext context) {
        return context.shared(DefaultDirectory.class, () -> make(context));
    }

    private static DefaultDirectory make(LoadContext context) {
        Path path = context.environment().logs();
        if (path == null) {
            return new DefaultDirectory(null);
        }
        boolean usable;
        try {
            Files.createDirectories(path);
            usable = Files.isWritable(path);
        } catch (IOException e) {
            // A file in its place, or a prefix that may not be written to: both are said below.
            usable = false;
        }
        if (!usable) {
            context.warn("\"" + Environment.bytes(path)
                    + "\" is not writable: errors go to stderr, and there is no access log and no pid file"
                    + " unless the configuration names them");
        }
        return new DefaultDirectory(usable ? path : null);
    }

    /** Whether files can be made in it. */
    public boolean isUsable() {
        return path != null;
    }

    /** A file in it; only when it {@link #isUsable}. */
    public Path file(String name) {
        return path.resolve(name);
    }
}
