/**
 * Client connections before HTTP begins: PROXY protocol, TLS and protocol detection; and what HTTP/1.1 and HTTP/2 have
 * in common.
 */
package io.gangway.server.connection;
