package io.gangway.userid;

import io.gangway.exchange.Exchange;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Creates identifiers of 16 bytes: a service, the time, the start of the process, and a number. Thread-safe.
 */
final class IdentifierSource {
    /** As in nginx: such a number never equals one of version 1, and no byte of it is zero at first. */
    private static final int FIRST_OF_VERSION_2 = 0x03030302;

    private static final int STEP = 0x100;

    private final int start = start();
    private final AtomicInteger version1 = new AtomicInteger(1);
    private final AtomicInteger version2 = new AtomicInteger(FIRST_OF_VERSION_2);

    /** The microsecond of the start and the id of the process. */
    private static int start() {
        int micros = Instant.now().getNano() / 1000;
        return micros / 20 << 16 | (int) ProcessHandle.current().pid() & 0xffff;
    }

    /** A new identifier. In version 1 numbers are in the byte order of x86, in version 2 in that of networks. */
    byte[] next(Exchange x, UseridSettings settings) {
        int seconds = (int) (x.loop().currentTimeMillis() / 1000);
        ByteBuffer bytes = ByteBuffer.allocate(16);
        if (settings.mode() == UseridMode.VERSION_1) {
            bytes.order(ByteOrder.LITTLE_ENDIAN).putInt(settings.service() == null ? 0 : settings.service());
            return bytes.putInt(seconds)
                    .putInt(start)
                    .putInt(version1.getAndAdd(STEP))
                    .array();
        }
        bytes.putInt(settings.service() == null ? address(x.client().localAddress()) : settings.service());
        int number = version2.getAndUpdate(now -> Math.max(now + STEP, FIRST_OF_VERSION_2));
        return bytes.putInt(seconds).putInt(start).putInt(number).array();
    }

    /** The last four bytes of an address; 0 for a Unix domain socket. */
    private static int address(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return 0;
        }
        byte[] bytes = inet.getAddress().getAddress();
        return ByteBuffer.wrap(bytes, bytes.length - 4, 4).getInt();
    }
}
