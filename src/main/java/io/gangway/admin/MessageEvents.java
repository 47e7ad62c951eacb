package io.gangway.admin;

/** The messages of an inspected tunnel, for one watcher. */
final class MessageEvents {
    void start(EventStream stream) {}

    void stop() {}
}
