package io.gangway.config;

import io.gangway.conf.Levels;
import io.gangway.conf.Node;
import io.gangway.conf.Word;
import io.gangway.exchange.LocationSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The directive that opened a scope, and the enclosing scopes: what a location keeps of its scope after loading. Its
 * fingerprint is computed when a reload compares it. Immutable.
 */
final class ScopeSource implements LocationSource {
    private final Context context;
    private final ScopeSource outer;
    /** Null for the main level. */
    private final Levels levels;

    private final LocationFingerprint fingerprints;

    /** The main level. */
    ScopeSource(LocationFingerprint fingerprints) {
        this.context = Context.MAIN;
        this.outer = null;
        this.levels = null;
        this.fingerprints = fingerprints;
    }

    ScopeSource(Context context, ScopeSource outer, Node node) {
        this.context = context;
        this.outer = outer;
        this.levels = node == null ? null : new Levels(node, outer.levels);
        this.fingerprints = outer.fingerprints;
    }

    Context context() {
        return context;
    }

    /** The enclosing level; null for the main level. */
    ScopeSource outer() {
        return outer;
    }

    @Override
    public Levels levels() {
        return levels;
    }

    /** Whether this is an {@code if} or {@code limit_except}, a level without a name of its own. */
    boolean nameless() {
        return context == Context.LOCATION_IF || context == Context.SERVER_IF || context == Context.LIMIT_EXCEPT;
    }

    /** This level or the nearest enclosing one of that context; null when there is none. */
    ScopeSource nearest(Context wanted) {
        ScopeSource level = this;
        while (level != null && level.context != wanted) {
            level = level.outer;
        }
        return level;
    }

    @Override
    public String words() {
        StringBuilder words = new StringBuilder();
        for (ScopeSource level = this; level.node() != null; level = level.outer) {
            for (Word word : level.node().words()) {
                words.append(word.text()).append(' ');
            }
        }
        return words.toString();
    }

    @Override
    public Set<String> hosts() {
        return fingerprints.hosts(this);
    }

    @Override
    public List<String> fingerprint() {
        return fingerprints.of(this);
    }

    /** The addresses and names of a {@code server}, combined. */
    static Set<String> hosts(Node server) {
        Set<String> hosts = new HashSet<>();
        List<String> names = args(server, CoreHttp.SERVER_NAME, Integer.MAX_VALUE);
        for (String address : args(server, CoreHttp.LISTEN, 1)) {
            for (String name : names) {
                hosts.add(address + ' ' + name);
            }
        }
        return hosts;
    }

    /** The first {@code max} arguments of each occurrence of a directive; one empty text when there is none. */
    private static List<String> args(Node server, Directive<?> directive, int max) {
        List<String> args = new ArrayList<>();
        for (Node inner : server.block()) {
            if (inner.name().equals(directive.name())) {
                inner.args().stream().limit(max).forEach(word -> args.add(word.text()));
            }
        }
        return args.isEmpty() ? List.of("") : args;
    }

    @Override
    public String toString() {
        return levels == null ? "main" : node().name() + " in " + node().position();
    }
}
