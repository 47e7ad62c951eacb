package io.gangway.exchange;

/**
 * The key of a value that a module attaches to an exchange, a connection or a location, like a module context in nginx.
 * Compared by identity.
 *
 * @param <T> the type of the value
 */
public final class AttachmentKey<T> {
    private final String name;

    public AttachmentKey(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
