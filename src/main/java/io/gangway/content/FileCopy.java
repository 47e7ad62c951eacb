package io.gangway.content;

import io.gangway.errorlog.LogLevel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Copies a file, with its permissions and its time.
 *
 * @param from one char per byte
 * @param to replaced if it exists
 * @param access permission bits of a new file; 0 for those of the source
 * @param time of modification in seconds since 1970; -1 for that of the source
 */
public record FileCopy(String from, String to, int access, long time) {
    private static final int PIECE = 65536;

    /** Copies, and reports what fails. Blocks. */
    public boolean run(FileErrors errors) {
        FileStatus source;
        try {
            source = FileCalls.stat(from);
        } catch (IOException e) {
            errors.failed(LogLevel.CRIT, "open()", from, e);
            return false;
        }
        if (source.kind() == FileStatus.Kind.SPECIAL) {
            // Opening a pipe would wait for its other end.
            errors.add(LogLevel.CRIT, "\"" + from + "\" is not a regular file");
            return false;
        }
        try (FileChannel in = FileCalls.openToRead(from)) {
            return write(in, access == 0 ? source.access() : access, time < 0 ? source.modified() : time, errors);
        } catch (IOException e) {
            errors.failed(LogLevel.CRIT, "open()", from, e);
            return false;
        }
    }

    private boolean write(FileChannel in, int newAccess, long newTime, FileErrors errors) {
        try (FileChannel out = FileCalls.openToWrite(to, newAccess)) {
            if (!transfer(in, out, errors)) {
                return false;
            }
        } catch (IOException e) {
            errors.failed(LogLevel.CRIT, "open()", to, e);
            return false;
        }
        try {
            FileCalls.utimes(to, newTime);
            return true;
        } catch (IOException e) {
            errors.failed(LogLevel.ALERT, "utimes()", to, e);
            return false;
        }
    }

    private boolean transfer(FileChannel in, FileChannel out, FileErrors errors) {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        String call = "read()";
        String path = from;
        try {
            while (in.read(piece.clear()) >= 0) {
                piece.flip();
                call = "write()";
                path = to;
                while (piece.hasRemaining()) {
                    out.write(piece);
                }
                call = "read()";
                path = from;
            }
            return true;
        } catch (IOException e) {
            errors.failed(LogLevel.ALERT, call, path, e);
            return false;
        }
    }
}
