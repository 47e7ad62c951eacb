/**
 * {@code proxy_pass}: sends the request to a backend that speaks HTTP. It writes the request's head, reads the response
 * and its transfer coding; the rest is done by {@code upstream.exchange}.
 */
package io.gangway.proxy;
