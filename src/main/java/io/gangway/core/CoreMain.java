package io.gangway.core;

import static io.gangway.config.Context.EVENTS;
import static io.gangway.config.Context.MAIN;

import io.gangway.config.Context;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import java.time.Duration;
import java.util.List;

/** Core's directives of the main level and of {@code events}. */
final class CoreMain {
    private CoreMain() {}

    static final Directive<Void> EVENTS_BLOCK = Directive.<Void>of("events", 0, 0, r -> null)
            .opens(EVENTS)
            .description("Holds the directives about connections.")
            .in(MAIN);

    /** Declared for the reference only: the parser replaces it by the included files. */
    private static final Directive<Void> INCLUDE = Directive.<Void>of("include", 1, 1, r -> null)
            .syntax("file | mask")
            .description("Puts the directives of another file, or of all files that fit the mask, in its place.")
            .in(Context.values());

    /** 0 for {@code auto}. */
    static final Directive<Integer> WORKER_PROCESSES = Directive.of("worker_processes", 1, 1, CoreMain::workers)
            .byDefault(1)
            .differs("One process serves all; the number is that of its event loops; auto is one per processor.")
            .syntax("number | auto")
            .defaultText("1")
            .description("Sets the number of worker processes.")
            .in(MAIN);

    static final Directive<String> PID = Directive.of("pid", 1, 1, CoreMain::pid)
            .byDefault("logs/nginx.pid")
            .syntax("file")
            .description("Names the file with the number of the process, which -s reads.")
            .in(MAIN);

    static final Directive<Boolean> DAEMON = Directive.flag("daemon")
            .byDefault(false)
            .refuses("nginx runs in the background by default.")
            .description("Runs the server in the background.")
            .in(MAIN);

    static final Directive<Duration> WORKER_SHUTDOWN_TIMEOUT = Directive.time("worker_shutdown_timeout")
            .description("Limits the time of a graceful shutdown. Connections that are still open then are closed.")
            .in(MAIN);

    /** Time from the signal to quit until the ports are closed, in which the server is not ready but still serves. */
    static final Directive<Duration> WORKER_SHUTDOWN_DELAY = Directive.time("worker_shutdown_delay")
            .byDefault(Duration.ZERO)
            .description("Keeps the ports open for this time after QUIT. Meanwhile gangway_ready responds with 503, so "
                    + "that load balancers send new clients elsewhere; who still comes is served, with "
                    + "\"Connection: close\". Then the graceful shutdown begins. TERM stops at once, as always.")
            .example("worker_shutdown_delay 10s;")
            .danger("Each stop takes longer by this time. An orchestrator must wait for its sum with the drain.")
            .in(MAIN);

    /**
     * Maximum number of generations besides the running one that keep tunnels untouched by reloads. A reload that
     * exceeds it drains the tunnels of the oldest ones, so that memory is bounded regardless of the number of reloads.
     */
    static final Directive<Integer> WORKER_GENERATIONS = Directive.number("worker_generations")
            .byDefault(16)
            .description("Sets how many older configurations may be kept for tunnels that no reload has closed. A "
                    + "reload that exceeds this number drains the tunnels of the oldest, so that memory stays "
                    + "bounded.")
            .example("worker_generations 4;")
            .danger("A small number ends untouched tunnels after a few reloads; a large one keeps the memory of "
                    + "old configurations as long as their tunnels last.")
            .in(MAIN);

    /** Maximum number of connections of a loop, to clients and to upstreams. */
    static final Directive<Integer> WORKER_CONNECTIONS = Directive.of("worker_connections", 1, 1, CoreMain::connections)
            .byDefault(512)
            .differs("Listening sockets are not counted. A connection with an incomplete head can be closed "
                    + "to make room, like an idle one.")
            .syntax("number")
            .defaultText("512")
            .description("Sets how many connections a worker process may have open, to clients and to backends.")
            .in(EVENTS);

    static final List<Directive<?>> ALL = List.of(
            INCLUDE,
            EVENTS_BLOCK,
            WORKER_PROCESSES,
            WORKER_CONNECTIONS,
            PID,
            DAEMON,
            WORKER_SHUTDOWN_TIMEOUT,
            WORKER_SHUTDOWN_DELAY,
            WORKER_GENERATIONS);

    private static String pid(DirectiveArguments r) {
        r.path(r.arg(0));
        return r.arg(0);
    }

    private static Integer connections(DirectiveArguments r) {
        if (!r.arg(0).matches("[0-9]{1,9}")) {
            throw r.error("invalid number \"" + r.arg(0) + "\"");
        }
        return Integer.valueOf(r.arg(0));
    }

    private static int workers(DirectiveArguments r) {
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
