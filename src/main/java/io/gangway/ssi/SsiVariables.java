package io.gangway.ssi;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.regex.Match;
import io.gangway.regex.Regex;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The variables that pages set, and the captures of their last match. Shared by a client's request and all its
 * subrequests; names are case-insensitive. Confined to its loop.
 */
final class SsiVariables {
    private static final AttachmentKey<SsiVariables> KEY = new AttachmentKey<>("ssi variables");

    private final Map<String, String> values = new HashMap<>();

    /** The groups of the last match, up to the last one that took part; the first is the whole match. */
    private String[] captures = {};

    private static SsiVariables of(Exchange x) {
        Exchange main = x.main();
        SsiVariables all = main.get(KEY);
        if (all == null) {
            all = new SsiVariables();
            main.put(KEY, all);
        }
        return all;
    }

    /** As in nginx, a capture keeps its value. */
    static void set(Exchange x, String name, String value) {
        SsiVariables all = of(x);
        if (all.capture(name) == null) {
            all.values.put(name.toLowerCase(Locale.ROOT), value);
        }
    }

    /** As nginx does before an include sets the variable: a variable without a value becomes empty. */
    static void declare(Exchange x, String name) {
        if (of(x).own(name) == null) {
            set(x, name, "");
        }
    }

    /** A capture, or the value that a page has set, else that of nginx's own variable; null without any. */
    static String get(Exchange x, String name) {
        SsiVariables all = x.main().get(KEY);
        String value = all == null ? null : all.own(name);
        return value != null ? value : x.variable(name);
    }

    /** Matches a text; on success the captures and the variables of named groups are set. */
    static boolean match(Exchange x, Regex regex, String text) {
        Match match = regex.match(text);
        if (match == null) {
            return false;
        }
        SsiVariables all = of(x);
        int last = regex.groups();
        while (last > 0 && match.group(last) == null) {
            last--;
        }
        all.captures = new String[last + 1];
        for (int i = 0; i <= last; i++) {
            String group = match.group(i);
            all.captures[i] = group == null ? "" : group;
        }
        for (String name : regex.names()) {
            String group = match.group(name);
            all.values.put(name.toLowerCase(Locale.ROOT), group == null ? "" : group);
        }
        return true;
    }

    private String own(String name) {
        String capture = capture(name);
        return capture != null ? capture : values.get(name.toLowerCase(Locale.ROOT));
    }

    private String capture(String name) {
        if (name.length() != 1 || name.charAt(0) < '0' || name.charAt(0) > '9') {
            return null;
        }
        int group = name.charAt(0) - '0';
        return group < captures.length ? captures[group] : null;
    }
}
