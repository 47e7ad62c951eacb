package io.gangway.websocket;

/**
 * A tunnel that has ended, as {@link RecentCloses} remembers it. Texts have one char per byte.
 *
 * @param id of the tunnel
 * @param atMillis when it ended, in milliseconds since 1970
 * @param durationMillis how long it was open
 * @param code of the first close frame; 0 without one
 * @param by the sender of that frame: {@code client}, {@code upstream} or {@code gangway}; null without one
 * @param reason in that frame; null without one
 * @param client address and port of the client
 * @param server {@code $server_name}
 * @param location name of its location
 * @param source name and position of its location
 * @param upstream the host of {@code proxy_pass}
 * @param peer the address of the peer
 * @param toUpstream from the client
 * @param toClient to the client
 */
public record TunnelClose(
        long id,
        long atMillis,
        long durationMillis,
        int code,
        String by,
        String reason,
        String client,
        String server,
        String location,
        String source,
        String upstream,
        String peer,
        TunnelTraffic toUpstream,
        TunnelTraffic toClient) {}
