package io.gangway.dev;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.function.IntPredicate;

/** Finds a port that nobody on this machine listens on. */
public final class FreePort {
    private static final int MAX = 65_535;

    private FreePort() {}

    /**
     * The first free port, that one or the next above.
     *
     * @param excluded ports that are not wanted although they may be free
     * @return {@code first} also when none is free: who binds it then hears why not
     */
    public static int from(int first, IntPredicate excluded) {
        for (int port = first; port <= MAX; port++) {
            if (!excluded.test(port) && isFree(port)) {
                return port;
            }
        }
        return first;
    }

    /** Looks at all addresses at once: on another one of this machine a browser would find somebody else. */
    static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port)) {
            return probe.isBound();
        } catch (IOException e) {
            // It is taken, or not for us.
            return false;
        }
    }
}
