package io.gangway.limit;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.metrics.LimitCounts;

/** A declared zone. */
sealed interface Zone {
    /** The name by which limits refer to the zone. */
    String name();

    /** Declared size, in bytes. */
    long size();

    /** The key by which requests are counted; requests with an empty key are not limited. */
    Template key();

    /** Maximum length of a key, in bytes; requests with a longer key are not limited. */
    int maxKeyLength();

    /** The decisions so far. */
    LimitCounts counts();

    /** The key of a request; empty if the request is not limited. A key that is too long is logged. */
    default String keyOf(Exchange exchange) {
        String value = key().render(exchange);
        if (value.length() <= maxKeyLength()) {
            return value;
        }
        exchange.log(
                LogLevel.ERROR,
                "the value of the \"" + key() + "\" key is more than " + maxKeyLength() + " bytes: \"" + value + "\"");
        return "";
    }

    /**
     * A {@code limit_req_zone}.
     *
     * @param rate thousandths of a request per second, at least 1
     */
    record OfRequests(String name, long size, Template key, long rate, Buckets buckets) implements Zone {
        @Override
        public int maxKeyLength() {
            return 65535;
        }

        @Override
        public LimitCounts counts() {
            return buckets.decisions();
        }
    }

    /** A {@code limit_conn_zone}. */
    record OfConnections(String name, long size, Template key, Connections connections) implements Zone {
        @Override
        public int maxKeyLength() {
            return 255;
        }

        @Override
        public LimitCounts counts() {
            return connections.decisions();
        }
    }
}
