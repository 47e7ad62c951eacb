package io.gangway.cli;

import io.gangway.conf.SystemError;
import io.gangway.conf.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The file of the {@code pid} directive. It is written to a temporary file and renamed, so that readers never see a
 * part of it.
 *
 * @param path the path of the file
 * @param pid the process that receives signals: the launcher, or this JVM without one
 */
record PidFile(Path path, long pid) {

    /** @throws StartException if a file of that name cannot be written */
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

    /** @throws StartException if the file cannot be written */
    void write() {
        Path temporary = path.resolveSibling(path.getFileName() + "." + pid);
        try {
            if (Files.isDirectory(path)) {
                throw new StartException("emerg", "open() \"" + path + "\" failed (21: Is a directory)");
            }
            Files.writeString(temporary, pid + "\n", StandardCharsets.US_ASCII);
            try {
                Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new StartException("emerg", "open() \"" + path + "\" failed (" + SystemError.of(e) + ")");
        }
    }

    /** The socket beside a pid file: the commands of {@code -s} arrive there. */
    static Path socket(Path path) {
        return path.resolveSibling(path.getFileName() + ".sock");
    }

    /** Deletes the file, unless it names another process by now. */
    void remove() throws IOException {
        if (Files.exists(path) && text(path).equals(Long.toString(pid))) {
            Files.delete(path);
        }
    }

    /**
     * Reads the process ID from a pid file.
     *
     * @throws StartException with nginx's message if the file is missing or holds no number
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
