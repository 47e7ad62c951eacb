package io.gangway.dns;

import io.gangway.loop.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One DNS server, as one loop talks to it. Each question has a port of its own, so that who wants to forge an answer has to guess
 * port and number (RFC 5452, section 9.2); where many are open they share ports, for the sake of descriptors. Confined to its loop.
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

    /** A port for one more question, which is to join and to leave it. */
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
