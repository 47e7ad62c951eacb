/**
 * {@code scgi_pass}: sends requests to SCGI servers. It encodes the parameters of a request; the rest is done by {@code
 * upstream.gateway} and {@code upstream.exchange}.
 */
package io.gangway.scgi;
