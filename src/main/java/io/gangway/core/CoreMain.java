package io.gangway.core;

import static io.gangway.core.Context.EVENTS;
import static io.gangway.core.Context.HTTP;
import static io.gangway.core.Context.LOCATION;
import static io.gangway.core.Context.MAIN;
import static io.gangway.core.Context.SERVER;

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

    private static final List<Directive<?>> NO_EFFECT = List.of(
            Directive.noEffect("user", 1, 2).in(MAIN),
            Directive.noEffect("worker_connections", 1, 1).in(EVENTS),
            Directive.noEffect("multi_accept", 1, 1).in(EVENTS),
            Directive.noEffect("use", 1, 1).in(EVENTS),
            Directive.noEffect("accept_mutex", 1, 1).in(EVENTS),
            Directive.noEffect("accept_mutex_delay", 1, 1).in(EVENTS),
            Directive.noEffect("debug_connection", 1, 1).in(EVENTS),
            Directive.noEffect("worker_rlimit_nofile", 1, 1).in(MAIN),
            Directive.noEffect("worker_rlimit_core", 1, 1).in(MAIN),
            Directive.noEffect("worker_priority", 1, 1).in(MAIN),
            Directive.noEffect("worker_cpu_affinity", 1, Integer.MAX_VALUE).in(MAIN),
            Directive.noEffect("working_directory", 1, 1).in(MAIN),
            Directive.noEffect("master_process", 1, 1).in(MAIN),
            Directive.noEffect("timer_resolution", 1, 1).in(MAIN),
            Directive.noEffect("lock_file", 1, 1).in(MAIN),
            Directive.noEffect("pcre_jit", 1, 1).in(MAIN),
            Directive.noEffect("thread_pool", 2, 3).in(MAIN),
            Directive.noEffect("sendfile", 1, 1).in(HTTP, SERVER, LOCATION, Context.LOCATION_IF),
            Directive.noEffect("sendfile_max_chunk", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("tcp_nopush", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("tcp_nodelay", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("aio", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("aio_write", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("directio", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("output_buffers", 2, 2).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("postpone_output", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("read_ahead", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("types_hash_max_size", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("types_hash_bucket_size", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("server_names_hash_max_size", 1, 1).in(HTTP),
            Directive.noEffect("server_names_hash_bucket_size", 1, 1).in(HTTP),
            Directive.noEffect("variables_hash_max_size", 1, 1).in(HTTP),
            Directive.noEffect("variables_hash_bucket_size", 1, 1).in(HTTP),
            Directive.noEffect("map_hash_max_size", 1, 1).in(HTTP),
            Directive.noEffect("map_hash_bucket_size", 1, 1).in(HTTP),
            Directive.noEffect("connection_pool_size", 1, 1).in(HTTP, SERVER),
            Directive.noEffect("request_pool_size", 1, 1).in(HTTP, SERVER),
            Directive.noEffect("open_file_cache", 1, 2).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("open_file_cache_valid", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("open_file_cache_min_uses", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("open_file_cache_errors", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("client_body_temp_path", 1, 4).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("client_body_in_single_buffer", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("proxy_headers_hash_max_size", 1, 1).in(HTTP, SERVER, LOCATION),
            Directive.noEffect("proxy_headers_hash_bucket_size", 1, 1).in(HTTP, SERVER, LOCATION));

    static final List<Directive<?>> ALL = List.of(EVENTS_BLOCK, WORKER_PROCESSES, PID, DAEMON, WORKER_SHUTDOWN_TIMEOUT);

    static List<Directive<?>> noEffect() {
        return NO_EFFECT;
    }

    private static int workers(Reader r) {
        if (r.arg(0).equals("auto")) {
            return 0;
        }
        int number = r.arg(0).matches("[0-9]{1,5}") ? Integer.parseInt(r.arg(0)) : 0;
        if (number == 0) {
            throw r.error("invalid number of worker processes");
        }
        return number;
    }
}
