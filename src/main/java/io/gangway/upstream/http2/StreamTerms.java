package io.gangway.upstream.http2;

/**
 * What a request asks of a connection.
 *
 * @param maxStreams maximum number of streams of the connection
 * @param sendMillis maximum time between two writes
 * @param connectMillis maximum time to wait for a stream
 * @param extendedConnect whether the upstream must allow extended CONNECT (RFC 8441), so that its SETTINGS are awaited
 */
public record StreamTerms(int maxStreams, long sendMillis, long connectMillis, boolean extendedConnect) {}
