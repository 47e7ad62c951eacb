package io.gangway.limit;

import io.gangway.core.Template;

/** A zone as a configuration declares it. */
sealed interface Zone {
    /** By which limits refer to it. */
    String name();

    /** Bytes, as declared. */
    long size();

    /** What is counted; requests with an empty one are not. */
    Template key();

    /**
     * Of {@code limit_req_zone}.
     *
     * @param rate thousandths of a request per second, at least 1
     */
    record OfRequests(String name, long size, Template key, long rate, Buckets buckets) implements Zone {}

    /** Of {@code limit_conn_zone}. */
    record OfConnections(String name, long size, Template key, Connections connections) implements Zone {}
}
