/**
 * Passes an exchange to an upstream, whatever protocol the upstream speaks: what {@code proxy_pass} and {@code
 * fastcgi_pass} have in common, as nginx's upstream module. It tries one peer after another, sends the request with its
 * body, reads the response with back-pressure and temporary files, and applies the rules for its header. A feature adds
 * its protocol by an {@link io.gangway.upstream.exchange.UpstreamRequest} and a {@link
 * io.gangway.upstream.exchange.ResponseReader}. A whole exchange runs on the event loop of its client: an {@code
 * UpstreamPass} for each request, an {@code UpstreamExchange} for each attempt on a peer.
 */
package io.gangway.upstream.exchange;
