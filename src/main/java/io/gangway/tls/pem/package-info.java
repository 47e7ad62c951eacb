/**
 * Certificates and keys in PEM files (RFC 7468), with the DER inside of them.
 */
package io.gangway.tls.pem;
