package io.gangway.net;

/**
 * An address as in {@code proxy_pass} and {@code server}: {@code host:port/uri}, {@code [::1]:port/uri} or {@code
 * unix:/path:/uri}.
 *
 * @param text as written
 * @param host as written, in any case; an IPv6 address with its brackets; the path of a unix socket
 * @param port as written, else the default; 0 for a unix socket
 * @param portText the port as written; null when there is none
 * @param uri the rest; empty when there is none
 * @param unix whether it is a unix socket
 */
public record HostPort(String text, String host, int port, String portText, String uri, boolean unix) {
    /** A text that nginx rejects; the message is nginx's. */
    public static final class BadAddressException extends Exception {
        private static final long serialVersionUID = 1L;

        BadAddressException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Parses an address.
     *
     * @param withUri whether a URI may follow
     * @throws BadAddressException when nginx would reject the text
     */
    public static HostPort parse(String text, int defaultPort, boolean withUri) throws BadAddressException {
        if (text.regionMatches(true, 0, "unix:", 0, 5)) {
            return unixSocket(text, withUri);
        }
        int uriAt = firstOf(text, 0, "/?");
        if (uriAt < text.length() && !withUri) {
            throw new BadAddressException("invalid host");
        }
        String authority = text.substring(0, uriAt);
        int from = 0;
        if (authority.startsWith("[")) {
            from = authority.indexOf(']') + 1;
            if (from < 3) {
                throw new BadAddressException("invalid host");
            }
            if (from < authority.length() && authority.charAt(from) != ':') {
                throw new BadAddressException("invalid host");
            }
        }
        int colon = authority.indexOf(':', from);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String portText = colon < 0 ? null : authority.substring(colon + 1);
        int port = colon < 0 ? defaultPort : port(portText);
        if (host.isEmpty()) {
            throw new BadAddressException("no host");
        }
        return new HostPort(text, host, port, portText, text.substring(uriAt), false);
    }

    private static HostPort unixSocket(String text, boolean withUri) throws BadAddressException {
        int colon = withUri ? text.indexOf(':', 5) : -1;
        String path = colon < 0 ? text.substring(5) : text.substring(5, colon);
        if (path.isEmpty()) {
            throw new BadAddressException("no path in the unix domain socket");
        }
        if (path.length() > 107) {
            throw new BadAddressException("too long path in the unix domain socket");
        }
        if (path.indexOf('\0') >= 0) {
            throw new BadAddressException("invalid path in the unix domain socket");
        }
        return new HostPort(text, path, 0, null, colon < 0 ? "" : text.substring(colon + 1), true);
    }

    private static int port(String text) throws BadAddressException {
        boolean digits = !text.isEmpty() && text.length() < 7 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new BadAddressException("invalid port");
        }
        return port;
    }

    private static int firstOf(String text, int from, String stops) {
        int at = from;
        while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }
}
