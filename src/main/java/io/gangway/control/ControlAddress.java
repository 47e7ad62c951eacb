package io.gangway.control;

import io.gangway.conf.Environment;
import io.gangway.net.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;

/**
 * The address of the Control API: {@code unix:PATH}, {@code ADDRESS:PORT} or {@code PORT}. Whoever reaches it can read
 * the configuration and reload it, and there is no token: so it must be a unix socket or an address of loopback.
 *
 * @param text as written
 * @param socket to bind
 */
public record ControlAddress(String text, SocketAddress socket) {
    /**
     * Reads an address. A port alone is one of 127.0.0.1, unlike in nginx.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    public static ControlAddress parse(String text) {
        try {
            HostPort host = HostPort.parse(text.matches("[0-9]+") ? "127.0.0.1:" + text : text, 0, false);
            if (host.unix()) {
                return new ControlAddress(text, UnixDomainSocketAddress.of(Environment.path(host.host())));
            }
            if (host.port() == 0) {
                throw new IllegalArgumentException("control: invalid port in \"" + text + "\"");
            }
            InetAddress address = InetAddress.getByName(host.host());
            if (!address.isLoopbackAddress()) {
                throw new IllegalArgumentException(
                        "control: \"" + text + "\" is not a loopback address: use unix:PATH or 127.0.0.1:PORT");
            }
            return new ControlAddress(text, new InetSocketAddress(address, host.port()));
        } catch (HostPort.BadAddressException e) {
            throw new IllegalArgumentException("control: " + e.getMessage() + " in \"" + text + "\"", e);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("control: host not found in \"" + text + "\"", e);
        }
    }
}
