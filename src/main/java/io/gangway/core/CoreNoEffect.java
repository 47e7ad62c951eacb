package io.gangway.core;

import static io.gangway.config.Context.EVENTS;
import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.MAIN;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.TimeValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import java.util.List;

/** Core's directives that only make sense in nginx: they are read and checked, but have no effect. */
final class CoreNoEffect {
    static final List<Directive<?>> ALL = List.of(
            Directive.noEffect("user", 1, 2)
                    .syntax("user [group]")
                    .defaultText("nobody nobody")
                    .says("Names the user and the group of worker processes.")
                    .in(MAIN),
            Directive.flag("multi_accept")
                    .withoutEffect()
                    .defaultText("off")
                    .says("Accepts all connections that are waiting, not one at a time.")
                    .in(EVENTS),
            Directive.noEffect("use", 1, 1)
                    .syntax("method")
                    .says("Chooses how the kernel tells about connections: epoll, kqueue and others.")
                    .in(EVENTS),
            Directive.flag("accept_mutex")
                    .withoutEffect()
                    .defaultText("off")
                    .says("Lets worker processes accept connections in turn.")
                    .in(EVENTS),
            Directive.noEffect("accept_mutex_delay", 1, 1)
                    .syntax("time")
                    .defaultText("500ms")
                    .says("Sets how long a worker process waits before it tries to take its turn again.")
                    .in(EVENTS),
            Directive.noEffect("debug_connection", 1, 1)
                    .syntax("address | CIDR | unix:")
                    .says("Writes debug messages for the connections of this address or network.")
                    .in(EVENTS),
            Directive.number("worker_rlimit_nofile")
                    .withoutEffect()
                    .says("Limits the number of open files of worker processes.")
                    .in(MAIN),
            Directive.noEffect("worker_rlimit_core", 1, 1)
                    .syntax("size")
                    .says("Limits the size of core files of worker processes.")
                    .in(MAIN),
            Directive.noEffect("worker_priority", 1, 1)
                    .syntax("number")
                    .defaultText("0")
                    .says("Sets the scheduling priority of worker processes.")
                    .in(MAIN),
            Directive.noEffect("worker_cpu_affinity", 1, Integer.MAX_VALUE)
                    .syntax("cpumask ...", "auto [cpumask]")
                    .says("Binds worker processes to processors.")
                    .in(MAIN),
            Directive.noEffect("working_directory", 1, 1)
                    .syntax("directory")
                    .says("Sets the working directory of worker processes.")
                    .in(MAIN),
            Directive.flag("master_process")
                    .withoutEffect()
                    .defaultText("on")
                    .says("Starts worker processes.")
                    .in(MAIN),
            Directive.noEffect("timer_resolution", 1, 1)
                    .syntax("interval")
                    .says("Asks for the time at this interval only, not after each event.")
                    .in(MAIN),
            Directive.noEffect("lock_file", 1, 1)
                    .syntax("file")
                    .defaultText("logs/nginx.lock")
                    .says("Names the file for locks where the platform has no atomic operations.")
                    .in(MAIN),
            Directive.flag("pcre_jit")
                    .withoutEffect()
                    .defaultText("off")
                    .says("Compiles regular expressions to machine code.")
                    .in(MAIN),
            Directive.noEffect("thread_pool", 2, 3)
                    .syntax("name threads=number [max_queue=number]")
                    .defaultText("default threads=32 max_queue=65536")
                    .says("Declares a pool of threads for aio.")
                    .in(MAIN),
            Directive.flag("sendfile")
                    .withoutEffect()
                    .defaultText("off")
                    .says("Lets the kernel send files without a copy in user space.")
                    .in(HTTP, SERVER, LOCATION, LOCATION_IF),
            Directive.size("sendfile_max_chunk")
                    .withoutEffect()
                    .defaultText("2m")
                    .says("Limits how much one call of sendfile() transfers.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.flag("tcp_nopush")
                    .withoutEffect()
                    .defaultText("off")
                    .says("Sends the header and the beginning of a file in full packets (TCP_CORK).")
                    .in(HTTP, SERVER, LOCATION),
            Directive.flag("tcp_nodelay")
                    .withoutEffect()
                    .defaultText("on")
                    .says("Turns off Nagle's algorithm on client connections.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.noEffect("aio", 1, 1)
                    .syntax("on | off | threads[=pool]")
                    .defaultText("off")
                    .says("Turns on asynchronous reading of files.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.noEffect("aio_write", 1, 1)
                    .syntax("on | off")
                    .defaultText("off")
                    .says("Turns on asynchronous writing of temporary files, where aio is on.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.noEffect("directio", 1, 1)
                    .syntax("size | off")
                    .defaultText("off")
                    .says("Reads files of this size or more past the page cache of the operating system.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.size("postpone_output")
                    .withoutEffect()
                    .defaultText("1460")
                    .says("Waits until this much is there to be sent to the client.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.size("read_ahead")
                    .withoutEffect()
                    .defaultText("0")
                    .says("Sets how much the kernel reads ahead in files.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.size("directio_alignment")
                    .withoutEffect()
                    .defaultText("512")
                    .says("Sets the alignment of reads that directio makes.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.noEffect("env", 1, 1)
                    .differs("The process keeps its whole environment.")
                    .syntax("variable[=value]")
                    .defaultText("TZ")
                    .says("Keeps, or sets, an environment variable for worker processes.")
                    .in(MAIN),
            Directive.flag("reset_timedout_connection")
                    .withoutEffect()
                    .differs("A connection that timed out is closed, not reset.")
                    .defaultText("off")
                    .says("Resets connections that timed out, so that the kernel frees their memory at once.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.number("types_hash_max_size")
                    .withoutEffect()
                    .defaultText("1024")
                    .says("Sets the maximum size of the hash table of types.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.number("types_hash_bucket_size")
                    .withoutEffect()
                    .defaultText("64")
                    .says("Sets the bucket size of the hash table of types.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.number("server_names_hash_max_size")
                    .withoutEffect()
                    .defaultText("512")
                    .says("Sets the maximum size of the hash table of server names.")
                    .in(HTTP),
            Directive.number("server_names_hash_bucket_size")
                    .withoutEffect()
                    .defaultText("64")
                    .says("Sets the bucket size of the hash table of server names.")
                    .in(HTTP),
            Directive.number("variables_hash_max_size")
                    .withoutEffect()
                    .defaultText("1024")
                    .says("Sets the maximum size of the hash table of variables.")
                    .in(HTTP),
            Directive.number("variables_hash_bucket_size")
                    .withoutEffect()
                    .defaultText("64")
                    .says("Sets the bucket size of the hash table of variables.")
                    .in(HTTP),
            Directive.number("map_hash_max_size")
                    .withoutEffect()
                    .defaultText("2048")
                    .says("Sets the maximum size of the hash tables of map.")
                    .in(HTTP),
            Directive.number("map_hash_bucket_size")
                    .withoutEffect()
                    .defaultText("64")
                    .says("Sets the bucket size of the hash tables of map.")
                    .in(HTTP),
            Directive.size("connection_pool_size")
                    .withoutEffect()
                    .defaultText("256")
                    .says("Sets how much memory a connection reserves at once.")
                    .in(HTTP, SERVER),
            Directive.size("request_pool_size")
                    .withoutEffect()
                    .defaultText("4k")
                    .says("Sets how much memory a request reserves at once.")
                    .in(HTTP, SERVER),
            Directive.of("open_file_cache", 1, 2, CoreNoEffect::openFileCache)
                    .withoutEffect()
                    .syntax("off", "max=N [inactive=time]")
                    .defaultText("off")
                    .says("Keeps descriptors, sizes and times of files in memory.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.seconds("open_file_cache_valid")
                    .withoutEffect()
                    .defaultText("60s")
                    .says("Sets after which time entries of open_file_cache are checked again.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.number("open_file_cache_min_uses")
                    .withoutEffect()
                    .defaultText("1")
                    .says("Sets how often a file must be used within \"inactive\" to stay open in open_file_cache.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.flag("open_file_cache_errors")
                    .withoutEffect()
                    .defaultText("off")
                    .says("Also remembers failures to open a file.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.flag("open_file_cache_events")
                    .withoutEffect()
                    .defaultText("off")
                    .says("Watches the files of open_file_cache for changes by events of the kernel.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.noEffect("fastcgi_temp_path", 1, 4)
                    .syntax("path [level1 [level2 [level3]]]")
                    .defaultText("fastcgi_temp")
                    .says("Names the directory for the temporary files of FastCGI responses.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.noEffect("uwsgi_temp_path", 1, 4)
                    .syntax("path [level1 [level2 [level3]]]")
                    .defaultText("uwsgi_temp")
                    .says("Names the directory for the temporary files of uwsgi responses.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.noEffect("scgi_temp_path", 1, 4)
                    .syntax("path [level1 [level2 [level3]]]")
                    .defaultText("scgi_temp")
                    .says("Names the directory for the temporary files of SCGI responses.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.number("proxy_headers_hash_max_size")
                    .withoutEffect()
                    .defaultText("512")
                    .says("Sets the maximum size of the hash tables of proxy_set_header and proxy_hide_header.")
                    .in(HTTP, SERVER, LOCATION),
            Directive.number("proxy_headers_hash_bucket_size")
                    .withoutEffect()
                    .defaultText("64")
                    .says("Sets the bucket size of the hash tables of proxy_set_header and proxy_hide_header.")
                    .in(HTTP, SERVER, LOCATION));

    private CoreNoEffect() {}

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
