package io.gangway.exchange;

/**
 * The order of phases, as in nginx. A module names the phase of each handler; handlers of one phase run in the order of
 * the modules.
 */
public enum Phase {
    /** {@code set_real_ip_from}, before a location is selected. */
    POST_READ,
    /** {@code rewrite}, {@code set}, {@code if}, {@code return} in {@code server}, and again in {@code location}. */
    REWRITE,
    /** {@code limit_conn}, {@code limit_req}. */
    PREACCESS,
    /** {@code allow}, {@code deny}, {@code auth_basic}, {@code auth_request}. */
    ACCESS,
    /** Applies {@code satisfy any}. */
    POST_ACCESS,
    /** {@code try_files}. */
    PRECONTENT,
    /** {@code proxy_pass} and others that handle the whole location: only the first one is used. */
    HANDLER,
    /** {@code index}. */
    INDEX,
    /** {@code autoindex}. */
    AUTOINDEX,
    /** Static files. */
    STATIC,
    /** Runs when the exchange becomes a tunnel. Its result is ignored. */
    TUNNEL,
    /** Runs when the exchange has ended: {@code access_log}. Its result is ignored. */
    LOG
}
