package io.gangway.exchange;

/**
 * The order of phases, as nginx has them. A room names the slot of what it contributes; several phases of one slot run in
 * the order of the modules.
 */
public enum Phase {
    /** realip and the like, before any location is known. */
    POST_READ,
    /** {@code rewrite}, {@code set}, {@code if}, {@code return} in {@code server}, and again in {@code location}. */
    REWRITE,
    /** {@code limit_conn}, {@code limit_req}. */
    PREACCESS,
    /** {@code allow}, {@code deny}, {@code auth_basic}, {@code auth_request}. */
    ACCESS,
    /** What {@code satisfy any} makes of that. */
    POST_ACCESS,
    /** {@code try_files}, {@code mirror}. */
    PRECONTENT,
    /** {@code proxy_pass} and others that take the location whole: the first found is the only one. */
    HANDLER,
    /** {@code index}. */
    INDEX,
    /** {@code autoindex}. */
    AUTOINDEX,
    /** Plain files. */
    STATIC,
    /** Runs when the exchange becomes a tunnel. Its outcome is ignored. */
    TUNNEL,
    /** Runs when the exchange has ended: {@code access_log}. Its outcome is ignored. */
    LOG
}
