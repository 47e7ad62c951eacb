package io.gangway.net;

import java.net.SocketAddress;

/**
 * One {@code listen} directive of a server.
 *
 * @param address a wildcard or specific internet address, or a {@link java.net.UnixDomainSocketAddress}
 * @param text as nginx prints it ({@code 0.0.0.0:80}, {@code [::]:80}, {@code unix:/run/x.sock})
 * @param name the name by which the embedding API finds the port ({@code listen 0 name=http}); null for none
 * @param defaultServer whether the server handles requests for unknown names
 * @param ssl TLS from the first byte
 * @param http2 {@code listen … http2}
 * @param proxyProtocol whether connections begin with a PROXY protocol header
 * @param ipv6only for {@code [::]}: whether IPv4 is excluded
 * @param backlog of the socket; 511 by default
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
