package io.gangway.cli;

import io.gangway.GangwayBuilder;
import io.gangway.demo.DemoBackend;
import io.gangway.dev.FreePort;

/**
 * The ports of the demo: those of {@code etc/gangway.conf}, or the next free ones where somebody has these.
 *
 * @param front where a browser finds it
 * @param a of the first backend
 * @param b of the second backend
 * @param control of the listener that stops and starts them
 */
record DemoPorts(int front, int a, int b, int control) {
    private static final int FRONT = 8080;

    /** Which are free now. */
    static DemoPorts free() {
        int a = FreePort.from(DemoBackend.PORT_A, port -> false);
        int b = FreePort.from(DemoBackend.PORT_B, port -> port == a);
        int control = FreePort.from(DemoBackend.PORT_CONTROL, port -> port == a || port == b);
        int front = FreePort.from(FRONT, port -> port == a || port == b || port == control);
        return new DemoPorts(front, a, b, control);
    }

    /** Puts them in the place of those that the file says. */
    void into(GangwayBuilder builder) {
        builder.port(FRONT, front);
        if (a != DemoBackend.PORT_A || b != DemoBackend.PORT_B) {
            builder.upstream("contest", "127.0.0.1:" + a, "127.0.0.1:" + b);
        }
        if (control != DemoBackend.PORT_CONTROL) {
            builder.upstream("127.0.0.1:" + DemoBackend.PORT_CONTROL, "127.0.0.1:" + control);
        }
    }

    /** What the user is told. */
    String line() {
        return "http://localhost:" + front + "/" + (front == FRONT ? "" : "   (port " + FRONT + " is in use)");
    }
}
