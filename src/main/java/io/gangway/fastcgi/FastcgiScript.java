package io.gangway.fastcgi;

import io.gangway.config.LocationBuilder;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variables;
import io.gangway.regex.Match;
import io.gangway.regex.Regex;

/**
 * {@code $fastcgi_script_name} and {@code $fastcgi_path_info} in a location. Immutable.
 *
 * @param index {@code fastcgi_index}; empty for none
 * @param split {@code fastcgi_split_path_info}; null for none
 */
record FastcgiScript(String index, Regex split) {
    static final AttachmentKey<FastcgiScript> KEY = new AttachmentKey<>("fastcgi script");

    private static final FastcgiScript DEFAULT = new FastcgiScript("", null);

    /** Attaches the settings of a location to it, unless they are the default. */
    static void attach(LocationBuilder location) {
        String index = location.get(FastcgiDirectives.FASTCGI_INDEX);
        Regex split = location.get(FastcgiDirectives.FASTCGI_SPLIT_PATH_INFO);
        if (!index.isEmpty() || split != null) {
            location.put(KEY, new FastcgiScript(index, split));
        }
    }

    static void define(Variables variables) {
        variables.define("fastcgi_script_name", x -> of(x).name(x.uri()));
        variables.define("fastcgi_path_info", x -> of(x).pathInfo(x.uri()));
    }

    private static FastcgiScript of(Exchange x) {
        FastcgiScript script = x.location() == null ? null : x.location().get(KEY);
        return script == null ? DEFAULT : script;
    }

    private String name(String uri) {
        Match match = split == null ? null : split.match(uri);
        String name = match == null ? uri : match.group(1);
        return name == null ? "" : name.endsWith("/") ? name + index : name;
    }

    private String pathInfo(String uri) {
        Match match = split == null ? null : split.match(uri);
        String info = match == null ? null : match.group(2);
        return info == null ? "" : info;
    }
}
