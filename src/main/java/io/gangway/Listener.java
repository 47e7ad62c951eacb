package io.gangway;

/**
 * Receives events of every request and every tunnel of an instance; see {@link GangwayBuilder#listener}. Called on the
 * event loop of the connection: implementations must be quick and must neither block nor throw. Several loops call at
 * the same time.
 */
public interface Listener {
    /** A request has ended: served, rejected or aborted by its client. Not called for one that became a tunnel. */
    default void requestEnded(Event event) {}

    /** An upstream has responded with 101, and bytes begin to flow. */
    default void tunnelOpened(Event event) {}

    /** Both connections of a tunnel are closed. */
    default void tunnelEnded(Event event) {}
}
