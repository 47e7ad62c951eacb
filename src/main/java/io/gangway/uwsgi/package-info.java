/**
 * {@code uwsgi_pass}: sends requests to uwsgi servers, in plain text or over TLS. It encodes the parameters of a request;
 * the rest is done by {@code upstream.gateway} and {@code upstream.exchange}.
 */
package io.gangway.uwsgi;
