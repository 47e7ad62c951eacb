/**
 * TLS as nginx's ssl directives configure it: settings, certificates and engines, for clients and upstreams. The JVM's
 * JSSE does the cryptography.
 */
package io.gangway.tls;
