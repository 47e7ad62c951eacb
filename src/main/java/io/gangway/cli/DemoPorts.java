package io.gangway.cli;

import io.gangway.GangwayBuilder;
import io.gangway.demo.DemoBackend;
import io.gangway.dev.FreePort;

/**
 * The ports of the demo: those of {@code etc/gangway.conf}, or the next free ones if these are in use.
 *
 * @param front the port for the browser
 * @param a the port of the first backend
 * @param b the port of the second backend
 * @param control the port of the listener that stops and starts them
 */
record DemoPorts(int front, int a, int b, int control) {
    private static final int FRONT = 8080;

    /** Finds ports that are free now. */
    static DemoPorts free() {
        int a = FreePort.from(DemoBackend.PORT_A, port -> false);
        int b = FreePort.from(DemoBackend.PORT_B, port -> port == a);
        int control = FreePort.from(DemoBackend.PORT_CONTROL, port -> port == a || port == b);
        int front = FreePort.from(FRONT, port -> port == a || port == b || port == control);
        return new DemoPorts(front, a, b, control);
    }

    /** Replaces the ports of the file. */
    void applyTo(GangwayBuilder builder) {
        builder.port(FRONT, front);
        if (a != DemoBackend.PORT_A || b != DemoBackend.PORT_B) {
            builder.upstream("contest", "127.0.0.1:" + a, "127.0.0.1:" + b);
        }
        if (control != DemoBackend.PORT_CONTROL) {
            builder.upstream("127.0.0.1:" + DemoBackend.PORT_CONTROL, "127.0.0.1:" + control);
        }
    }

    /** The line for the user. */
    String line() {
        return "http://localhost:" + front + "/" + (front == FRONT ? "" : "   (port " + FRONT + " is in use)");
    }
}
