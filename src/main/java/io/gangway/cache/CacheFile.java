package io.gangway.cache;

import io.gangway.content.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.eclipse.jetty.util.IO;

/**
 * A cached response: header, head and body of a file. A small file is read whole at once; of a larger one, the channel
 * has one owner, which closes it.
 */
public final class CacheFile {
    /** Up to this length, a file is read whole at once. */
    static final int SMALL = 16 * 1024;

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);

    private final String name;
    private final byte[] bytes;
    private final CacheHeader header;
    private final long length;

    /** Null when the whole file is in memory, and after it was passed on. */
    private FileChannel channel;

    private Object parsed;

    private CacheFile(String name, byte[] bytes, CacheHeader header, long length, FileChannel channel) {
        this.name = name;
        this.bytes = bytes;
        this.header = header;
        this.length = length;
        this.channel = channel;
    }

    /**
     * Opens a file and reads its head.
     *
     * @param headLimit maximum offset of the body
     * @return null when there is no such file
     * @throws IOException in nginx's wording
     * @throws CacheFileException when the file is not that of the key
     */
    static CacheFile open(String name, Path path, CacheKey key, int headLimit) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(path, READ);
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            if ("Not a directory".equals(e.getReason())) {
                return null;
            }
            throw PrivateFiles.failed("open()", path, e);
        } catch (IOException e) {
            throw PrivateFiles.failed("open()", path, e);
        }
        boolean kept = false;
        try {
            CacheFile file = read(name, path, channel, key, headLimit);
            kept = file.channel != null;
            return file;
        } finally {
            if (!kept) {
                IO.close(channel);
            }
        }
    }

    private static CacheFile read(String name, Path path, FileChannel channel, CacheKey key, int headLimit)
            throws IOException {
        byte[] bytes;
        long length;
        try {
            length = channel.size();
            bytes = new byte[(int) (length <= SMALL ? length : Math.min(length, headLimit))];
            ByteBuffer into = ByteBuffer.wrap(bytes);
            while (into.hasRemaining() && channel.read(into, into.position()) >= 0) {
                continue;
            }
            if (into.hasRemaining()) {
                throw new CacheFileException(true, "cache file \"" + name + "\" is too small");
            }
        } catch (IOException e) {
            throw PrivateFiles.failed("pread()", path, e);
        }
        CacheHeader header = checked(name, bytes, key, headLimit);
        if (header.layout().bodyStart() > length) {
            throw new CacheFileException(true, "cache file \"" + name + "\" is too small");
        }
        return new CacheFile(name, bytes, header, length, length == bytes.length ? null : channel);
    }

    private static CacheHeader checked(String name, byte[] bytes, CacheKey key, int headLimit) {
        if (bytes.length < key.headerStart()) {
            throw new CacheFileException(true, "cache file \"" + name + "\" is too small");
        }
        if (CacheHeader.version(bytes) != CacheHeader.VERSION) {
            throw new CacheFileException(false, "cache file \"" + name + "\" version mismatch");
        }
        CacheHeader header = CacheHeader.decode(bytes);
        if (header == null) {
            throw new CacheFileException(true, "cache file \"" + name + "\" has incorrect vary length");
        }
        CacheHeader.Layout layout = header.layout();
        boolean same = layout.crc32() == key.crc32()
                && layout.headerStart() == key.headerStart()
                && key.isAt(bytes, CacheHeader.SIZE + CacheKey.MARK.length);
        if (!same) {
            throw new CacheFileException(true, "cache file \"" + name + "\" has md5 collision");
        }
        if (layout.bodyStart() > headLimit || layout.bodyStart() < layout.headerStart()) {
            throw new CacheFileException(true, "cache file \"" + name + "\" has too long header");
        }
        return header;
    }

    /** The name of the file, one char per byte. */
    public String name() {
        return name;
    }

    public CacheHeader header() {
        return header;
    }

    /** The head of the response as it was received, with the empty line at its end; empty for HTTP/0.9. Read-only. */
    public ByteBuffer head() {
        int start = header.layout().headerStart();
        return ByteBuffer.wrap(bytes, start, header.layout().bodyStart() - start)
                .slice()
                .asReadOnlyBuffer();
    }

    /** Length of the body in bytes. */
    public long bodyLength() {
        return length - header.layout().bodyStart();
    }

    /** Length of the file in bytes. */
    public long length() {
        return length;
    }

    /** What was kept by {@link #parsed(Object)}; null at first. */
    public Object parsed() {
        return parsed;
    }

    /** Keeps the parsed head, as it may be needed twice: after a failed renewal. */
    public void parsed(Object head) {
        parsed = head;
    }

    /** Whether the whole file is in memory. */
    boolean isWhole() {
        return length == bytes.length;
    }

    /** Copies the body of a file that is in memory. */
    void copyBody(ByteBuffer into) {
        into.put(bytes, header.layout().bodyStart(), (int) bodyLength());
    }

    /** Passes the channel on; null when the file is in memory. */
    FileChannel takeChannel() {
        FileChannel taken = channel;
        channel = null;
        return taken;
    }

    /** Closes the channel unless it was passed on. */
    void close() {
        IO.close(channel);
        channel = null;
    }

    /** The header of a file; null when there is none or it is not a cache file. */
    static CacheHeader header(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, READ)) {
            return header(channel);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** The header of a file; null when it is not a cache file. */
    static CacheHeader header(FileChannel channel) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(CacheHeader.SIZE);
        while (into.hasRemaining() && channel.read(into, into.position()) >= 0) {
            continue;
        }
        boolean known = !into.hasRemaining() && CacheHeader.version(into.array()) == CacheHeader.VERSION;
        return known ? CacheHeader.decode(into.array()) : null;
    }
}
