package io.gangway.exchange;

/**
 * Names what a module keeps for an exchange, a connection or a location, as nginx's modules keep a context. Compared by identity.
 *
 * @param <T> the type of what is kept
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
