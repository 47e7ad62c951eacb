package io.gangway.log;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A connected datagram socket of the Unix domain, such as {@code /dev/log}. Java has none, so this calls the system,
 * which needs Java 22 and Linux. Confined to one thread at a time.
 *
 * @see <a href="https://bugs.openjdk.org/browse/JDK-8297837">JDK-8297837: Unix domain sockets have no datagrams</a>
 */
final class UnixDatagram implements DatagramSink {
    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;

    /** The longest path that fits into an address, with its final zero byte. */
    private static final int MAX_PATH = 108;

    /** The failures that these calls are known for, by {@code errno}. */
    private static final Map<Integer, String> ERRORS = Map.of(
            2, "No such file or directory",
            11, "Resource temporarily unavailable",
            13, "Permission denied",
            24, "Too many open files",
            90, "Message too long",
            91, "Protocol wrong type for socket",
            104, "Connection reset by peer",
            111, "Connection refused");

    private final ByteBuffer errno = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
    private ByteBuffer message = ByteBuffer.allocateDirect(1024);
    private final int descriptor;

    private UnixDatagram() throws IOException {
        descriptor = checked(NativeCalls.socket(errno, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    }

    static boolean isSupported() {
        return NativeCalls.AVAILABLE;
    }

    static DatagramSink open(UnixDomainSocketAddress address) throws IOException {
        byte[] path = address.getPath().toString().getBytes(StandardCharsets.UTF_8);
        if (path.length >= MAX_PATH) {
            throw new IOException("File name too long");
        }
        ByteBuffer name =
                ByteBuffer.allocateDirect(Short.BYTES + path.length + 1).order(ByteOrder.nativeOrder());
        name.putShort(AF_UNIX).put(path).rewind();
        UnixDatagram socket = new UnixDatagram();
        try {
            socket.checked(NativeCalls.connect(socket.errno, socket.descriptor, name));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void send(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        if (message.capacity() < length) {
            message = ByteBuffer.allocateDirect(2 * length);
        }
        message.clear().put(bytes).flip();
        checked(NativeCalls.send(errno, descriptor, message, length, MSG_DONTWAIT | MSG_NOSIGNAL));
    }

    @Override
    public void close() throws IOException {
        checked(NativeCalls.close(errno, descriptor));
    }

    private int checked(long result) throws IOException {
        if (result >= 0) {
            return (int) result;
        }
        int error = errno.getInt(0);
        throw new IOException(ERRORS.getOrDefault(error, "error " + error));
    }
}
