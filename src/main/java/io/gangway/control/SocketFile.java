package io.gangway.control;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file of a unix socket that only its owner can connect to, on a system without POSIX permissions (Windows) whoever
 * may write in its directory.
 *
 * @param path the path of the file
 * @param key identifies the file, should another process replace it; null on Windows
 */
record SocketFile(Path path, Object key) {
    /** Of {@code sun_path}, without the zero at its end: 104 bytes on macOS and BSD. */
    private static final int MAX_BYTES = System.getProperty("os.name").startsWith("Linux") ? 107 : 103;

    /** A socket that listens, and its file. */
    record Bound(ServerSocketChannel server, SocketFile file) {}

    /**
     * Listens at a path. Replaces the socket of another process there, but no other kind of file.
     *
     * <p>The socket is created in a directory that is closed to others, and is moved when it has mode 0600: with the
     * permissions of {@code bind()}, others could connect before {@code chmod()}.
     */
    static Bound bind(Path path) throws IOException {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new SocketException("File name too long");
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !attributes(path).isOther()) {
            throw new FileAlreadyExistsException(path.toString());
        }
        return isPosix(path) ? bindPrivately(path) : bindDirectly(path);
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static Bound bindPrivately(Path path) throws IOException {
        // a short name: the path of the socket in it must not be longer than the final one
        Path directory = path.resolveSibling("." + ProcessHandle.current().pid());
        Path first = directory.resolve("s");
        Files.deleteIfExists(first);
        Files.deleteIfExists(directory);
        Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            ServerSocketChannel server = listen(first);
            try {
                Files.setPosixFilePermissions(first, PosixFilePermissions.fromString("rw-------"));
                Files.move(first, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return new Bound(server, of(path));
            } catch (IOException e) {
                server.close();
                throw e;
            }
        } finally {
            Files.deleteIfExists(first);
            Files.deleteIfExists(directory);
        }
    }

    private static Bound bindDirectly(Path path) throws IOException {
        Files.deleteIfExists(path);
        return new Bound(listen(path), of(path));
    }

    private static ServerSocketChannel listen(Path path) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            return server.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static SocketFile of(Path path) throws IOException {
        return new SocketFile(path, attributes(path).fileKey());
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Deletes the file, unless another process has replaced it. */
    void delete() throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && (key == null || key.equals(attributes(path).fileKey()))) {
            Files.delete(path);
        }
    }
}
