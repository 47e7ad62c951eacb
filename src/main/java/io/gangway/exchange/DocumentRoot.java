package io.gangway.exchange;

import io.gangway.conf.Environment;
import java.nio.file.Path;

/**
 * {@code root} or {@code alias}: maps a uri to a file.
 *
 * @param directory the path as written
 * @param alias whether it replaces the location's name
 * @param locationName the prefix that an alias replaces; null for a regular expression, where the alias is the whole
 *     file name
 * @param prefix base of a relative path; null for the prefix of the environment
 */
public record DocumentRoot(Template directory, boolean alias, String locationName, Path prefix) {
    /** nginx's default, {@code root html}. */
    public static final DocumentRoot HTML = new DocumentRoot(Template.of("html"), false, "", null);

    /** {@code $document_root}, one char per byte, absolute. */
    public String root(Exchange exchange) {
        return absolute(directory.render(exchange), exchange);
    }

    /** The file of a uri, one char per byte, absolute; neither normalized nor resolved. */
    public String file(Exchange exchange, String uri) {
        String root = root(exchange);
        if (!alias) {
            return root + uri;
        }
        if (locationName == null) {
            return exchange.uriBelowAlias() ? root + uri : root;
        }
        return root + uri.substring(Math.min(locationName.length(), uri.length()));
    }

    private String absolute(String path, Exchange exchange) {
        if (path.startsWith("/")) {
            return path;
        }
        Path below =
                prefix != null ? prefix : exchange.generation().environment().prefix();
        String base = Environment.bytes(below.toAbsolutePath());
        return path.isEmpty() ? base : base.endsWith("/") ? base + path : base + "/" + path;
    }
}
