package io.gangway.http;

/** The protocol version of a message. Minor versions above 1.1 count as 1.1, as in nginx. */
public enum ProtocolVersion {
    HTTP_0_9("HTTP/0.9"),
    HTTP_1_0("HTTP/1.0"),
    HTTP_1_1("HTTP/1.1"),
    HTTP_2_0("HTTP/2.0");

    private final String text;

    ProtocolVersion(String text) {
        this.text = text;
    }

    /** The version as it is written on the wire and in {@code $server_protocol}, such as {@code HTTP/1.1}. */
    public String text() {
        return text;
    }

    /** Whether this version is the given one or a later one. */
    public boolean atLeast(ProtocolVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
