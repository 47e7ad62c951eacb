package io.gangway.core;

import static io.gangway.core.Context.EVENTS;
import static io.gangway.core.Context.HTTP;
import static io.gangway.core.Context.LOCATION;
import static io.gangway.core.Context.MAIN;
import static io.gangway.core.Context.SERVER;

import io.gangway.conf.TimeValue;
import java.time.Duration;
import java.util.List;

/** Core's directives of the outermost level, and those that nginx needs and we do not. */
public final class CoreMain {
    private CoreMain() {}

    public static final Directive<Void> EVENTS_BLOCK =
            Directive.<Void>of("events", 0, 0, r -> null).opens(EVENTS).in(MAIN);

    /** {@code auto} is 0. */
    public static final Directive<Integer> WORKER_PROCESSES = Directive.of("worker_processes", 1, 1, CoreMain::workers)
            .byDefault(1)
            .differs("One process serves all; the number is that of its selector threads, and auto one per processor.")
            .in(MAIN);

    public static final Directive<String> PID =
            Directive.word("pid").byDefault("logs/nginx.pid").in(MAIN);

    public static final Directive<Boolean> DAEMON = Directive.flag("daemon")
            .byDefault(false)
            .differs("Off unless it is written.")
            .in(MAIN);

    public static final Directive<Duration> WORKER_SHUTDOWN_TIMEOUT =
            Directive.time("worker_shutdown_timeout").in(MAIN);

    /**
     * Most generations beside the running one that keep tunnels which no reload has touched. After a reload that makes it
     * more, the tunnels of the oldest are drained, so that memory is bounded however often there is a reload.
     */
    public static final Directive<Integer> WORKER_GENERATIONS =
            Directive.number("worker_generations").byDefault(16).in(MAIN);

    /** The most connections of a loop, to clients and to upstreams. */
    static final Directive<Integer> WORKER_CONNECTIONS = Directive.of("worker_connections", 1, 1, CoreMain::connections)
            .byDefault(512)
            .differs(
                    "Listening sockets are not counted. A connection whose head is not whole gives way as an idle one does.")
            .in(EVENTS);

    private static final List<Directive<?>> NO_EFFECT = List.of(
            Directive.noEffect("user", 1, 2).in(MAIN),
            Directive.flag("multi_accept").withoutEffect().in(EVENTS),
            Directive.noEffect("use", 1, 1).in(EVENTS),
            Directive.flag("accept_mutex").withoutEffect().in(EVENTS),
            Directive.noEffect("accept_mutex_delay", 1, 1).in(EVENTS),
            Directive.noEffect("debug_connection", 1, 1).in(EVENTS),
            Directive.number("worker_rlimit_nofile").withoutEffect().in(MAIN),
            Directive.noEffect("worker_rlimit_core", 1, 1).in(MAIN),
            Directive.noEffect("worker_priority", 1, 1).in(MAIN),
            Directive.noEffect("worker_cpu_affinity", 1, Integer.MAX_VALUE).in(MAIN),
            Directive.noEffect("working_directory", 1, 1).in(MAIN),
            Directive.flag("master_process").withoutEffect().in(MAIN),
            Directive.noEffect("timer_resolution", 1, 1).in(MAIN),
            Directive.noEffect("lock_file", 1, 1).in(MAIN),
            Directive.flag("pcre_jit").withoutEffect().in(MAIN),
            Directive.noEffect("thread_pool", 2, 3).in(MAIN),
            Directive.flag("sendfile").withoutEffect().in(HTTP, SERVER, LOCATION, Context.LOCATION_IF),
            Directive.size("sendfile_max_chunk").withoutEffect().in(HTTP, SERVER, LOCATION),
            Directive.flag("tcp_nopush").withoutEffect().in(HTTP, SERVER, LOCATION),
            Directive.flag("tcp_nodelay").withoutEffect().in(HTTP, SERVER, LOCATION),
            Directive.noEffect("aio", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("aio_write", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("directio", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.size("postpone_output").withoutEffect().in(HTTP, SERVER, LOCATION),
            Directive.size("read_ahead").withoutEffect().in(HTTP, SERVER, LOCATION),
            Directive.size("directio_alignment").withoutEffect().in(HTTP, SERVER, LOCATION),
            Directive.noEffect("env", 1, 1)
                    .differs("The process keeps its whole environment.")
                    .in(MAIN),
            Directive.flag("reset_timedout_connection")
                    .withoutEffect()
                    .differs("A connection that timed out is closed, not reset.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.number("types_hash_max_size").withoutEffect().in(HTTP, SERVER, LOCATION),
            Directive.number("types_hash_bucket_size").withoutEffect().in(HTTP, SERVER, LOCATION),
            Directive.number("server_names_hash_max_size").withoutEffect().in(HTTP),
            Directive.number("server_names_hash_bucket_size").withoutEffect().in(HTTP),
            Directive.number("variables_hash_max_size").withoutEffect().in(HTTP),
            Directive.number("variables_hash_bucket_size").withoutEffect().in(HTTP),
            Directive.number("map_hash_max_size").withoutEffect().in(HTTP),
            Directive.number("map_hash_bucket_size").withoutEffect().in(HTTP),
            Directive.size("connection_pool_size").withoutEffect().in(HTTP, SERVER),
            Directive.size("request_pool_size").withoutEffect().in(HTTP, SERVER),
            Directive.of("open_file_cache", 1, 2, CoreMain::openFileCache)
                    .withoutEffect()
                    .in(HTTP, SERVER, LOCATION),
            Directive.seconds("open_file_cache_valid").withoutEffect().in(HTTP, SERVER, LOCATION),
            Directive.number("open_file_cache_min_uses").withoutEffect().in(HTTP, SERVER, LOCATION),
            Directive.flag("open_file_cache_errors").withoutEffect().in(HTTP, SERVER, LOCATION),
            Directive.flag("open_file_cache_events").withoutEffect().in(HTTP, SERVER, LOCATION),
            Directive.noEffect("fastcgi_temp_path", 1, 4).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("uwsgi_temp_path", 1, 4).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("scgi_temp_path", 1, 4).in(HTTP, SERVER, LOCATION),
            Directive.number("proxy_headers_hash_max_size").withoutEffect().in(HTTP, SERVER, LOCATION),
            Directive.number("proxy_headers_hash_bucket_size").withoutEffect().in(HTTP, SERVER, LOCATION));

    static final List<Directive<?>> ALL = List.of(
            EVENTS_BLOCK,
            WORKER_PROCESSES,
            WORKER_CONNECTIONS,
            PID,
            DAEMON,
            WORKER_SHUTDOWN_TIMEOUT,
            WORKER_GENERATIONS);

    static List<Directive<?>> noEffect() {
        return NO_EFFECT;
    }

    /** {@code worker_connections} of a configuration. */
    public static int connections(Scope main) {
        return main.inner(EVENTS_BLOCK).get(0).get(WORKER_CONNECTIONS);
    }

    private static String openFileCache(Reader r) {
        boolean bounded = false;
        for (String word : r.args()) {
            boolean max = word.matches("max=0*[1-9][0-9]*");
            boolean known = max
                    || word.equals("off")
                    || word.startsWith("inactive=")
                            && TimeValue.seconds(word.substring(9)).isPresent();
            if (!known) {
                throw r.error("invalid \"open_file_cache\" parameter \"" + word + "\"");
            }
            bounded |= max || word.equals("off");
        }
        if (!bounded) {
            throw r.error("\"open_file_cache\" must have the \"max\" parameter");
        }
        return r.arg(0);
    }

    private static Integer connections(Reader r) {
        if (!r.arg(0).matches("[0-9]{1,9}")) {
            throw r.error("invalid number \"" + r.arg(0) + "\"");
        }
        return Integer.valueOf(r.arg(0));
    }

    private static int workers(Reader r) {
        if (r.arg(0).equals("auto")) {
            return 0;
        }
        int number = r.arg(0).matches("[0-9]{1,5}") ? Integer.parseInt(r.arg(0)) : 0;
        if (number == 0) {
            throw r.invalidValue();
        }
        return number;
    }
}
