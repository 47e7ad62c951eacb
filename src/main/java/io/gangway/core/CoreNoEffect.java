package io.gangway.core;

import static io.gangway.config.Context.EVENTS;
import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.MAIN;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ConfException;
import io.gangway.conf.SizeValue;
import io.gangway.conf.TimeValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.DirectiveBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Core's directives that only make sense in nginx: they are read and checked, but have no effect. */
final class CoreNoEffect {
    private static final List<Directive<?>> OF_MAIN = Directive.withoutEffect(
            Set.of(MAIN),
            Directive.noEffect("user", 1, 2)
                    .syntax("user [group]")
                    .defaultText("nobody nobody")
                    .description("Names the user and the group of worker processes."),
            Directive.number("worker_rlimit_nofile")
                    .description("Limits the number of open files of worker processes."),
            Directive.noEffect("worker_rlimit_core", 1, 1)
                    .syntax("size")
                    .description("Limits the size of core files of worker processes."),
            word("worker_priority", "0")
                    .syntax("number")
                    .description("Sets the scheduling priority of worker processes."),
            Directive.noEffect("worker_cpu_affinity", 1, Integer.MAX_VALUE)
                    .syntax("cpumask ...", "auto [cpumask]")
                    .description("Binds worker processes to processors."),
            Directive.noEffect("working_directory", 1, 1)
                    .syntax("directory")
                    .description("Sets the working directory of worker processes."),
            flag("master_process", "on").description("Starts worker processes."),
            Directive.noEffect("timer_resolution", 1, 1)
                    .syntax("interval")
                    .description("Asks for the time at this interval only, not after each event."),
            word("lock_file", "logs/nginx.lock")
                    .syntax("file")
                    .description("Names the file for locks where the platform has no atomic operations."),
            Directive.choice("debug_points", Map.of("stop", "stop", "abort", "abort"))
                    .syntax("abort | stop")
                    .defaultText("")
                    .description("Stops or aborts the process at internal errors, for debugging."),
            Directive.noEffect("ssl_engine", 1, 1)
                    .syntax("device")
                    .differs("Engines are OpenSSL's; the JVM has none.")
                    .description("Names the accelerator of TLS."),
            flag("ssl_object_cache_inheritable", "on")
                    .since("1.27.4")
                    .differs("Each load reads all files.")
                    .description("Keeps certificates and keys over a reload if their files have not changed."),
            flag("pcre_jit", "off").description("Compiles regular expressions to machine code."),
            Directive.noEffect("thread_pool", 2, 3)
                    .syntax("name threads=number [max_queue=number]")
                    .defaultText("default threads=32 max_queue=65536")
                    .description("Declares a pool of threads for aio."),
            word("env", "TZ")
                    .syntax("variable[=value]")
                    .differs("The process keeps its whole environment.")
                    .description("Keeps, or sets, an environment variable for worker processes."));

    private static final List<Directive<?>> OF_EVENTS = Directive.withoutEffect(
            Set.of(EVENTS),
            flag("multi_accept", "off").description("Accepts all connections that are waiting, not one at a time."),
            Directive.noEffect("use", 1, 1)
                    .syntax("method")
                    .description("Chooses how the kernel tells about connections: epoll, kqueue and others."),
            flag("accept_mutex", "off").description("Lets worker processes accept connections in turn."),
            word("accept_mutex_delay", "500ms")
                    .syntax("time")
                    .description("Sets how long a worker process waits before it tries to take its turn again."),
            number("epoll_events", "512").description("Sets how many events are taken from the kernel at once."),
            number("worker_aio_requests", "32")
                    .description("Limits how many asynchronous reads of files are pending in a worker process."),
            Directive.noEffect("debug_connection", 1, 1)
                    .syntax("address | CIDR | unix:")
                    .description("Writes debug messages for the connections of this address or network."));

    private static final List<Directive<?>> OF_IF = Directive.withoutEffect(
            Set.of(HTTP, SERVER, LOCATION, LOCATION_IF),
            flag("sendfile", "off").description("Lets the kernel send files without a copy in user space."));

    private static final List<Directive<?>> OF_LOCATIONS = Directive.withoutEffect(
            Set.of(HTTP, SERVER, LOCATION),
            size("sendfile_max_chunk", "2m").description("Limits how much one call of sendfile() transfers."),
            flag("tcp_nopush", "off")
                    .description("Sends the header and the beginning of a file in full packets (TCP_CORK)."),
            flag("tcp_nodelay", "on").description("Turns off Nagle's algorithm on client connections."),
            Directive.of("aio", 1, 1, CoreNoEffect::aio)
                    .defaultText("off")
                    .syntax("on | off | threads[=pool]")
                    .description("Turns on asynchronous reading of files."),
            flag("aio_write", "off").description("Turns on asynchronous writing of temporary files, where aio is on."),
            Directive.of("directio", 1, 1, CoreNoEffect::directio)
                    .defaultText("off")
                    .syntax("size | off")
                    .description("Reads files of this size or more past the page cache of the operating system."),
            Directive.buffers("output_buffers")
                    .defaultText("2 32k")
                    .description("Sets number and size of the buffers with which files are read."),
            size("postpone_output", "1460").description("Waits until this much is there to be sent to the client."),
            size("read_ahead", "0").description("Sets how much the kernel reads ahead in files."),
            size("directio_alignment", "512").description("Sets the alignment of reads that directio makes."),
            SendLowat.directive("send_lowat")
                    .description("Makes the kernel collect this much before it sends to a client."),
            flag("msie_refresh", "off")
                    .differs("All browsers get redirects.")
                    .description("Sends a page that refreshes itself, in place of a redirect, to Internet Explorer."),
            flag("ssi_ignore_recycled_buffers", "off")
                    .description("Lets SSI keep parts of the buffers of an upstream's response."),
            flag("reset_timedout_connection", "off")
                    .differs("A connection that timed out is closed, not reset.")
                    .description("Resets connections that timed out, so that the kernel frees their memory at once."),
            number("types_hash_max_size", "1024").description("Sets the maximum size of the hash table of types."),
            number("types_hash_bucket_size", "64").description("Sets the bucket size of the hash table of types."),
            Directive.of("open_file_cache", 1, 2, CoreNoEffect::openFileCache)
                    .syntax("off", "max=N [inactive=time]")
                    .defaultText("off")
                    .description("Keeps descriptors, sizes and times of files in memory."),
            Directive.seconds("open_file_cache_valid")
                    .defaultText("60s")
                    .description("Sets after which time entries of open_file_cache are checked again."),
            number("open_file_cache_min_uses", "1")
                    .description(
                            "Sets how often a file must be used within \"inactive\" to stay open in open_file_cache."),
            flag("open_file_cache_errors", "off").description("Also remembers failures to open a file."),
            flag("open_file_cache_events", "off")
                    .description("Watches the files of open_file_cache for changes by events of the kernel."),
            number("proxy_headers_hash_max_size", "512")
                    .description("Sets the maximum size of the hash tables of proxy_set_header and proxy_hide_header."),
            number("proxy_headers_hash_bucket_size", "64")
                    .description("Sets the bucket size of the hash tables of proxy_set_header and proxy_hide_header."));

    private static final List<Directive<?>> OF_HTTP = Directive.withoutEffect(
            Set.of(HTTP),
            number("server_names_hash_max_size", "512")
                    .description("Sets the maximum size of the hash table of server names."),
            number("server_names_hash_bucket_size", "64")
                    .description("Sets the bucket size of the hash table of server names."),
            variablesHash("variables_hash_max_size", "1024")
                    .description("Sets the maximum size of the hash table of variables."),
            variablesHash("variables_hash_bucket_size", "64")
                    .description("Sets the bucket size of the hash table of variables."),
            number("map_hash_max_size", "2048").description("Sets the maximum size of the hash tables of map."),
            number("map_hash_bucket_size", "64").description("Sets the bucket size of the hash tables of map."));

    private static final List<Directive<?>> OF_SERVERS = Directive.withoutEffect(
            Set.of(HTTP, SERVER),
            size("connection_pool_size", "256").description("Sets how much memory a connection reserves at once."),
            size("request_pool_size", "4k").description("Sets how much memory a request reserves at once."));

    static final List<Directive<?>> ALL = Stream.of(OF_MAIN, OF_EVENTS, OF_IF, OF_LOCATIONS, OF_HTTP, OF_SERVERS)
            .flatMap(List::stream)
            .toList();

    private CoreNoEffect() {}

    private static DirectiveBuilder<?> flag(String name, String byDefault) {
        return Directive.flag(name).defaultText(byDefault);
    }

    private static DirectiveBuilder<?> size(String name, String byDefault) {
        return Directive.size(name).defaultText(byDefault);
    }

    /** As in nginx, a table of size 0 is an error. */
    private static DirectiveBuilder<?> variablesHash(String name, String byDefault) {
        return Directive.of(name, 1, 1, r -> {
                    int number = r.number(r.arg(0));
                    if (number == 0) {
                        throw new ConfException(
                                "could not build variables_hash, you should increase " + name + ": 0", null);
                    }
                    return number;
                })
                .syntax("number")
                .defaultText(byDefault);
    }

    private static String aio(DirectiveArguments r) {
        if (!r.arg(0).matches("on|off|threads(=.*)?")) {
            throw r.error("\"aio\" directive invalid value");
        }
        return r.arg(0);
    }

    private static String directio(DirectiveArguments r) {
        if (!r.arg(0).equals("off") && SizeValue.offset(r.arg(0)).isEmpty()) {
            throw r.error("\"directio\" directive invalid value");
        }
        return r.arg(0);
    }

    private static DirectiveBuilder<?> number(String name, String byDefault) {
        return Directive.number(name).defaultText(byDefault);
    }

    private static DirectiveBuilder<?> word(String name, String byDefault) {
        return Directive.noEffect(name, 1, 1).defaultText(byDefault);
    }

    private static String openFileCache(DirectiveArguments r) {
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
}
