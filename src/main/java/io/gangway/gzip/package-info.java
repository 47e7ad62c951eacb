/**
 * Compresses responses ({@code gzip}) and decompresses those that a client does not accept compressed ({@code gunzip});
 * RFC 1952.
 */
package io.gangway.gzip;
