/**
 * {@code proxy_pass}: sends the request to a backend and the response back, with back-pressure and without copying. A
 * whole exchange runs on the event loop of its client. {@code ProxyHandler} starts a {@code ProxyExchange} for each
 * request; each attempt on a peer is an {@code UpstreamExchange}.
 */
package io.gangway.proxy;
