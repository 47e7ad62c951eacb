package io.gangway.log;

import io.gangway.config.DirectiveArguments;
import io.gangway.config.LoadContext;
import java.util.ArrayList;
import java.util.List;

/** The formats of one configuration, in the order of the file. Used while it is read. */
final class LogFormats {
    /** The predefined format. */
    static final String COMBINED = "combined";

    private static final String COMBINED_TEXT = "$remote_addr - $remote_user [$time_local] \"$request\" $status "
            + "$body_bytes_sent \"$http_referer\" \"$http_user_agent\"";

    private final List<LogFormat> formats = new ArrayList<>();

    /** Built on first use. */
    private LogFormat json;

    private LogFormats(LogFormat combined) {
        formats.add(combined);
    }

    static LogFormats of(LoadContext context) {
        LogFormats formats = context.service(LogFormats.class);
        if (formats == null) {
            LogFormatCompiler compiler = new LogFormatCompiler(context.variables(), Escaping.DEFAULT, null);
            compiler.text(COMBINED_TEXT);
            formats = new LogFormats(new LogFormat(COMBINED, compiler.parts()));
            context.service(LogFormats.class, formats);
        }
        return formats;
    }

    /**
     * The format for the name in an {@code access_log}; names are case-insensitive here, as in nginx. A format {@code
     * json} of the file takes precedence over the predefined one. Null when it is not defined yet.
     */
    LogFormat find(LoadContext context, String name) {
        return formats.stream()
                .filter(format -> format.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseGet(() -> name.equals(JsonLogFormat.NAME) ? json(context) : null);
    }

    private LogFormat json(LoadContext context) {
        if (json == null) {
            json = JsonLogFormat.of(context.variables());
        }
        return json;
    }

    LogFormat combined() {
        return formats.get(0);
    }

    /** Parses the arguments of {@code log_format}. */
    static LogFormat read(DirectiveArguments r) {
        LogFormats formats = of(r.context());
        String name = r.arg(0);
        if (formats.formats.stream().anyMatch(format -> format.name().equals(name))) {
            throw r.error("duplicate \"log_format\" name \"" + name + "\"");
        }
        List<String> texts = r.args().subList(1, r.count());
        Escaping escaping = Escaping.DEFAULT;
        if (texts.get(0).startsWith("escape=")) {
            escaping = escaping(r, texts.get(0).substring(7));
            texts = texts.subList(1, texts.size());
        }
        LogFormatCompiler compiler = new LogFormatCompiler(r.context().variables(), escaping, r.position());
        texts.forEach(compiler::text);
        LogFormat format = new LogFormat(name, compiler.parts());
        formats.formats.add(format);
        return format;
    }

    private static Escaping escaping(DirectiveArguments r, String word) {
        return switch (word) {
            case "default" -> Escaping.DEFAULT;
            case "json" -> Escaping.JSON;
            case "none" -> Escaping.NONE;
            default -> throw r.error("unknown log format escaping \"" + word + "\"");
        };
    }
}
