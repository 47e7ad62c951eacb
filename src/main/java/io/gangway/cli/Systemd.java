package io.gangway.cli;

import java.io.IOException;

/**
 * Tells systemd that the service is ready, for units of {@code Type=notify}: then {@code systemctl start} waits for the
 * open ports, and reports a failure.
 */
final class Systemd {
    private Systemd() {}

    /**
     * Sends {@code READY=1} and the process that receives the signals, if a service manager has started this process.
     * systemd's program does it, since the JDK has no unix sockets for datagrams (JEP 380 left them out).
     *
     * @param pid the master process: the launcher, or this JVM
     */
    static void notifyReady(long pid) {
        if (System.getenv("NOTIFY_SOCKET") == null) {
            return;
        }
        try {
            new ProcessBuilder("systemd-notify", "--ready", "--pid=" + pid)
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            System.err.println("gangway: [warn] systemd-notify: " + e.getMessage());
        }
    }
}
