package io.gangway.cache;

import io.gangway.content.TempPath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file that is being written; its owner closes it, then moves or deletes it. */
record CacheTemp(FileChannel channel, Path file) {
    /** A new file in a directory for temporary files. */
    static CacheTemp in(TempPath path) throws IOException {
        TempPath.Created created = path.create(true);
        return new CacheTemp(created.channel(), created.file());
    }
}
