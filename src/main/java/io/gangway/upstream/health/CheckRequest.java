package io.gangway.upstream.health;

import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * The request of a check, the same for all peers.
 *
 * @param bytes as sent; not changed
 * @param tls creates the engine of a connection; null for plain TCP
 * @param beforeDial a blocking task that must run before connecting; null for none
 */
public record CheckRequest(byte[] bytes, Supplier<SSLEngine> tls, Runnable beforeDial) {}
