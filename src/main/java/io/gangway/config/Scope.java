package io.gangway.config;

import io.gangway.conf.Node;
import io.gangway.conf.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    /** Most levels are locations with a few directives. */
    private static final int EXPECTED_VALUES = 8;

    private final Scope parent;
    private final ScopeSource source;
    /** By {@link Directive} or {@link ScopeKey}. */
    private final Map<Object, Object> values = new IdentityHashMap<>(EXPECTED_VALUES);

    /**
     * The keys of all levels of the configuration. Most directives are on none of them, so that their default is found
     * without a look at each level.
     */
    private final Set<Object> used;

    private final List<Setting> settings = new ArrayList<>();

    /** The main level. */
    Scope(LocationFingerprint fingerprints) {
        parent = null;
        used = Collections.newSetFromMap(new IdentityHashMap<>());
        source = new ScopeSource(fingerprints);
    }

    Scope(Context context, Scope parent, Node node) {
        this.parent = parent;
        used = parent.used;
        source = new ScopeSource(context, parent.source, node);
    }

    public Context context() {
        return source.context();
    }

    /** The enclosing level; null for the main level. */
    public Scope parent() {
        return parent;
    }

    /** The directive that opened this level; null for the main level. */
    public Node node() {
        return source.node();
    }

    /** What remains of this level after loading. */
    ScopeSource source() {
        return source;
    }

    /** Whether this is an {@code if} or {@code limit_except}, a level without a name of its own. */
    public boolean nameless() {
        return source.nameless();
    }

    /** The effective value: set on this level, inherited, or the default. */
    public <T> T get(Directive<T> directive) {
        if (!used.contains(directive)) {
            return directive.byDefault();
        }
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
        if (!used.contains(key)) {
            return null;
        }
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
        set(key, value);
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
        if (!used.contains(directive)) {
            return List.of();
        }
        List<Scope> inner = new ArrayList<>();
        for (Setting setting : settings) {
            if (setting.directive() == directive && setting.inner() != null) {
                inner.add(setting.inner());
            }
        }
        return List.copyOf(inner);
    }

    /** Sets a value, for a directive that is another form of it ({@code alias} of {@code root}). */
    public <T> void put(Directive<T> directive, T value) {
        set(directive, value);
    }

    private void set(Object key, Object value) {
        values.put(key, value);
        used.add(key);
    }

    /** All directives of this level were read: lists are copied once into those that are read fastest. */
    void complete() {
        values.replaceAll((key, value) -> value instanceof JoinedList<?> list ? List.copyOf(list) : value);
    }

    void add(Setting setting) {
        settings.add(setting);
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
