package io.gangway.dev;

import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** The addresses under which other machines, a telephone for instance, may find this one. */
final class NetworkAddresses {
    private NetworkAddresses() {}

    /** IPv4 addresses of networks, as text; none when there is no network. */
    static List<String> find() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                    .map(address -> address.getHostAddress())
                    .toList();
        } catch (SocketException e) {
            // It serves without saying more.
            return List.of();
        }
    }
}
