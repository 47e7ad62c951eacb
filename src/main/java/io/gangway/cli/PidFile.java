package io.gangway.cli;

import io.gangway.conf.SystemError;
import io.gangway.conf.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The file of the {@code pid} directive. Who sees it sees it whole: it is written beside and renamed.
 *
 * @param path where it is
 * @param pid the process that takes signals: the launcher, or this JVM when there is none
 */
record PidFile(Path path, long pid) {

    /** @throws StartException when a file of that name cannot be written */
    static void check(Path path) {
        Path directory = path.toAbsolutePath().getParent();
        String reason = Files.isDirectory(path)
                ? "(21: Is a directory)"
                : !Files.isDirectory(directory)
                        ? "(2: No such file or directory)"
                        : Files.isWritable(directory) ? null : "(13: Permission denied)";
        if (reason != null) {
            throw new StartException("emerg", "open() \"" + path + "\" failed " + reason);
        }
    }

    /** @throws StartException when it cannot be written */
    void write() {
        Path beside = path.resolveSibling(path.getFileName() + "." + pid);
        try {
            if (Files.isDirectory(path)) {
                throw new StartException("emerg", "open() \"" + path + "\" failed (21: Is a directory)");
            }
            Files.writeString(beside, pid + "\n", StandardCharsets.US_ASCII);
            try {
                Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw new StartException("emerg", "open() \"" + path + "\" failed (" + SystemError.of(e) + ")");
        }
    }

    /** Deletes the file, unless another process has put its own number there since. */
    void remove() throws IOException {
        if (Files.exists(path) && text(path).equals(Long.toString(pid))) {
            Files.delete(path);
        }
    }

    /**
     * Who is named in a pid file.
     *
     * @throws StartException as nginx says it when the file is missing or holds no number
     */
    static long read(Path path) {
        String text;
        try {
            text = text(path);
        } catch (IOException e) {
            throw new StartException("error", "open() \"" + path + "\" failed (" + SystemError.of(e) + ")");
        }
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw new StartException("error", "invalid PID number \"" + text + "\" in \"" + path + "\"");
        }
        return Long.parseLong(text);
    }

    private static String text(Path path) throws IOException {
        return WholeFile.read(path).replaceAll("[\r\n]+$", "");
    }
}
