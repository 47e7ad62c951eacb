package io.gangway.dev;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * A path that goes to a backend, with all that is below it. {@code /api} and {@code /api/orders} are, {@code /apiary} is not.
 *
 * @param option by which it was given, for messages
 * @param path {@code /api}; with a slash at its end only what is below it
 * @param scheme {@code http} or {@code https}
 * @param authority host and port as they were given
 * @param uri what the path is replaced by; empty to leave it
 */
record Route(String option, String path, String scheme, String authority, String uri) {
    /**
     * Reads {@code PATH=URL}.
     *
     * @throws DevUsageException with what was expected
     */
    static Route read(String option, String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || text.charAt(0) != '/') {
            throw wrong(option, text);
        }
        URI url;
        try {
            url = URI.create(text.substring(equals + 1));
        } catch (IllegalArgumentException e) {
            throw wrong(option, text);
        }
        String scheme = switch (String.valueOf(url.getScheme())) {
            case "http", "ws" -> "http";
            case "https", "wss" -> "https";
            default -> throw wrong(option, text);
        };
        boolean more = url.getRawQuery() != null || url.getRawFragment() != null || url.getRawUserInfo() != null;
        if (url.getRawAuthority() == null || url.getHost() == null || url.getPort() > 65_535 || more) {
            throw wrong(option, text);
        }
        String uri = url.getRawPath() == null ? "" : url.getRawPath();
        return new Route(option, text.substring(0, equals), scheme, url.getRawAuthority(), uri);
    }

    private static DevUsageException wrong(String option, String text) {
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

    /** The path without a slash at its end. */
    String bare() {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Whether the path itself goes there, besides what is below it. */
    boolean isExactToo() {
        return !path.endsWith("/");
    }

    /** The backend without a path. */
    String backend() {
        return scheme + "://" + authority;
    }

    /** What {@code proxy_pass} says for the path itself. */
    String urlOfPath() {
        return backend() + uri;
    }

    /** What {@code proxy_pass} says for what is below the path. */
    String urlBelow() {
        return backend() + (uri.isEmpty() || uri.endsWith("/") ? uri : uri + "/");
    }

    /** Whether its host has an address. May ask the resolver. */
    boolean isKnownHost() {
        try {
            return InetAddress.getAllByName(host()).length > 0;
        } catch (UnknownHostException e) {
            // It is said by the caller.
            return false;
        }
    }

    /** Whether it goes to that port of this machine. May ask the resolver. */
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
            // A name that is not known is no name of this machine.
            return false;
        }
        return false;
    }

    /** As it was given. */
    @Override
    public String toString() {
        return option + " " + path + "=" + urlOfPath();
    }
}
