package io.gangway;

import io.gangway.exchange.Generation;
import io.gangway.exchange.VirtualHosts;
import io.gangway.net.Listen;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.ToIntFunction;

/** URLs of the addresses that a generation serves, for a browser. */
final class Urls {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private Urls() {}

    /**
     * @param port returns the actual port of an address of the configuration
     */
    static List<String> of(Generation generation, ToIntFunction<SocketAddress> port) {
        return generation.listens().values().stream()
                .filter(hosts -> !AdminServer.isOn(hosts))
                .map(hosts -> url(hosts.listen(), port))
                .distinct()
                .toList();
    }

    /** @return null when there is no such server */
    static String admin(Generation generation, ToIntFunction<SocketAddress> port) {
        VirtualHosts hosts = AdminServer.find(generation);
        return hosts == null ? null : url(hosts.listen(), port);
    }

    private static String url(Listen listen, ToIntFunction<SocketAddress> port) {
        if (!(listen.address() instanceof InetSocketAddress inet)) {
            return listen.text();
        }
        int real = port.applyAsInt(inet);
        boolean implied = real == (listen.ssl() ? HTTPS : HTTP);
        return (listen.ssl() ? "https" : "http") + "://" + host(inet.getAddress()) + (implied ? "" : ":" + real) + "/";
    }

    private static String host(InetAddress address) {
        String text = address.getHostAddress();
        if (address.isAnyLocalAddress() || text.equals("127.0.0.1") || text.equals("0:0:0:0:0:0:0:1")) {
            return "localhost";
        }
        return text.contains(":") ? "[" + text + "]" : text;
    }
}
