/**
 * Client connections before HTTP begins: PROXY protocol, TLS and protocol detection, created by {@code
 * ConnectionFactory}; and the base classes and helpers that HTTP/1.1 and HTTP/2 share.
 */
package io.gangway.server.connection;
