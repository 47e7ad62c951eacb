package io.gangway.core;

import io.gangway.conf.Environment;
import io.gangway.config.LoadContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directory {@code logs} below the prefix, where nginx puts error log, access log and pid file by default. nginx
 * requires it to exist; here it is created when one of these is not configured. An embedding program has none.
 */
public final class DefaultDirectory {
    /** Null when the directory is missing or not writable. */
    private final Path path;

    private DefaultDirectory(Path path) {
        this.path = path;
    }

    /** The directory for a configuration that is being read; warns once when it cannot be used. */
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
            // A file of that name, or a prefix that is not writable: the warning below covers both.
            usable = false;
        }
        if (!usable) {
            context.warn("\"" + Environment.bytes(path)
                    + "\" is not writable: errors go to stderr, and there is no access log and no pid file"
                    + " unless the configuration names them");
        }
        return new DefaultDirectory(usable ? path : null);
    }

    /** Whether files can be created in the directory. */
    public boolean isUsable() {
        return path != null;
    }

    /** A file in the directory. Only valid when it {@link #isUsable}. */
    public Path file(String name) {
        return path.resolve(name);
    }
}
