package io.gangway.core;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Reads the words of {@code listen}. */
final class ListenReader {
    /** Parameters that tune a socket in ways which the JVM decides, or which have no effect here. */
    private static final List<String> TUNING = List.of("reuseport", "deferred", "bind", "quic", "multipath");

    private static final List<String> TUNING_VALUES =
            List.of("rcvbuf=", "sndbuf=", "accept_filter=", "setfib=", "fastopen=", "so_keepalive=");

    private ListenReader() {}

    static Listen read(Reader r) {
        String where = r.arg(0);
        SocketAddress address = address(r, where);
        boolean isDefault = false;
        boolean ssl = false;
        boolean http2 = false;
        boolean proxyProtocol = false;
        boolean ipv6only = true;
        int backlog = 511;
        String name = null;
        for (String word : r.args().subList(1, r.count())) {
            if (word.equals("default_server") || word.equals("default")) {
                isDefault = true;
            } else if (word.equals("ssl")) {
                ssl = true;
            } else if (word.equals("http2")) {
                http2 = true;
                r.warn("the \"listen ... http2\" directive is deprecated, use the \"http2\" directive instead");
            } else if (word.equals("proxy_protocol")) {
                proxyProtocol = true;
            } else if (word.startsWith("ipv6only=")) {
                ipv6only = ipv6only(r, word);
            } else if (word.startsWith("backlog=")) {
                backlog = positive(r, word.substring(8), "backlog");
            } else if (word.startsWith("name=")) {
                name = word.substring(5);
            } else if (word.equals("quic")) {
                throw r.error("the \"quic\" parameter is not supported yet by Gangway");
            } else if (!TUNING.contains(word) && TUNING_VALUES.stream().noneMatch(word::startsWith)) {
                throw r.invalidParameter(word);
            }
        }
        return new Listen(address, text(address), name, isDefault, ssl, http2, proxyProtocol, ipv6only, backlog);
    }

    private static boolean ipv6only(Reader r, String word) {
        return switch (word.substring(9)) {
            case "on" -> true;
            case "off" -> false;
            default -> throw r.error("invalid ipv6only flags \"" + word.substring(9) + "\"");
        };
    }

    private static int positive(Reader r, String digits, String what) {
        if (!digits.matches("[0-9]{1,9}") || Integer.parseInt(digits) == 0) {
            throw r.error("invalid " + what + " \"" + digits + "\"");
        }
        return Integer.parseInt(digits);
    }

    private static SocketAddress address(Reader r, String where) {
        if (where.startsWith("unix:")) {
            String path = where.substring(5);
            if (path.isEmpty()) {
                throw r.error("no host in \"" + where + "\" of the \"listen\" directive");
            }
            return UnixDomainSocketAddress.of(r.path(path));
        }
        try {
            if (where.matches("[0-9]+")) {
                return new InetSocketAddress(anyV4(), port(r, where, where));
            }
            if (where.startsWith("[")) {
                return v6(r, where);
            }
            int colon = where.lastIndexOf(':');
            String host = colon < 0 ? where : where.substring(0, colon);
            int port = colon < 0 ? 80 : port(r, where.substring(colon + 1), where);
            if (host.isEmpty()) {
                throw r.error("no host in \"" + where + "\" of the \"listen\" directive");
            }
            InetAddress address = host.equals("*") ? anyV4() : InetAddress.getByName(host);
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException e) {
            throw r.error("host not found in \"" + where + "\" of the \"listen\" directive");
        }
    }

    private static InetSocketAddress v6(Reader r, String where) throws UnknownHostException {
        int close = where.indexOf(']');
        if (close < 0) {
            throw r.error("invalid address in \"" + where + "\" of the \"listen\" directive");
        }
        String host = where.substring(1, close);
        String rest = where.substring(close + 1);
        if (!host.matches("[0-9A-Fa-f:.%a-z0-9]+") || !rest.isEmpty() && !rest.startsWith(":")) {
            throw r.error("invalid IPv6 address in \"" + where + "\" of the \"listen\" directive");
        }
        int port = rest.isEmpty() ? 80 : port(r, rest.substring(1), where);
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    private static int port(Reader r, String digits, String where) {
        if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65535) {
            throw r.error("invalid port in \"" + where + "\" of the \"listen\" directive");
        }
        return Integer.parseInt(digits);
    }

    private static InetAddress anyV4() throws UnknownHostException {
        return InetAddress.getByAddress(new byte[4]);
    }

    private static String text(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            String host = inet.getAddress().getHostAddress();
            boolean v6 = inet.getAddress().getAddress().length == 16;
            return (v6 ? "[" + V6Text.of(inet.getAddress()) + "]" : host) + ":" + inet.getPort();
        }
        return "unix:" + ((UnixDomainSocketAddress) address).getPath();
    }
}
