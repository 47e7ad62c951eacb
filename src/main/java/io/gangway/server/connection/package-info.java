/**
 * A client's connection before there is HTTP on it: the PROXY protocol, TLS and the choice of the protocol. What HTTP/1.1 and
 * HTTP/2 have in common is here too.
 */
package io.gangway.server.connection;
