package io.gangway.content;

import io.gangway.conf.Environment;
import io.gangway.conf.SystemError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Creates files and directories that other users cannot read. All calls block. */
public final class PrivateFiles {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private PrivateFiles() {}

    /** Opens a file, which gets its permissions if it is created. */
    public static FileChannel open(Path file, Set<OpenOption> options) throws IOException {
        return FileChannel.open(file, options, permissions("rw-------"));
    }

    /**
     * Creates a directory unless there is one of that name. Another file of that name is no error here: opening a file in
     * it fails.
     *
     * @throws IOException in nginx's wording
     */
    public static void createDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, permissions("rwx------"));
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (IOException e) {
            throw failed("mkdir()", directory, e);
        }
    }

    /**
     * Creates the directories of a file from one of them on, that one included.
     *
     * @param first absolute, as the file
     * @throws IOException in nginx's wording
     */
    public static void createDirectories(Path first, Path file) throws IOException {
        for (int names = first.getNameCount(); names < file.getNameCount(); names++) {
            createDirectory(file.getRoot().resolve(file.subpath(0, names)));
        }
    }

    private static FileAttribute<?>[] permissions(String text) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }

    /**
     * A failure in nginx's wording.
     *
     * @param call as in {@code open()}
     */
    public static IOException failed(String call, Path file, Throwable cause) {
        return new IOException(
                call + " \"" + Environment.bytes(file) + "\" failed (" + SystemError.of(cause) + ")", cause);
    }
}
