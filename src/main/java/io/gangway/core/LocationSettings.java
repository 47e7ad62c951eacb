package io.gangway.core;

/**
 * The values of core's directives in one location, read once.
 *
 * @param root {@code root} or {@code alias}
 * @param types file extension to content type, and the default
 * @param internal whether only internal redirects come here
 * @param keepalive {@code keepalive_timeout}
 * @param keepaliveRequests after so many requests the connection is closed
 * @param keepaliveTimeMillis after so long the connection is closed with the next answer
 * @param sendTimeoutMillis longest silence of the client while we write
 * @param bodyTimeoutMillis longest silence of the client while its body is read
 * @param maxBodySize {@code client_max_body_size}; 0: no limit
 * @param bodyBufferSize {@code client_body_buffer_size}
 * @param serverTokens {@code on}, {@code off} or {@code build}
 * @param msiePadding whether the built-in pages are made longer for browsers that hide short ones
 * @param errorPages {@code error_page}
 * @param errorLog {@code error_log} of this level
 */
public record LocationSettings(
        DocumentRoot root,
        Types types,
        boolean internal,
        CoreClient.Keepalive keepalive,
        int keepaliveRequests,
        long keepaliveTimeMillis,
        long sendTimeoutMillis,
        long bodyTimeoutMillis,
        long maxBodySize,
        long bodyBufferSize,
        String serverTokens,
        boolean msiePadding,
        ErrorPages errorPages,
        ErrorLog errorLog) {
    static LocationSettings of(Scope scope, ErrorLog errorLog) {
        return new LocationSettings(
                scope.get(CoreContent.ROOT),
                new Types(scope.get(CoreContent.TYPES), scope.get(CoreContent.DEFAULT_TYPE)),
                scope.get(CoreHttp.INTERNAL),
                scope.get(CoreClient.KEEPALIVE_TIMEOUT),
                scope.get(CoreClient.KEEPALIVE_REQUESTS),
                scope.get(CoreClient.KEEPALIVE_TIME).toMillis(),
                scope.get(CoreClient.SEND_TIMEOUT).toMillis(),
                scope.get(CoreClient.CLIENT_BODY_TIMEOUT).toMillis(),
                scope.get(CoreClient.CLIENT_MAX_BODY_SIZE),
                scope.get(CoreClient.CLIENT_BODY_BUFFER_SIZE),
                scope.get(CoreContent.SERVER_TOKENS),
                scope.get(CoreContent.MSIE_PADDING),
                new ErrorPages(scope.get(CoreContent.ERROR_PAGE)),
                errorLog);
    }
}
