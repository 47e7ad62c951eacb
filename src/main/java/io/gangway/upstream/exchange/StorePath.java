package io.gangway.upstream.exchange;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;

/**
 * {@code proxy_store}: where responses are stored.
 *
 * @param text the path of the file; null for the one that the URI maps to
 */
record StorePath(Template text) {
    /** {@code off}. */
    static final StorePath OFF = new StorePath(Template.of("off"));

    /** {@code on}. */
    static final StorePath OF_URI = new StorePath(null);

    /** The path for an exchange, one char per byte; empty if nothing is stored. */
    String of(Exchange x) {
        return text == null ? x.location().settings().root().file(x, x.uri()) : text.render(x);
    }
}
