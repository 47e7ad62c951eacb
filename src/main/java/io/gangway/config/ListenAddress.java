package io.gangway.config;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.net.V6Text;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Parses the address of a {@code listen}: host with port or range of ports, or a Unix domain socket. One instance for
 * each line.
 */
final class ListenAddress {
    private static final Pattern PORTS = Pattern.compile("[0-9]+(-[0-9]+)?");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final int DEFAULT_PORT = 80;
    private static final int LAST_PORT = 65535;

    private final DirectiveArguments arguments;
    private final String where;

    ListenAddress(DirectiveArguments arguments, String where) {
        this.arguments = arguments;
        this.where = where;
    }

    List<SocketAddress> addresses() {
        if (where.regionMatches(true, 0, "unix:", 0, 5)) {
            if (where.length() == 5) {
                throw invalid("no path in the unix domain socket");
            }
            return List.of(UnixDomainSocketAddress.of(arguments.path(where.substring(5))));
        }
        if (where.startsWith("[")) {
            return v6();
        }
        if (PORTS.matcher(where).matches()) {
            return all(any(), where);
        }
        int colon = where.indexOf(':');
        String host = colon < 0 ? where : where.substring(0, colon);
        if (where.indexOf('/') >= 0 || where.indexOf('?') >= 0) {
            throw invalid("invalid host");
        }
        String ports = colon < 0 ? Integer.toString(DEFAULT_PORT) : where.substring(colon + 1);
        checkPorts(ports);
        if (host.isEmpty()) {
            throw invalid("no host");
        }
        return all(host.equals("*") ? any() : resolved(host), ports);
    }

    private List<SocketAddress> v6() {
        int close = where.indexOf(']');
        String rest = where.substring(close + 1);
        if (close < 0 || !rest.isEmpty() && !rest.startsWith(":") || rest.indexOf('/') >= 0) {
            throw invalid("invalid host");
        }
        String ports = rest.isEmpty() ? Integer.toString(DEFAULT_PORT) : rest.substring(1);
        checkPorts(ports);
        String host = where.substring(1, close);
        if (host.isEmpty()) {
            throw invalid("no host");
        }
        if (!host.matches("[0-9A-Fa-f:.]+")) {
            throw invalid("invalid IPv6 address");
        }
        try {
            return all(List.of(InetAddress.getByName(host)), ports);
        } catch (UnknownHostException e) {
            throw invalid("invalid IPv6 address");
        }
    }

    private void checkPorts(String ports) {
        String[] ends = ports.split("-", 2);
        for (String port : ends) {
            if (!PORT.matcher(port).matches() || Integer.parseInt(port) > LAST_PORT) {
                throw invalid("invalid port");
            }
        }
        if (Integer.parseInt(ends[0]) > Integer.parseInt(ends[ends.length - 1])) {
            throw invalid("invalid port range");
        }
    }

    private List<SocketAddress> all(List<InetAddress> hosts, String ports) {
        checkPorts(ports);
        String[] ends = ports.split("-", 2);
        List<SocketAddress> addresses = new ArrayList<>();
        for (InetAddress host : hosts) {
            for (int port = Integer.parseInt(ends[0]); port <= Integer.parseInt(ends[ends.length - 1]); port++) {
                addresses.add(new InetSocketAddress(host, port));
            }
        }
        return addresses;
    }

    private List<InetAddress> resolved(String host) {
        try {
            return List.of(arguments.context().lookUp(host));
        } catch (UnknownHostException e) {
            throw invalid("host not found");
        }
    }

    private static List<InetAddress> any() {
        try {
            return List.of(InetAddress.getByAddress(new byte[4]));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private ConfException invalid(String what) {
        return arguments.error(what + " in \"" + where + "\" of the \"listen\" directive");
    }

    /** Formats an address as nginx does. */
    static String text(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            boolean v6 = inet.getAddress().getAddress().length == 16;
            String host = V6Text.of(inet.getAddress());
            return (v6 ? "[" + host + "]" : host) + ":" + inet.getPort();
        }
        return "unix:" + Environment.bytes(((UnixDomainSocketAddress) address).getPath());
    }
}
