/**
 * What FastCGI, uwsgi and SCGI share: the address, the parameters of a request, and the head of a CGI response. Each
 * protocol is a package of its own that adds its encoding.
 */
package io.gangway.upstream.gateway;
