package io.gangway.ssi;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The variables that pages set, shared by a client's request and all its subrequests; names are case-insensitive.
 * Confined to its loop.
 */
final class SsiVariables {
    private static final AttachmentKey<SsiVariables> KEY = new AttachmentKey<>("ssi variables");

    private final Map<String, String> values = new HashMap<>();

    static void set(Exchange x, String name, String value) {
        Exchange main = x.main();
        SsiVariables all = main.get(KEY);
        if (all == null) {
            all = new SsiVariables();
            main.put(KEY, all);
        }
        all.values.put(name.toLowerCase(Locale.ROOT), value);
    }

    /** The value that a page has set, else that of nginx's own variable; null without either. */
    static String get(Exchange x, String name) {
        SsiVariables all = x.main().get(KEY);
        String value = all == null ? null : all.values.get(name.toLowerCase(Locale.ROOT));
        return value != null ? value : x.variable(name);
    }
}
