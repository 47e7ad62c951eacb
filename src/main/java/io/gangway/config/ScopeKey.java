package io.gangway.config;

/**
 * Names what a module keeps on a level while a configuration is read, beside the values of directives. Compared by identity. A
 * level without a value of its own has that of the nearest enclosing level.
 *
 * @param <T> the type of what is kept
 */
public final class ScopeKey<T> {
    private final String name;

    /**
     * A key of its own, whatever the name.
     *
     * @param name for debugging
     */
    public ScopeKey(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
