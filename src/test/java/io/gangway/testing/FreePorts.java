package io.gangway.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports to listen on. They are below the kernel's range for outgoing connections, so that no connection takes one
 * between the choice and the bind. All have five digits, and no port is returned twice.
 */
public final class FreePorts {
    private static final int FROM = 12_000;
    private static final int TO = 32_000;

    /** The number of this JVM among those that run tests side by side, which share the ports out. Null if it is alone. */
    private static final Integer FORK = Integer.getInteger("gangway.fork");

    private static final int FORKS = 2;

    /** All ports that this JVM has handed out, since tests of one JVM run in parallel. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    public static int next() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            if (isOfThisFork(port) && isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + FROM + " and " + TO);
    }

    private static boolean isOfThisFork(int port) {
        return FORK == null || port % FORKS == FORK % FORKS;
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
