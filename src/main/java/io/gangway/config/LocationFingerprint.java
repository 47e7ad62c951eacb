package io.gangway.config;

import io.gangway.conf.Node;
import io.gangway.conf.Printer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The configuration that counts for the tunnels of a location, as text: two locations with the same text do the same. It is
 * made of what is said on its level and on those around it, unless an inner level says it anew, and of the blocks of the http
 * level whose names occur in it ({@code upstream}, {@code map}). Directives that do not drain are left out.
 */
final class LocationFingerprint {
    private LocationFingerprint() {}

    /**
     * Where the location is found: an entry for each address and name of its server, with the words that name the location
     * and the levels around it.
     */
    static Set<String> places(Scope scope) {
        StringBuilder words = new StringBuilder();
        Scope server = null;
        for (Scope level = scope; level.node() != null; level = level.parent()) {
            level.node().words().forEach(word -> words.append(word).append(' '));
            if (level.context() == Context.SERVER) {
                server = level;
            }
        }
        Set<String> places = new HashSet<>();
        if (server == null) {
            places.add(words.toString());
            return places;
        }
        for (String address : args(server, CoreHttp.LISTEN, 1)) {
            for (String name : args(server, CoreHttp.SERVER_NAME, Integer.MAX_VALUE)) {
                places.add(address + ' ' + name + ' ' + words);
            }
        }
        return places;
    }

    /** The first words behind each occurrence of a directive; one that is empty when there is none. */
    private static List<String> args(Scope level, Directive<?> directive, int max) {
        List<String> args = level.settings().stream()
                .filter(setting -> setting.directive() == directive)
                .flatMap(setting -> setting.node().args().stream().limit(max))
                .map(word -> word.text())
                .toList();
        return args.isEmpty() ? List.of("") : args;
    }

    /** All that counts there. */
    static String of(Scope scope) {
        StringBuilder text = new StringBuilder();
        Set<Directive<?>> said = new HashSet<>();
        List<Node> shared = new ArrayList<>();
        for (Scope level = scope; level.node() != null; level = level.parent()) {
            level.node().words().forEach(word -> text.append(word).append(' '));
            text.append('\n');
            for (Scope.Setting setting : level.settings()) {
                if (level.context() == Context.HTTP && setting.node().block() != null) {
                    shared.add(setting.node());
                } else if (counts(setting, level, scope) && !said.contains(setting.directive())) {
                    text.append(Printer.print(List.of(setting.node())));
                }
            }
            for (Scope.Setting setting : level.settings()) {
                if (setting.directive().inheritance() == Directive.Inheritance.ALWAYS) {
                    said.add(setting.directive());
                }
            }
        }
        addNamed(shared, text);
        return text.toString();
    }

    /** Levels inside of the one looked at are not its own; what an outer location does not hand down neither. */
    private static boolean counts(Scope.Setting setting, Scope level, Scope scope) {
        boolean other = setting.directive() == CoreHttp.LOCATION_BLOCK || setting.directive() == CoreHttp.SERVER_BLOCK;
        boolean handedDown = setting.directive().inheritance() == Directive.Inheritance.ALWAYS
                || level == scope
                || scope.nameless()
                || level.context() == Context.SERVER;
        return !other && handedDown && setting.directive().drains();
    }

    /** Blocks that have a name which occurs so far; again, for what they name themselves. */
    private static void addNamed(List<Node> shared, StringBuilder text) {
        List<Node> left = new ArrayList<>(shared);
        boolean found = true;
        while (found) {
            found = left.removeIf(node -> {
                boolean named = !node.args().isEmpty()
                        && occurs(node.args().get(node.args().size() - 1).text(), text);
                if (named) {
                    text.append(Printer.print(List.of(node)));
                }
                return named;
            });
        }
    }

    /** Whether a name, or a variable in any of its two forms, occurs as a word of its own. */
    private static boolean occurs(String name, CharSequence text) {
        String word = name.startsWith("$")
                ? "\\$(?:" + Pattern.quote(name.substring(1)) + "(?!\\w)|\\{" + Pattern.quote(name.substring(1))
                        + "\\})"
                : "(?<![\\w.-])" + Pattern.quote(name) + "(?![\\w.-])";
        return Pattern.compile(word).matcher(text).find();
    }
}
