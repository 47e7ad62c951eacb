package io.gangway.dev;

import java.net.URI;

/**
 * A path that goes to a backend.
 *
 * @param path of the location, {@code /api}
 * @param scheme {@code http} or {@code https}
 * @param authority host and port as they were given
 * @param uri what the path is replaced by; empty to leave it
 */
record Route(String path, String scheme, String authority, String uri) {
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
        if (url.getRawAuthority() == null || url.getHost() == null) {
            throw wrong(option, text);
        }
        String uri = url.getRawPath() == null ? "" : url.getRawPath();
        return new Route(text.substring(0, equals), scheme, url.getRawAuthority(), uri);
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

    /** What {@code proxy_pass} says. */
    String url() {
        return scheme + "://" + authority + uri;
    }
}
