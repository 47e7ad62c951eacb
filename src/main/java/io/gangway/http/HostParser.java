package io.gangway.http;

/** nginx's check of a host name. */
final class HostParser {
    private HostParser() {}

    static Host parse(String text) {
        throw new UnsupportedOperationException(text);
    }
}
