package io.gangway.dns;

import io.gangway.loop.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One DNS server, as used by one loop. Each query has a port of its own, so that a forged response must match port and
 * identifier (RFC 5452, section 9.2). When many are open they share ports, to save descriptors. Confined to its loop.
 */
final class NameServer {
    private static final int MAX_PORTS = 16;

    private final InetSocketAddress address;
    private final EventLoop loop;
    private final Random random;
    private final List<DnsPort> ports = new ArrayList<>();

    NameServer(InetSocketAddress address, EventLoop loop, Random random) {
        this.address = address;
        this.loop = loop;
        this.random = random;
    }

    InetSocketAddress address() {
        return address;
    }

    EventLoop loop() {
        return loop;
    }

    /** A port for one more query, which must join and leave it. */
    DnsPort port() throws IOException {
        if (ports.size() < MAX_PORTS) {
            try {
                DnsPort port = new DnsPort(this);
                ports.add(port);
                return port;
            } catch (IOException e) {
                if (ports.isEmpty()) {
                    throw e;
                }
            }
        }
        return ports.get(random.nextInt(ports.size()));
    }

    void closed(DnsPort port) {
        ports.remove(port);
    }
}
