package io.gangway.upstream;

/** What a request knows of its session. Confined to the loop of its exchange; called without a lock. */
public interface StickySession {
    /** The {@link Peer#sid} of the server that the request belongs to; null for none. Called before each attempt. */
    String wanted();

    /** The server of the next attempt was chosen. */
    void chosen(Peer peer);

    /** A response that goes to the client has begun. */
    void headReceived(Peer peer);

    /** The request has ended, and not because another server must be tried. */
    void ended(Peer peer);
}
