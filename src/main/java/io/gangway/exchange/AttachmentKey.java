package io.gangway.exchange;

/**
 * Names what a room keeps for an exchange or a connection, as nginx's modules keep a context. Compared by identity.
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
