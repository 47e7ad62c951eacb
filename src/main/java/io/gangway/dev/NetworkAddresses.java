package io.gangway.dev;

import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** The addresses at which other devices, such as a phone, may reach this machine. */
final class NetworkAddresses {
    private NetworkAddresses() {}

    /** The IPv4 addresses of all networks, as text; empty without a network. */
    static List<String> find() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                    .map(address -> address.getHostAddress())
                    .toList();
        } catch (SocketException e) {
            // These lines are only a convenience.
            return List.of();
        }
    }
}
