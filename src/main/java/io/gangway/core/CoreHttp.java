package io.gangway.core;

import static io.gangway.core.Context.HTTP;
import static io.gangway.core.Context.LOCATION;
import static io.gangway.core.Context.MAIN;
import static io.gangway.core.Context.SERVER;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Core's directives that open levels: {@code http}, {@code server}, {@code location}, and what names them. */
public final class CoreHttp {
    private CoreHttp() {}

    public static final Directive<Void> HTTP_BLOCK =
            Directive.<Void>of("http", 0, 0, r -> null).opens(HTTP).in(MAIN);

    public static final Directive<Void> SERVER_BLOCK = Directive.<Void>of("server", 0, 0, r -> null)
            .opens(SERVER)
            .repeatable()
            .in(HTTP);

    public static final Directive<LocationName> LOCATION_BLOCK = Directive.of("location", 1, 2, LocationReader::read)
            .opens(LOCATION)
            .repeatable()
            .notInherited()
            .in(SERVER, LOCATION);

    /** Not a directive of the language: where a location's level keeps its own name. */
    public static final Directive<LocationName> LOCATION_NAME = Directive.<LocationName>of("location", 0, 0, r -> null)
            .namelessInherit()
            .in();

    public static final Directive<List<Listen>> LISTEN = Directive.of(
                    "listen", 1, Integer.MAX_VALUE, ListenReader::read)
            .combinedBy(Directive::joined)
            .byDefault(List.of())
            .differs("Port 0 is any free port; name=NAME names it for the embedding API.")
            .in(SERVER);

    public static final Directive<List<ServerName>> SERVER_NAME = Directive.of(
                    "server_name", 1, Integer.MAX_VALUE, CoreHttp::serverNames)
            .combinedBy(Directive::joined)
            .byDefault(List.of())
            .in(SERVER);

    public static final Directive<Boolean> INTERNAL = Directive.of("internal", 0, 0, r -> true)
            .byDefault(false)
            .notInherited()
            .in(LOCATION);

    static final List<Directive<?>> ALL =
            List.of(HTTP_BLOCK, SERVER_BLOCK, LOCATION_BLOCK, LISTEN, SERVER_NAME, INTERNAL, LimitExcept.LIMIT_EXCEPT);

    private static List<ServerName> serverNames(Reader r) {
        List<ServerName> names = new ArrayList<>();
        for (String word : r.args()) {
            names.add(serverName(r, word));
        }
        return List.copyOf(names);
    }

    private static ServerName serverName(Reader r, String word) {
        if (word.startsWith("~")) {
            if (word.length() == 1) {
                throw r.error("empty regex in server name \"" + word + "\"");
            }
            boolean caseless = word.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
            return new ServerName(word, r.regex(word.substring(1), caseless));
        }
        boolean lone = word.startsWith("*") && (word.length() < 3 || word.charAt(1) != '.');
        if (lone || word.equals(".")) {
            throw r.error("server name \"" + word + "\" is invalid");
        }
        if (word.indexOf('/') >= 0) {
            r.warn("server name \"" + word + "\" has suspicious symbols");
        }
        return new ServerName(
                word.equalsIgnoreCase("$hostname") ? HostName.get() : word.toLowerCase(Locale.ROOT), null);
    }
}
