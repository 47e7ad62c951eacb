package io.gangway.net;

import java.net.SocketAddress;

/**
 * One {@code listen} of a server.
 *
 * @param address where; a wildcard or specific internet address, or a {@link java.net.UnixDomainSocketAddress}
 * @param text as nginx prints it ({@code 0.0.0.0:80}, {@code [::]:80}, {@code unix:/run/x.sock})
 * @param name a name of ours by which the embedding API finds the port ({@code listen 0 name=http}); null for none
 * @param defaultServer whether the server answers for names that nobody has
 * @param ssl TLS from the first byte
 * @param http2 {@code listen … http2}
 * @param proxyProtocol a PROXY line comes first
 * @param ipv6only for {@code [::]}: whether IPv4 stays out
 * @param backlog of the socket; 511 unless said
 */
public record Listen(
        SocketAddress address,
        String text,
        String name,
        boolean defaultServer,
        boolean ssl,
        boolean http2,
        boolean proxyProtocol,
        boolean ipv6only,
        int backlog) {}
