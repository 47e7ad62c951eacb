package io.gangway.dev;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.function.IntPredicate;

/** Finds a free port of this machine. */
public final class FreePort {
    private static final int MAX = 65_535;

    private FreePort() {}

    /**
     * The first free port from {@code first} on.
     *
     * @param excluded ports to skip even if they are free
     * @return {@code first} if none is free: binding it then reports the error
     */
    public static int from(int first, IntPredicate excluded) {
        for (int port = first; port <= MAX; port++) {
            if (!excluded.test(port) && isFree(port)) {
                return port;
            }
        }
        return first;
    }

    /**
     * Checks all addresses at once: a browser might otherwise reach another program on another address of this machine.
     */
    static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port)) {
            return probe.isBound();
        } catch (IOException e) {
            // It is in use, or not permitted.
            return false;
        }
    }
}
