package io.gangway.core;

import io.gangway.conf.Environment;
import io.gangway.errorlog.MilliText;
import io.gangway.exchange.Variables;
import io.gangway.net.ProxyHeader;
import io.gangway.net.V6Text;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Variables of the client connection. */
final class ConnectionVariables {
    private ConnectionVariables() {}

    static void define(Variables variables) {
        variables.define("remote_addr", x -> address(x.remoteAddress()));
        variables.define("realip_remote_addr", x -> address(x.client().remoteAddress()));
        variables.define("realip_remote_port", x -> port(x.client().remoteAddress()));
        variables.define("remote_port", x -> port(x.remoteAddress()));
        variables.define("binary_remote_addr", x -> binary(x.remoteAddress()));
        variables.define("server_addr", x -> local(x.client().localAddress()));
        variables.define("server_port", x -> port(x.client().localAddress()));
        variables.define("scheme", x -> x.client().isSecure() ? "https" : "http");
        variables.define("https", x -> x.client().isSecure() ? "on" : "");
        variables.define("connection", x -> Long.toString(x.client().serial()));
        variables.define("connection_requests", x -> Integer.toString(x.client().requests()));
        variables.define("connection_time", x -> MilliText.text(x.client().ageMillis()));
        variables.define("pipe", x -> x.client().pipelined() ? "p" : ".");
        proxy(variables, "addr", ProxyHeader::source);
        proxy(variables, "port", header -> port(header.sourcePort()));
        proxy(variables, "server_addr", ProxyHeader::destination);
        proxy(variables, "server_port", header -> port(header.destinationPort()));
        variables.definePrefix("proxy_protocol_tlv_", ProxyTlv::new);
    }

    private static void proxy(Variables variables, String name, Function<ProxyHeader, String> part) {
        variables.define("proxy_protocol_" + name, x -> {
            ProxyHeader header = x.client().proxyHeader();
            return header == null || !header.hasSource() ? null : part.apply(header);
        });
    }

    private static String address(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? V6Text.of(inet.getAddress()) : "unix:";
    }

    private static String local(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix
                ? "unix:" + Environment.bytes(unix.getPath())
                : address(address);
    }

    private static String port(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? port(inet.getPort()) : "";
    }

    private static String port(int number) {
        return number > 0 ? Integer.toString(number) : "";
    }

    private static String binary(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? new String(inet.getAddress().getAddress(), StandardCharsets.ISO_8859_1)
                : "unix:";
    }
}
