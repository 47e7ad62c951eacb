package io.gangway.upstream;

/**
 * A snapshot of one server of a group.
 *
 * @param id unique in its group while the generation lives
 * @param server an address; the name for a server with {@code resolve}
 * @param settings its parameters
 * @param parent the server with {@code resolve} that this address belongs to; null for other servers
 * @param host the name of that server; null for other servers
 * @param service {@code service} of a server with {@code resolve}; null for none
 */
public record GroupServer(int id, String server, PeerSettings settings, Integer parent, String host, String service) {}
