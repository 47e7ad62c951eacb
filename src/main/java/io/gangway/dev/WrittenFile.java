package io.gangway.dev;

import io.gangway.conf.SystemError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file of {@code --write}. Its first line holds the options that it was generated from: the next start with the
 * same options recognizes it and serves it with the user's changes. Any other file is never overwritten without {@code
 * --force}.
 */
final class WrittenFile {
    private WrittenFile() {}

    /**
     * Writes the file, unless it exists.
     *
     * @param options the options that determine the content
     * @param force whether to overwrite any existing file
     * @return whether it already existed, generated from the same options
     * @throws DevUsageException if another file exists, or it cannot be written
     */
    static boolean write(Path file, String options, String text, boolean force) {
        String mark = "# gangway dev " + options + "\n";
        byte[] bytes = (mark + text).getBytes(StandardCharsets.ISO_8859_1);
        try {
            if (force) {
                Files.write(file, bytes);
                return false;
            }
            Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return false;
        } catch (FileAlreadyExistsException e) {
            if (isMarked(file, mark)) {
                return true;
            }
            if (Files.isDirectory(file)) {
                throw new DevUsageException("--write " + file + ": is a directory (expected: a file in it)");
            }
            throw new DevUsageException("--write " + file
                    + ": a different file exists. --force overwrites it; \"gangway dev --config " + file
                    + "\" serves it unchanged");
        } catch (IOException e) {
            throw new DevUsageException("--write " + file + ": " + SystemError.of(e));
        }
    }

    private static boolean isMarked(Path file, String mark) {
        try {
            return Files.isRegularFile(file)
                    && Files.readString(file, StandardCharsets.ISO_8859_1).startsWith(mark);
        } catch (IOException e) {
            // A file that cannot be read is not recognized.
            return false;
        }
    }
}
