package io.gangway.dev;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * A path that is proxied to a backend, with everything below it: {@code /api} includes {@code /api/orders} but not
 * {@code /apiary}.
 *
 * @param option the option that defined it, for messages
 * @param path {@code /api}; with a trailing slash, only the paths below it
 * @param scheme {@code http} or {@code https}
 * @param authority host and port as written
 * @param uri the replacement for the path; empty to keep it
 */
record Route(String option, String path, String scheme, String authority, String uri) {
    /**
     * Parses {@code PATH=URL}.
     *
     * @throws DevUsageException with the expected form
     */
    static Route read(String option, String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || text.charAt(0) != '/') {
            throw malformed(option, text);
        }
        URI url;
        try {
            url = URI.create(text.substring(equals + 1));
        } catch (IllegalArgumentException e) {
            throw malformed(option, text);
        }
        String scheme = switch (String.valueOf(url.getScheme())) {
            case "http", "ws" -> "http";
            case "https", "wss" -> "https";
            default -> throw malformed(option, text);
        };
        boolean more = url.getRawQuery() != null || url.getRawFragment() != null || url.getRawUserInfo() != null;
        if (url.getRawAuthority() == null || url.getHost() == null || url.getPort() > 65_535 || more) {
            throw malformed(option, text);
        }
        String uri = url.getRawPath() == null ? "" : url.getRawPath();
        return new Route(option, text.substring(0, equals), scheme, url.getRawAuthority(), uri);
    }

    private static DevUsageException malformed(String option, String text) {
        return new DevUsageException("\"" + option + " " + text + "\": expected PATH=URL, for example "
                + (option.equals("--ws") ? "/chat=ws://localhost:8094/ws" : "/api=http://localhost:8080"));
    }

    String host() {
        return URI.create(scheme + "://" + authority).getHost();
    }

    int port() {
        int port = URI.create(scheme + "://" + authority).getPort();
        return port >= 0 ? port : scheme.equals("https") ? 443 : 80;
    }

    /** The path without a trailing slash. */
    String bare() {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Whether the path itself is proxied too, besides the paths below it. */
    boolean isExactToo() {
        return !path.endsWith("/");
    }

    /** The URL of the backend without a path. */
    String backend() {
        return scheme + "://" + authority;
    }

    /** The argument of {@code proxy_pass} for the path itself. */
    String urlOfPath() {
        return backend() + uri;
    }

    /** The argument of {@code proxy_pass} for the paths below it. */
    String urlBelow() {
        return backend() + (uri.isEmpty() || uri.endsWith("/") ? uri : uri + "/");
    }

    /** Whether its host has an address. May block on a name look-up. */
    boolean isKnownHost() {
        try {
            return InetAddress.getAllByName(host()).length > 0;
        } catch (UnknownHostException e) {
            // The caller reports it.
            return false;
        }
    }

    /** Whether it leads to this port of this machine. May block on a name look-up. */
    boolean isPortOfThisMachine(int port) {
        if (port != port()) {
            return false;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host())) {
                if (address.isLoopbackAddress()
                        || address.isAnyLocalAddress()
                        || NetworkInterface.getByInetAddress(address) != null) {
                    return true;
                }
            }
        } catch (IOException e) {
            // An unknown name is not a name of this machine.
            return false;
        }
        return false;
    }

    /** The option as written. */
    @Override
    public String toString() {
        return option + " " + path + "=" + urlOfPath();
    }
}
