/** Certificates and keys in PEM files (RFC 7468), and the DER in them. */
package io.gangway.tls.pem;
