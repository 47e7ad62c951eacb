package io.gangway.dev;

import io.gangway.conf.SystemError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file of {@code --write}. Its first line names the options that it was made of: so the next start with the same options
 * knows it again, and serves it with what the user has changed in it since. Any other file that is in its place stays.
 */
final class WrittenFile {
    private WrittenFile() {}

    /**
     * Writes it, unless it is there.
     *
     * @param options the command line, without what says nothing about the content
     * @param force whether a file in its place is replaced
     * @return whether it was there already, made of the same options
     * @throws DevUsageException when another file is there, or it can't be written
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
            // What can't be read is not known again.
            return false;
        }
    }
}
