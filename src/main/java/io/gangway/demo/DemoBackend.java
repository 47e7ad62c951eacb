package io.gangway.demo;

import java.io.IOException;
import java.util.List;

/**
 * The application of the demo: two instances, {@code a} and {@code b}, that share one contest in memory, and a control
 * listener that stops and starts them. All listen on 127.0.0.1 only.
 *
 * <p>{@code etc/gangway.conf} expects them on {@value #PORT_A}, {@value #PORT_B} and {@value #PORT_CONTROL}.
 */
public final class DemoBackend implements AutoCloseable {
    /** The port of instance a in {@code etc/gangway.conf}. */
    public static final int PORT_A = 8094;

    /** The port of instance b in {@code etc/gangway.conf}. */
    public static final int PORT_B = 8095;

    /** The port of the control listener, which serves {@code /api/backends}, in {@code etc/gangway.conf}. */
    public static final int PORT_CONTROL = 8096;

    private final DemoInstance a;
    private final DemoInstance b;
    private final LoopbackServer control;
    private final int controlPort;

    private DemoBackend(int portA, int portB, int portControl) throws IOException {
        Contest contest = new Contest();
        a = new DemoInstance("a", portA, contest);
        b = new DemoInstance("b", portB, contest);
        control = new LoopbackServer("demo-control", portControl);
        try {
            a.start();
            b.start();
            controlPort = control.start(new ControlHandler(List.of(a, b)));
        } catch (IOException failure) {
            a.stop();
            b.stop();
            throw failure;
        }
    }

    /**
     * Starts both instances and the control listener; returns when all three accept connections.
     *
     * @param portA port of instance a, 0 for any free one
     * @param portB port of instance b, 0 for any free one
     * @param portControl port of the control listener, 0 for any free one
     * @throws IOException if a port is in use; nothing is left running, and the message is for the user
     */
    public static DemoBackend start(int portA, int portB, int portControl) throws IOException {
        return new DemoBackend(portA, portB, portControl);
    }

    /** The port of instance a, even while it is stopped. */
    public int portA() {
        return a.port();
    }

    /** The port of instance b, even while it is stopped. */
    public int portB() {
        return b.port();
    }

    /** The port of the control listener. */
    public int portControl() {
        return controlPort;
    }

    /** Stops the control listener, then both instances; WebSockets are closed with 1001. Idempotent. */
    @Override
    public void close() {
        control.stop();
        a.stop();
        b.stop();
    }
}
