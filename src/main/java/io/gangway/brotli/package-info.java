/**
 * Compresses responses with Brotli (RFC 7932): {@code brotli}, as in the module ngx_brotli. The encoder is in the
 * optional {@code gangway-brotli.jar}.
 */
package io.gangway.brotli;
