package io.gangway.limit;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;

/** A zone as a configuration declares it. */
sealed interface Zone {
    /** By which limits refer to it. */
    String name();

    /** Bytes, as declared. */
    long size();

    /** What is counted; requests with an empty one are not. */
    Template key();

    /** Bytes of the longest one; requests with a longer one are not counted. */
    int longestKey();

    /** What a request counts for; empty when it is not counted. */
    default String keyOf(Exchange exchange) {
        String value = key().render(exchange);
        if (value.length() <= longestKey()) {
            return value;
        }
        exchange.log(
                LogLevel.ERROR,
                "the value of the \"" + key() + "\" key is more than " + longestKey() + " bytes: \"" + value + "\"");
        return "";
    }

    /**
     * Of {@code limit_req_zone}.
     *
     * @param rate thousandths of a request per second, at least 1
     */
    record OfRequests(String name, long size, Template key, long rate, Buckets buckets) implements Zone {
        @Override
        public int longestKey() {
            return 65535;
        }
    }

    /** Of {@code limit_conn_zone}. */
    record OfConnections(String name, long size, Template key, Connections connections) implements Zone {
        @Override
        public int longestKey() {
            return 255;
        }
    }
}
