package io.gangway.core;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.content.BodyBuffering;
import io.gangway.content.TempPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Core's directives about the request body: its size, timeout and buffering. */
final class CoreBody {
    private CoreBody() {}

    static final Directive<Duration> CLIENT_BODY_TIMEOUT = Directive.time("client_body_timeout")
            .byDefault(Duration.ofSeconds(60))
            .description("Limits the time between two reads of a request body. A client that is silent longer gets "
                    + "408.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Long> CLIENT_MAX_BODY_SIZE = Directive.offset("client_max_body_size")
            .byDefault(1L << 20)
            .description(
                    "Sets the maximum size of a request body. A larger one is refused with 413. 0 removes the limit.")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    static final Directive<Long> CLIENT_BODY_BUFFER_SIZE = Directive.size("client_body_buffer_size")
            .byDefault(16384L)
            .description("Sets how many bytes of a request body are kept in memory. A larger body goes to a temporary "
                    + "file.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<BodyBuffering.InFile> CLIENT_BODY_IN_FILE_ONLY = Directive.choice(
                    "client_body_in_file_only",
                    Map.of(
                            "off",
                            BodyBuffering.InFile.OFF,
                            "on",
                            BodyBuffering.InFile.ON,
                            "clean",
                            BodyBuffering.InFile.CLEAN))
            .byDefault(BodyBuffering.InFile.OFF)
            .syntax("on | clean | off")
            .defaultText("off")
            .description(
                    "Writes each request body to a file. \"on\" keeps the file after the request, \"clean\" removes "
                            + "it.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<TempPath> CLIENT_BODY_TEMP_PATH = TempPaths.directive(
            "client_body_temp_path",
            "client_body_temp",
            "Names the directory for the temporary files of request bodies, and the digits of up to three "
                    + "levels of subdirectories.");

    /** Has no effect: a body in memory is always in one piece. */
    private static final Directive<Boolean> CLIENT_BODY_IN_SINGLE_BUFFER = Directive.flag(
                    "client_body_in_single_buffer")
            .byDefault(false)
            .defaultText("off")
            .description("Keeps the whole request body in one piece of memory, as $request_body needs it.")
            .in(HTTP, SERVER, LOCATION);

    static final List<Directive<?>> ALL = List.of(
            CLIENT_BODY_TIMEOUT,
            CLIENT_MAX_BODY_SIZE,
            CLIENT_BODY_BUFFER_SIZE,
            CLIENT_BODY_IN_FILE_ONLY,
            CLIENT_BODY_TEMP_PATH,
            CLIENT_BODY_IN_SINGLE_BUFFER);
}
