package io.gangway.dev;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.ExecutorService;

/** Connects to a backend that failed and explains the failure in plain words. */
final class Diagnosis {
    private static final int CONNECT_MILLIS = 2_000;

    private final ExecutorService threads;

    /** @param threads for connection attempts, which block */
    Diagnosis(ExecutorService threads) {
        this.threads = threads;
    }

    /**
     * Connects in the background and prints the result.
     *
     * @param peer {@code ADDRESS:PORT}; other peers, such as Unix sockets, are ignored
     * @param late whether the peer accepted the request but did not respond in time
     */
    void of(String peer, boolean late, Screen screen) {
        int colon = peer.lastIndexOf(':');
        if (colon < 0 || !peer.substring(colon + 1).matches("[0-9]{1,5}")) {
            return;
        }
        String host = peer.substring(0, colon).replaceAll("[\\[\\]]", "");
        int port = Integer.parseInt(peer.substring(colon + 1));
        threads.execute(() -> screen.line("        " + peer + ": " + reason(host, port, late)));
    }

    private static String reason(String host, int port, boolean late) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            return late
                    ? "accepts connections but did not respond in time; is it stopped in a debugger?"
                    : "accepts connections, but closed this one or did not send HTTP (is it HTTPS?)";
        } catch (ConnectException e) {
            return "nothing listens there; is the backend running?";
        } catch (SocketTimeoutException e) {
            return "does not respond at all; is there a firewall, or is the address wrong?";
        } catch (NoRouteToHostException e) {
            return "no route to this address";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
