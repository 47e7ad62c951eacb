/** Answers compressed on their way out ({@code gzip}), and decompressed for who does not take it ({@code gunzip}); RFC 1952. */
package io.gangway.gzip;
