package io.gangway.log;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LIMIT_EXCEPT;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.MAIN;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import java.util.List;

/** The directives of this package. */
final class LogDirectives {
    private LogDirectives() {}

    /** The files and levels of the error log. The default level is {@code error}. */
    static final Directive<List<ErrorLogTarget>> ERROR_LOG = Directive.list(
                    "error_log", 1, Integer.MAX_VALUE, ErrorLogTarget::read)
            .refuses("memory: is not supported yet. A unix socket of syslog needs Java 22 or newer.")
            .notDraining()
            .syntax("file [level]", "syslog:server=address[,parameter=value] [level]")
            .defaultText("logs/error.log error")
            .description("Names the file for errors, or \"stderr\", or a syslog server, and the lowest level that is "
                    + "written: debug, info, notice, warn, error, crit, alert or emerg.")
            .in(MAIN, HTTP, SERVER, LOCATION);

    /** Must be configured before the {@code access_log} that names it. */
    static final Directive<LogFormat> LOG_FORMAT = Directive.of("log_format", 2, Integer.MAX_VALUE, LogFormats::read)
            .repeatable()
            .notDraining()
            .syntax("name [escape=default|json|none] string ...")
            .defaultText("combined \"...\"")
            .description(
                    "Declares a format of the access log: text with variables. \"escape\" chooses how characters in "
                            + "variables are escaped.")
            .in(HTTP);

    /** The default is {@code logs/access.log combined}. */
    static final Directive<List<AccessLog>> ACCESS_LOG = Directive.list(
                    "access_log", 1, Integer.MAX_VALUE, AccessLogReader::read)
            .differs(
                    "The format \"json\" is predefined: a JSON object for each request. A "
                            + "log_format of that name takes precedence.",
                    "json")
            .notDraining()
            .syntax(
                    "path [format [buffer=size] [gzip[=level]] [flush=time] [if=condition]]",
                    "syslog:server=address[,parameter=value] [format [if=condition]]",
                    "off")
            .defaultText("logs/access.log combined")
            .description(
                    "Writes a line about each request to this file or syslog server. The path may contain variables; \"if\" writes "
                            + "only where its value is neither empty nor 0; \"buffer\" and \"flush\" collect lines.")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF, LIMIT_EXCEPT);

    /** How many log files with variables in their names stay open, and how long. */
    static final Directive<OpenLogFiles> OPEN_LOG_FILE_CACHE = Directive.of(
                    "open_log_file_cache", 1, 4, OpenLogFiles::read)
            .byDefault(OpenLogFiles.OFF)
            .notDraining()
            .syntax("off", "max=N [inactive=time] [min_uses=N] [valid=time]")
            .defaultText("off")
            .description("Keeps log files open whose paths contain variables.")
            .in(HTTP, SERVER, LOCATION);

    static final List<Directive<?>> ALL = List.of(ERROR_LOG, LOG_FORMAT, ACCESS_LOG, OPEN_LOG_FILE_CACHE);
}
