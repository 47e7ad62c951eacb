package io.gangway;

/**
 * Is told of every request and every tunnel of an instance; see {@link GangwayBuilder#listener}. Called on the selector loop
 * that serves the connection: it must be quick, must not block and must not throw. Several loops call at the same time.
 */
public interface Listener {
    /** A request has ended: answered, refused or left by its client. Not called for one that became a tunnel. */
    default void requestEnded(Event event) {}

    /** An upstream has answered 101, and bytes begin to flow. */
    default void tunnelOpened(Event event) {}

    /** Both legs of a tunnel are gone. */
    default void tunnelEnded(Event event) {}
}
