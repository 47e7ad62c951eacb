package io.gangway.upstream.http2.request;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;

/** The directives of connections to HTTP/2 upstreams, which protocols share but for the prefix of their names. */
public final class StreamDirectives {
    private static final int STREAMS = 128;

    private StreamDirectives() {}

    /**
     * How many requests a connection carries at the same time.
     *
     * @param prefix of the name, such as {@code proxy_}
     * @param pass lines of an example that pass requests
     */
    public static Directive<Integer> maxConcurrentStreams(String prefix, String pass) {
        return Directive.of(prefix + "http2_max_concurrent_streams", 1, 1, StreamDirectives::positive)
                .byDefault(STREAMS)
                .syntax("number")
                .description(
                        "Sets how many requests one HTTP/2 connection to a backend carries at the same time. The "
                                + "backend may allow fewer. If all connections are full, another one is opened. 1 behaves as nginx.")
                .differs("Only Gangway has it. nginx sends one request at a time over a connection.")
                .danger("If a connection breaks off, all of its requests fail.")
                .example(pass + "\n" + prefix + "http2_max_concurrent_streams 32;")
                .in(HTTP, SERVER, LOCATION);
    }

    private static Integer positive(DirectiveArguments r) {
        int number = r.number(r.arg(0));
        if (number == 0) {
            throw r.error("invalid value \"0\" in \"" + r.node().name() + "\" directive, it must be positive");
        }
        return number;
    }
}
