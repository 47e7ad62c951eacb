/** OpenSSL's names: cipher lists, error texts, verification results and the matching of host names. */
package io.gangway.tls.openssl;
