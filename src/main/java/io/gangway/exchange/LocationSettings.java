package io.gangway.exchange;

import io.gangway.content.BodyBuffering;
import io.gangway.content.Types;
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
 * @param recursiveErrorPages {@code recursive_error_pages}
 * @param satisfy {@code satisfy}
 * @param authDelayMillis {@code auth_delay}; 0 for none
 * @param errorLog {@code error_log} of this level
 */
public record LocationSettings(
        DocumentRoot root,
        Types types,
        boolean internal,
        Keepalive keepalive,
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
        boolean recursiveErrorPages,
        Satisfy satisfy,
        long authDelayMillis,
        ErrorLog errorLog) {
    /** Where a location keeps them. */
    public static final AttachmentKey<LocationSettings> KEY = new AttachmentKey<>("core");

    /** Whether the client of an exchange is one whose connection is not kept. */
    public boolean disablesKeepalive(Exchange exchange) {
        return !keepaliveDisable.isEmpty()
                && KeepaliveDisable.isAmong(
                        keepaliveDisable,
                        exchange.method(),
                        exchange.head().fields().get("User-Agent"));
    }
}
