package io.gangway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Timer;
import java.util.TimerTask;

/**
 * One request of {@code gangway health}. It uses a plain socket: a client of the JDK would take longer to load than to
 * answer.
 */
final class HealthRequest {
    private static final int TIMEOUT_MILLIS = 3000;
    private static final int HTTP = 80;
    private static final int STATUS_LINE = "HTTP/1.1 200".length();

    private HealthRequest() {}

    /**
     * Requests a URL.
     *
     * @return the status of the response
     * @throws IOException without a response in 3 seconds
     */
    static int status(URI uri) throws IOException {
        int port = uri.getPort() < 0 ? HTTP : uri.getPort();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        String line = exchange(new InetSocketAddress(host, port), target, uri.getRawAuthority());
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]")) {
            throw new IOException("no HTTP response");
        }
        return Integer.parseInt(line.substring(STATUS_LINE - 3));
    }

    /**
     * Connects to an address.
     *
     * @param plain whether to request {@code /}, too. Each response is good, and so is a connection that is closed ({@code
     *     return 444})
     * @throws IOException when nothing happens in 3 seconds
     */
    static void send(SocketAddress address, boolean plain) throws IOException {
        exchange(address, plain ? "/" : null, "localhost");
    }

    /** The beginning of the response: up to the status. */
    private static String exchange(SocketAddress address, String target, String host) throws IOException {
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new UnknownHostException("host not found");
        }
        boolean unix = address instanceof UnixDomainSocketAddress;
        Timer timer = new Timer("health-timeout", true);
        try (SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
            Thread thread = Thread.currentThread();
            timer.schedule(interruption(thread), TIMEOUT_MILLIS);
            channel.connect(address);
            if (target == null) {
                return "";
            }
            String head = "GET " + target + " HTTP/1.0\r\nHost: " + host + "\r\nUser-Agent: gangway-health\r\n\r\n";
            channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
            InputStream in = Channels.newInputStream(channel);
            return new String(in.readNBytes(STATUS_LINE), StandardCharsets.ISO_8859_1);
        } catch (ClosedByInterruptException e) {
            throw new SocketTimeoutException("timed out");
        } finally {
            timer.cancel();
            Thread.interrupted();
        }
    }

    /** Unlike {@code Socket.setSoTimeout}, it works for unix sockets, and limits the whole exchange. */
    private static TimerTask interruption(Thread thread) {
        return new TimerTask() {
            @Override
            public void run() {
                thread.interrupt();
            }
        };
    }
}
