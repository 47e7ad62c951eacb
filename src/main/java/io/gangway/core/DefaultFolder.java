package io.gangway.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder {@code logs} below the prefix, where nginx puts what the configuration does not place: error log, access log and
 * pid file. Unlike nginx, which needs it to be there, it is made when something of this is not placed.
 */
public final class DefaultFolder {
    private final boolean usable;

    private DefaultFolder(boolean usable) {
        this.usable = usable;
    }

    /** That of a configuration which is being read; says once when it can't be used. */
    public static DefaultFolder of(Drawing drawing) {
        DefaultFolder folder = drawing.service(DefaultFolder.class);
        if (folder == null) {
            folder = make(drawing);
            drawing.service(DefaultFolder.class, folder);
        }
        return folder;
    }

    private static DefaultFolder make(Drawing drawing) {
        Path path = drawing.environment().prefixed("logs").toAbsolutePath();
        boolean usable;
        try {
            Files.createDirectories(path);
            usable = Files.isWritable(path);
        } catch (IOException e) {
            // A file in its place, or a prefix that may not be written to: both are said below.
            usable = false;
        }
        if (!usable) {
            drawing.warn("\"" + Environment.bytes(path)
                    + "\" can't be written to: what the configuration does not place goes without:"
                    + " errors to stderr, no access log, no pid file");
        }
        return new DefaultFolder(usable);
    }

    /** Whether files can be made in it. */
    public boolean isUsable() {
        return usable;
    }
}
