package io.gangway.core;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Bytes of an open file. Its owner closes it.
 *
 * @param channel closed with the region when {@code closes}
 * @param offset from 0
 * @param length of the region
 * @param closes false when somebody else closes the channel, as with several ranges of one file
 */
public record FileRegion(FileChannel channel, long offset, long length, boolean closes) {
    /** Frees the file. */
    public void close() {
        if (closes) {
            try {
                channel.close();
            } catch (IOException e) {
                // A file that was only read has nothing to lose.
                return;
            }
        }
    }
}
