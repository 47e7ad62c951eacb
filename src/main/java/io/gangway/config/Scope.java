package io.gangway.config;

import io.gangway.conf.Levels;
import io.gangway.conf.Node;
import io.gangway.conf.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * One level of a configuration ({@code http}, a {@code server}, a {@code location}, …) with the values set there.
 * Filled while the configuration is read, not changed afterwards.
 */
public final class Scope {
    /**
     * One occurrence of a directive.
     *
     * @param directive its declaration
     * @param value as the declaration read it
     * @param node the directive as written
     * @param inner the level that it opened, or null
     */
    public record Setting(Directive<?> directive, Object value, Node node, Scope inner) {}

    private final Context context;
    private final Scope parent;
    private final Node node;
    /** Null for the main level. */
    private final Levels levels;
    /** By {@link Directive} or {@link ScopeKey}. */
    private final Map<Object, Object> values = new IdentityHashMap<>();

    private final List<Setting> settings = new ArrayList<>();

    Scope(Context context, Scope parent, Node node) {
        this.context = context;
        this.parent = parent;
        this.node = node;
        levels = node == null ? null : new Levels(node, parent.levels);
    }

    public Context context() {
        return context;
    }

    /** The enclosing level; null for the main level. */
    public Scope parent() {
        return parent;
    }

    /** The directive that opened this level; null for the main level. */
    public Node node() {
        return node;
    }

    /** The blocks that enclose this level and its own; null for the main level. */
    public Levels levels() {
        return levels;
    }

    /**
     * Identifies a server level or a level inside of one across generations: the words of the level and of the
     * enclosing ones, with addresses and names of the server.
     */
    public String identifier() {
        return String.join("\n", new TreeSet<>(LocationFingerprint.identifiers(this)));
    }

    /** Whether this is an {@code if} or {@code limit_except}, a level without a name of its own. */
    public boolean nameless() {
        return context == Context.LOCATION_IF || context == Context.SERVER_IF || context == Context.LIMIT_EXCEPT;
    }

    /** The effective value: set on this level, inherited, or the default. */
    public <T> T get(Directive<T> directive) {
        for (Scope scope = this; scope != null; scope = scope.parent) {
            if (scope.values.containsKey(directive)) {
                return scope.own(directive);
            }
            boolean passes = switch (directive.inheritance()) {
                case ALWAYS -> true;
                case NAMELESS -> scope.nameless();
                case NEVER -> false;
            };
            if (!passes) {
                break;
            }
        }
        return directive.byDefault();
    }

    /** The value set on this level; null when it is not set here. */
    @SuppressWarnings("unchecked")
    public <T> T own(Directive<T> directive) {
        return (T) values.get(directive);
    }

    /** The value that a module keeps on this or the nearest enclosing level, or null. */
    public <T> T get(ScopeKey<T> key) {
        T value = null;
        for (Scope scope = this; scope != null && value == null; scope = scope.parent) {
            value = scope.own(key);
        }
        return value;
    }

    /** The value that a module keeps on this level, or null. */
    @SuppressWarnings("unchecked")
    public <T> T own(ScopeKey<T> key) {
        return (T) values.get(key);
    }

    /** Keeps a value for a module on this level. */
    public <T> void put(ScopeKey<T> key, T value) {
        values.put(key, value);
    }

    /** Whether the directive is set on this level. */
    public boolean isSet(Directive<?> directive) {
        return values.containsKey(directive);
    }

    /** The directive that sets the effective value; null for the default. */
    public Node nodeOf(Directive<?> directive) {
        for (Scope level = this; level != null; level = level.parent) {
            for (Setting setting : level.settings) {
                if (setting.directive() == directive) {
                    return setting.node();
                }
            }
        }
        return null;
    }

    /**
     * The position of the directive that a message is about: of the given ones the first that is set and has an
     * argument that the message contains, else the first that is set; null when none is set.
     */
    public Position positionOf(String message, Directive<?>... directives) {
        Position first = null;
        for (Directive<?> directive : directives) {
            Node node = nodeOf(directive);
            if (node == null) {
                continue;
            }
            if (node.args().stream().anyMatch(word -> !word.text().isEmpty() && message.contains(word.text()))) {
                return node.end();
            }
            first = first == null ? node.end() : first;
        }
        return first;
    }

    /** All directives of this level, in the order of the file. */
    public List<Setting> settings() {
        return Collections.unmodifiableList(settings);
    }

    /** The levels opened by a directive on this level, in the order of the file. */
    public List<Scope> inner(Directive<?> directive) {
        return settings.stream()
                .filter(s -> s.directive() == directive && s.inner() != null)
                .map(Setting::inner)
                .toList();
    }

    /** Sets a value, for a directive that is another form of it ({@code alias} of {@code root}). */
    public <T> void put(Directive<T> directive, T value) {
        values.put(directive, value);
    }

    void add(Setting setting) {
        settings.add(setting);
    }

    @Override
    public String toString() {
        return node == null ? "main" : node.name() + " in " + node.position();
    }
}
