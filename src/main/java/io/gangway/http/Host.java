package io.gangway.http;

/**
 * A host as nginx accepts it in {@code Host} and in an absolute target.
 *
 * @param name lower case, without port and without a final dot; an address literal keeps its brackets
 * @param port the port, or 0 when there is none
 */
public record Host(String name, int port) {
    /** Reads {@code host[:port]}; null when nginx would refuse it. */
    public static Host parse(String text) {
        return HostParser.parse(text);
    }
}
