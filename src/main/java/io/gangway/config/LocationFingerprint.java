package io.gangway.config;

import io.gangway.conf.Node;
import io.gangway.conf.Printer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes the fingerprints of a generation's locations: the configuration that concerns their tunnels, equal for
 * locations that behave the same. It covers the directives of its level and of the enclosing ones, unless an inner
 * level overrides them, and the blocks of the http level that it refers to by name ({@code upstream}, {@code map}).
 * Directives that do not drain are left out. Safe for all threads.
 */
final class LocationFingerprint {
    private final Directives directives;
    /** By {@code server}; shared by its locations. */
    private final Map<Node, Set<String>> hosts = new IdentityHashMap<>();
    /** By {@code http} block. */
    private final Map<Node, NamedBlocks> blocks = new IdentityHashMap<>();
    /**
     * The directives of the enclosing levels without their servers and locations, cached since an http level may have
     * thousands of these.
     */
    private final Map<Node, List<Setting>> enclosing = new IdentityHashMap<>();

    private record Setting(Directive<?> directive, Node node) {}

    LocationFingerprint(Directives directives) {
        this.directives = directives;
    }

    /** The addresses and names of a level's server. */
    synchronized Set<String> hosts(ScopeSource scope) {
        return hosts.computeIfAbsent(scope.nearest(Context.SERVER).node(), ScopeSource::hosts);
    }

    /** The text of all directives in effect on a level, and of the blocks that they or the words refer to. */
    synchronized List<String> of(ScopeSource scope) {
        NamedBlocks named =
                blocks.computeIfAbsent(scope.nearest(Context.HTTP).node(), http -> new NamedBlocks(http.block()));
        List<String> text = new ArrayList<>();
        List<Node> referenced = new ArrayList<>();
        Set<Directive<?>> overridden = new HashSet<>();
        named.passage(scope.words()).appendTo(text, referenced);
        for (ScopeSource level = scope; level.node() != null; level = level.outer()) {
            List<Setting> settings = settings(level, scope);
            for (Setting setting : settings) {
                if (concerns(setting, level, scope) && !overridden.contains(setting.directive())) {
                    passage(named, setting.node(), level != scope).appendTo(text, referenced);
                }
            }
            for (Setting setting : settings) {
                if (setting.directive().inheritance() == Directive.Inheritance.ALWAYS) {
                    overridden.add(setting.directive());
                }
            }
        }
        named.append(referenced, text);
        return List.copyOf(text);
    }

    /** A directive of an enclosing level may concern thousands of locations; one of the level itself only this one. */
    private static NamedBlocks.Passage passage(NamedBlocks named, Node node, boolean shared) {
        return shared ? named.shared(node) : named.passage(Printer.print(List.of(node)));
    }

    /**
     * Whether a directive of an enclosing level concerns the scope: a location does not pass on directives that are not
     * inherited.
     */
    private static boolean concerns(Setting setting, ScopeSource level, ScopeSource scope) {
        boolean inherited = setting.directive().inheritance() == Directive.Inheritance.ALWAYS
                || level == scope
                || scope.nameless()
                || level.context() == Context.SERVER;
        return inherited && setting.directive().drains();
    }

    private List<Setting> settings(ScopeSource level, ScopeSource scope) {
        return level == scope ? settings(level) : enclosing.computeIfAbsent(level.node(), node -> settings(level));
    }

    private List<Setting> settings(ScopeSource level) {
        List<Setting> settings = new ArrayList<>();
        for (Node node : level.node().block()) {
            Directive<?> directive = directives.find(node, level.context());
            boolean named = level.context() == Context.HTTP && node.block() != null;
            if (!named && directive != CoreHttp.LOCATION_BLOCK && directive != CoreHttp.SERVER_BLOCK) {
                settings.add(new Setting(directive, node));
            }
        }
        return settings;
    }
}
