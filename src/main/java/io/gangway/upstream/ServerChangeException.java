package io.gangway.upstream;

/** A change of a group's servers that is not possible; nothing has changed. */
public final class ServerChangeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why a change is not possible. */
    public enum Reason {
        /** The group has no {@code zone}. */
        STATIC,
        /** The group has no server with this id. */
        NOT_FOUND,
        /** The server is an address of a server with {@code resolve}, or that server itself. */
        IMMUTABLE,
        /** A name needs a {@code resolver}. */
        NO_RESOLVER,
        /** The balancing method of the group does not support backup servers. */
        NO_BACKUP,
        /** The balancing method of the group does not support {@code slow_start}. */
        SLOW_START,
        /** The weights of all servers would be too many for the balancing method. */
        WEIGHT
    }

    private final Reason reason;

    ServerChangeException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** Why the change is not possible. */
    public Reason reason() {
        return reason;
    }
}
