/**
 * TLS as nginx's ssl directives describe it: PEM files, OpenSSL's cipher lists and protocol names, and TLS engines for
 * clients and backends. The JVM's JSSE does the cryptography.
 */
package io.gangway.tls;
