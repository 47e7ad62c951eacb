/**
 * TLS as nginx's ssl directives speak of it: PEM files, OpenSSL's cipher lists and protocol words, and engines for both legs.
 * The work itself is done by the JVM's JSSE.
 */
package io.gangway.tls;
