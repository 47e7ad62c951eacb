package io.gangway.http;

/**
 * Limits and rules for request heads, from nginx's directives.
 *
 * @param headerBufferSize {@code client_header_buffer_size}, bytes
 * @param largeBuffers number of {@code large_client_header_buffers}
 * @param largeBufferSize size of each of them, bytes; no line may be longer
 * @param maxHeaders {@code max_headers}: maximum number of header lines in a request
 * @param ignoreInvalidHeaders {@code ignore_invalid_headers}: lines with invalid names are dropped and noted
 * @param underscoresInHeaders {@code underscores_in_headers}: whether a name with {@code _} is valid
 * @param mergeSlashes {@code merge_slashes}
 * @param allowConnect {@code allow_connect}: whether the CONNECT method is accepted (else 405)
 */
public record Limits(
        int headerBufferSize,
        int largeBuffers,
        int largeBufferSize,
        int maxHeaders,
        boolean ignoreInvalidHeaders,
        boolean underscoresInHeaders,
        boolean mergeSlashes,
        boolean allowConnect) {
    /** nginx's defaults: 1k, 4 of 8k, 1000 lines, invalid names ignored, underscores invalid, slashes merged. */
    public static final Limits DEFAULT = new Limits(1024, 4, 8192, 1000, true, false, true, false);
}
