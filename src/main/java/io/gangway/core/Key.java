package io.gangway.core;

/**
 * Names what a room keeps for an exchange or a connection, as nginx's modules keep a context. Compared by identity.
 *
 * @param <T> the type of what is kept
 */
public final class Key<T> {
    private final String name;

    public Key(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
