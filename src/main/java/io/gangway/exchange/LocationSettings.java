package io.gangway.exchange;

import io.gangway.config.CoreHttp;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Scope;
import io.gangway.core.CoreClient;
import io.gangway.core.CoreContent;
import io.gangway.core.GzipAcceptance;
import io.gangway.errorlog.ErrorLog;
import java.util.Set;

/**
 * The values of core's directives in one location, read once.
 *
 * @param root {@code root} or {@code alias}
 * @param types file extension to content type, and the default
 * @param internal whether only internal redirects come here
 * @param keepalive {@code keepalive_timeout}
 * @param keepaliveMinMillis how long a connection is kept even when the process ends
 * @param keepaliveRequests after so many requests the connection is closed
 * @param keepaliveTimeMillis after so long the connection is closed with the next answer
 * @param keepaliveDisable browsers whose connections are closed
 * @param lingering how connections are closed
 * @param logSubrequest whether a subrequest is logged like a request
 * @param sendTimeoutMillis longest silence of the client while we write
 * @param bodyTimeoutMillis longest silence of the client while its body is read
 * @param maxBodySize {@code client_max_body_size}; 0: no limit
 * @param bodyBuffering where a body is kept that is read whole
 * @param serverTokens {@code on}, {@code off} or {@code build}
 * @param msiePadding whether the built-in pages are made longer for browsers that hide short ones
 * @param chunked {@code chunked_transfer_encoding}
 * @param gzipVary whether {@code Vary} tells of what depends on {@code Accept-Encoding}
 * @param redirects how a {@code Location} that is only a path is completed
 * @param errorPages {@code error_page}
 * @param errorLog {@code error_log} of this level
 */
public record LocationSettings(
        DocumentRoot root,
        Types types,
        boolean internal,
        CoreClient.Keepalive keepalive,
        long keepaliveMinMillis,
        int keepaliveRequests,
        long keepaliveTimeMillis,
        Set<KeepaliveDisable> keepaliveDisable,
        Lingering lingering,
        boolean logSubrequest,
        long sendTimeoutMillis,
        long bodyTimeoutMillis,
        long maxBodySize,
        BodyBuffering bodyBuffering,
        String serverTokens,
        boolean msiePadding,
        boolean chunked,
        boolean gzipVary,
        Redirects redirects,
        ErrorPages errorPages,
        ErrorLog errorLog) {
    static LocationSettings of(LocationBuilder location, ErrorLog errorLog) {
        Scope scope = location.scope();
        return new LocationSettings(
                scope.get(CoreContent.ROOT),
                new Types(scope.get(CoreContent.TYPES), scope.get(CoreContent.DEFAULT_TYPE)),
                scope.get(CoreHttp.INTERNAL),
                scope.get(CoreClient.KEEPALIVE_TIMEOUT),
                scope.get(CoreClient.KEEPALIVE_MIN_TIMEOUT).toMillis(),
                scope.get(CoreClient.KEEPALIVE_REQUESTS),
                scope.get(CoreClient.KEEPALIVE_TIME).toMillis(),
                scope.get(CoreClient.KEEPALIVE_DISABLE),
                Lingering.of(scope),
                scope.get(CoreClient.LOG_SUBREQUEST),
                scope.get(CoreClient.SEND_TIMEOUT).toMillis(),
                scope.get(CoreClient.CLIENT_BODY_TIMEOUT).toMillis(),
                scope.get(CoreClient.CLIENT_MAX_BODY_SIZE),
                BodyBuffering.of(location),
                scope.get(CoreContent.SERVER_TOKENS),
                scope.get(CoreContent.MSIE_PADDING),
                scope.get(CoreClient.CHUNKED_TRANSFER_ENCODING),
                scope.get(GzipAcceptance.GZIP_VARY),
                new Redirects(
                        scope.get(CoreContent.ABSOLUTE_REDIRECT),
                        scope.get(CoreContent.SERVER_NAME_IN_REDIRECT),
                        scope.get(CoreContent.PORT_IN_REDIRECT)),
                new ErrorPages(scope.get(CoreContent.ERROR_PAGE)),
                errorLog);
    }

    /** Whether the client of an exchange is one whose connection is not kept. */
    public boolean disablesKeepalive(Exchange exchange) {
        return !keepaliveDisable.isEmpty() && KeepaliveDisable.isAmong(keepaliveDisable, exchange);
    }
}
