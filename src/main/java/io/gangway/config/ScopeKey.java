package io.gangway.config;

/**
 * The key of a value that a module keeps on a level while a configuration is read, besides the values of directives.
 * Inherited from the nearest enclosing level. Compared by identity.
 *
 * @param <T> the type of the value
 */
public final class ScopeKey<T> {
    private final String name;

    /**
     * Creates a unique key.
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
