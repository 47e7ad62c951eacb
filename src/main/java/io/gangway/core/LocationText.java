package io.gangway.core;

import io.gangway.conf.Node;
import io.gangway.conf.Printer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The configuration that counts in a location, as text: two locations with the same text do the same. It is made of what is
 * said on its level and on those around it, unless an inner level says it anew, and of the blocks of the http level whose
 * names occur in it ({@code upstream}, {@code map}).
 */
final class LocationText {
    private LocationText() {}

    /** Where the location stands: the words that name it and the levels around it. */
    static String place(Scope scope) {
        StringBuilder text = new StringBuilder();
        for (Scope level = scope; level.node() != null; level = level.parent()) {
            level.node().words().forEach(word -> text.append(word).append(' '));
            if (level.context() == Context.SERVER) {
                level.settings().stream()
                        .filter(s -> s.directive() == CoreHttp.LISTEN || s.directive() == CoreHttp.SERVER_NAME)
                        .forEach(s -> text.append(s.node()));
            }
        }
        return text.toString();
    }

    /** All that counts there. */
    static String of(Scope scope) {
        StringBuilder text = new StringBuilder(place(scope));
        Set<Directive<?>> said = new HashSet<>();
        List<Node> shared = new ArrayList<>();
        for (Scope level = scope; level.node() != null; level = level.parent()) {
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
        return !other && handedDown;
    }

    /** Blocks that have a name which occurs so far; again, for what they name themselves. */
    private static void addNamed(List<Node> shared, StringBuilder text) {
        List<Node> left = new ArrayList<>(shared);
        boolean found = true;
        while (found) {
            found = left.removeIf(node -> {
                boolean named = !node.args().isEmpty()
                        && text.indexOf(node.args().get(node.args().size() - 1).text()) >= 0;
                if (named) {
                    text.append(Printer.print(List.of(node)));
                }
                return named;
            });
        }
    }
}
