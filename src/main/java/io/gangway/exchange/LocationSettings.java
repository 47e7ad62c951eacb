package io.gangway.exchange;

import io.gangway.content.BodyBuffering;
import io.gangway.content.Types;
import io.gangway.errorlog.ErrorLog;
import java.util.Set;

/**
 * The values of core's directives in one location, read once.
 *
 * @param root {@code root} or {@code alias}
 * @param types {@code types} and {@code default_type}
 * @param internal {@code internal}: only internal redirects may use the location
 * @param keepalive {@code keepalive_timeout}
 * @param keepaliveMinMillis {@code keepalive_min_timeout}: minimum time that an idle connection is kept, even on
 *     shutdown
 * @param keepaliveRequests {@code keepalive_requests}: maximum number of requests of a connection
 * @param keepaliveTimeMillis {@code keepalive_time}: after this time the connection is closed with the next response
 * @param keepaliveDisable {@code keepalive_disable}
 * @param lingering {@code lingering_close}, {@code lingering_time} and {@code lingering_timeout}
 * @param logSubrequest {@code log_subrequest}
 * @param sendTimeoutMillis {@code send_timeout}: maximum time between two writes to the client
 * @param bodyTimeoutMillis {@code client_body_timeout}: maximum time between two reads of the body
 * @param maxBodySize {@code client_max_body_size}, bytes; 0: no limit
 * @param bodyBuffering where a whole request body is kept
 * @param serverTokens {@code on}, {@code off} or {@code build}
 * @param msiePadding {@code msie_padding}: whether built-in pages are padded for browsers that hide short ones
 * @param chunked {@code chunked_transfer_encoding}
 * @param gzipVary {@code gzip_vary}
 * @param redirects how a {@code Location} that is only a path is completed
 * @param errorPages {@code error_page}
 * @param recursiveErrorPages {@code recursive_error_pages}
 * @param satisfy {@code satisfy}
 * @param authDelayMillis {@code auth_delay}; 0 for none
 * @param errorLog {@code error_log}
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
    /** The key of a location's settings. */
    public static final AttachmentKey<LocationSettings> KEY = new AttachmentKey<>("core");

    /** Whether {@code keepalive_disable} applies to the client of an exchange. */
    public boolean disablesKeepalive(Exchange exchange) {
        return !keepaliveDisable.isEmpty()
                && KeepaliveDisable.isAmong(
                        keepaliveDisable,
                        exchange.method(),
                        exchange.head().fields().get("User-Agent"));
    }
}
