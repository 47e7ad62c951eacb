package io.gangway.content;

import io.gangway.conf.Environment;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The calls of the operating system that change files, with its rules for a path that ends with a slash. Paths have one char per byte. All calls block.
 */
public final class FileCalls {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** From the lowest bit to the highest. */
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };

    private FileCalls() {}

    /** The path; one that the file system cannot have is a missing file. */
    private static Path path(String path) throws NoSuchFileException {
        if (path.isEmpty()) {
            // For the JDK this is the working directory.
            throw new NoSuchFileException(path);
        }
        try {
            return Environment.path(path);
        } catch (InvalidPathException e) {
            throw new NoSuchFileException(path);
        }
    }

    /** The path of a directory, without the final slash. */
    private static Path bare(String path) throws NoSuchFileException {
        return path(path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    private static FileSystemException notDirectory(String path) {
        return new FileSystemException(path, null, "Not a directory");
    }

    /** {@code stat()}: follows links. */
    public static FileStatus stat(String path) throws IOException {
        FileStatus status = status(path(path));
        if (path.endsWith("/") && !status.isDirectory()) {
            throw notDirectory(path);
        }
        return status;
    }

    /** {@code lstat()}: does not follow a link, unless the path ends with a slash. */
    public static FileStatus lstat(String path) throws IOException {
        return path.endsWith("/") ? stat(path) : status(path(path), LinkOption.NOFOLLOW_LINKS);
    }

    private static FileStatus status(Path path, LinkOption... options) throws IOException {
        BasicFileAttributes found = POSIX
                ? Files.readAttributes(path, PosixFileAttributes.class, options)
                : Files.readAttributes(path, BasicFileAttributes.class, options);
        FileStatus.Kind kind = found.isRegularFile()
                ? FileStatus.Kind.REGULAR
                : found.isDirectory()
                        ? FileStatus.Kind.DIRECTORY
                        : found.isSymbolicLink() ? FileStatus.Kind.LINK : FileStatus.Kind.SPECIAL;
        int access = found instanceof PosixFileAttributes posix ? bits(posix.permissions()) : 0;
        return new FileStatus(
                kind, access, found.size(), found.lastModifiedTime().to(TimeUnit.SECONDS));
    }

    /** {@code rename()}. */
    public static void rename(String from, String to) throws IOException {
        Path source = bare(from);
        if (from.endsWith("/") && Files.isSymbolicLink(source)) {
            throw notDirectory(from);
        }
        Files.move(source, path(to), StandardCopyOption.ATOMIC_MOVE);
    }

    /** {@code unlink()}. */
    public static void unlink(String path) throws IOException {
        Files.delete(path(path));
    }

    /** {@code rmdir()}. */
    public static void rmdir(String path) throws IOException {
        if (!status(bare(path), LinkOption.NOFOLLOW_LINKS).isDirectory()) {
            throw notDirectory(path);
        }
        Files.delete(bare(path));
    }

    /** {@code mkdir()}; the process's umask reduces the permissions. */
    public static void mkdir(String path, int access) throws IOException {
        Files.createDirectory(path(path), attributes(access));
    }

    /** {@code chmod()}; does nothing where there are no such permissions. */
    public static void chmod(String path, int access) throws IOException {
        if (POSIX) {
            Files.setPosixFilePermissions(path(path), permissions(access));
        }
    }

    /** {@code utimes()}: sets the times of modification and of access. */
    public static void utimes(String path, long seconds) throws IOException {
        FileTime time = FileTime.from(seconds, TimeUnit.SECONDS);
        Files.getFileAttributeView(path(path), BasicFileAttributeView.class).setTimes(time, time, null);
    }

    /** {@code opendir()}: what is in a directory; the caller closes it. */
    public static DirectoryStream<Path> opendir(String path) throws IOException {
        return Files.newDirectoryStream(path(path));
    }

    /** {@code open()} to read. */
    public static FileChannel openToRead(String path) throws IOException {
        return FileChannel.open(path(path), StandardOpenOption.READ);
    }

    /** {@code open()} to write, from the beginning; the process's umask reduces the permissions of a new file. */
    public static FileChannel openToWrite(String path, int access) throws IOException {
        return FileChannel.open(
                path(path),
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING),
                attributes(access));
    }

    private static FileAttribute<?>[] attributes(int access) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions(access))}
                : new FileAttribute<?>[0];
    }

    private static Set<PosixFilePermission> permissions(int access) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BITS.length; bit++) {
            if ((access >> bit & 1) == 1) {
                permissions.add(BITS[bit]);
            }
        }
        return permissions;
    }

    private static int bits(Set<PosixFilePermission> permissions) {
        int access = 0;
        for (int bit = 0; bit < BITS.length; bit++) {
            if (permissions.contains(BITS[bit])) {
                access |= 1 << bit;
            }
        }
        return access;
    }
}
