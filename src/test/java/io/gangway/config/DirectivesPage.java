package io.gangway.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes {@code docs/directives.md}: all directives by module, in the form of nginx's pages. */
final class DirectivesPage {
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("access", "Access"),
            Map.entry("addition", "Addition"),
            Map.entry("auth", "Authentication"),
            Map.entry("charset", "Charset conversion"),
            Map.entry("emptygif", "Empty GIF"),
            Map.entry("files", "Files"),
            Map.entry("geo", "Variables by address"),
            Map.entry("gzip", "Gzip and gunzip"),
            Map.entry("headers", "Headers"),
            Map.entry("http2", "HTTP version 2"),
            Map.entry("limit", "Limits"),
            Map.entry("log", "Logs"),
            Map.entry("map", "Map, split clients, referer"),
            Map.entry("prometheus", "Metrics and readiness"),
            Map.entry("proxy", "Proxy"),
            Map.entry("fastcgi", "FastCGI"),
            Map.entry("uwsgi", "uwsgi"),
            Map.entry("scgi", "SCGI"),
            Map.entry("grpc", "gRPC"),
            Map.entry("realip", "Real IP"),
            Map.entry("otel", "Tracing"),
            Map.entry("rewrite", "Rewriting"),
            Map.entry("dav", "WebDAV"),
            Map.entry("securelink", "Secure link"),
            Map.entry("slice", "Slices"),
            Map.entry("ssi", "Server side includes"),
            Map.entry("admin", "Admin API"),
            Map.entry("console", "Console"),
            Map.entry("status", "Stub status"),
            Map.entry("mirror", "Mirrored requests"),
            Map.entry("userid", "User identifiers"),
            Map.entry("brotli", "Brotli compression"),
            Map.entry("cluster", "Zones that nodes share"),
            Map.entry("api", "nginx Plus API"),
            Map.entry("sticky", "Sticky sessions"),
            Map.entry("health", "Health checks"),
            Map.entry("sub", "Substitution"),
            Map.entry("tls", "TLS"),
            Map.entry("upstream", "Upstream and resolver"),
            Map.entry("websocket", "WebSocket"));

    private static final Pattern MARKUP =
            Pattern.compile("\"([^\"\\s]+)\"|(?<![\\w$])(\\$\\w+|[a-z0-9]+(?:_[a-z0-9]+)+)|[*~<]");

    private final Map<String, List<Directive<?>>> sections = new TreeMap<>();
    /** The unique heading of each directive. */
    private final Map<Directive<?>, String> headings = new LinkedHashMap<>();

    private DirectivesPage() {
        for (Module module : ServiceLoader.load(Module.class)) {
            for (Directive<?> directive : module.directives()) {
                sections.computeIfAbsent(section(module, directive), s -> new ArrayList<>())
                        .add(directive);
            }
        }
        Set<String> taken = new HashSet<>();
        for (List<Directive<?>> section : sections.values()) {
            section.sort(Comparator.comparing(Directive::name));
            for (Directive<?> directive : section) {
                boolean first = taken.add(directive.name());
                headings.put(
                        directive,
                        first ? directive.name() : directive.name() + " in " + Context.text(directive.contexts()));
            }
        }
    }

    /** The anchors of all headings, for links. */
    static List<String> anchors() {
        return text().lines()
                .filter(line -> line.matches("#+ .*"))
                .map(line -> anchor(line.replaceFirst("#+ ", "")))
                .toList();
    }

    static String text() {
        DirectivesPage page = new DirectivesPage();
        return """
                # Directives

                All directives that Gangway knows; any other one is an error that names it. `gangway -h DIRECTIVE` prints the same entry in
                a terminal. This page is generated from the declarations in the code.

                The syntax is written as in nginx's manual: `[x]` is optional, `x ...` may be repeated, `a | b` is a choice.
                [differences.md](differences.md) has more about differences from nginx. The directives under [WebSocket](#websocket), which
                [websocket.md](websocket.md) explains, those that begin with `gangway_`, [`worker_generations`](#worker_generations) and
                [`worker_shutdown_delay`](#worker_shutdown_delay) are
                Gangway's own; [`api`](#api), [`health_check`](#health_check), [`match`](#match) and
                [`status_zone`](#status_zone) are nginx Plus's, and `otel_...` are those of nginx's otel
                module. In a file that nginx reads, too, write them in comments: `#gangway websocket_ping_interval 30s;`.

                """ + page.index() + page.body();
    }

    private static String section(Module module, Directive<?> directive) {
        String name = module.getClass().getPackageName().replaceFirst(".*[.]", "");
        if (name.equals("core")) {
            boolean main = directive.contexts().contains(Context.MAIN)
                    || directive.contexts().contains(Context.EVENTS);
            return main && directive.opens() != Context.HTTP ? "Core" : "HTTP core";
        }
        return Objects.requireNonNull(TITLES.get(name), () -> "a title for the module in " + name);
    }

    private String index() {
        return sections.entrySet().stream()
                .map(section -> "- **[" + section.getKey() + "](#" + anchor(section.getKey()) + ")**: "
                        + section.getValue().stream().map(this::link).collect(Collectors.joining(", ")) + "\n")
                .collect(Collectors.joining());
    }

    private String link(Directive<?> directive) {
        return "[" + directive.name() + "](#" + anchor(headings.get(directive)) + ")";
    }

    /** The anchor that GitHub gives a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_ -]", "").replace(' ', '-');
    }

    private String body() {
        StringBuilder body = new StringBuilder();
        sections.forEach((title, directives) -> {
            body.append("\n## ").append(title).append('\n');
            directives.forEach(directive -> body.append(entry(directive)));
        });
        return body.toString();
    }

    private String entry(Directive<?> directive) {
        DirectiveText text = directive.text();
        String entry = "\n### " + headings.get(directive) + "\n\n```\nSyntax:  "
                + String.join("\n         ", text.syntax())
                + "\nDefault: " + text.defaultInFile()
                + "\nContext: " + Context.text(directive.contexts())
                + (text.since() == null ? "" : "\nSince:   nginx " + text.since())
                + "\n```\n\n" + markdown(text.meaning()) + "\n";
        if (text.differs() != null) {
            entry += "\n**Differs:** " + markdown(text.differs()) + "\n";
        }
        if (text.example() != null) {
            entry += "\n```nginx\n" + text.example() + "\n```\n";
        }
        if (text.danger() != null) {
            entry += "\n**Danger:** " + markdown(text.danger()) + "\n";
        }
        return entry;
    }

    /** Formats quoted words, names with underscores and variables as code; escapes other mark-up. */
    private static String markdown(String sentences) {
        return MARKUP.matcher(sentences).replaceAll(match -> {
            String code = match.group(1) != null ? match.group(1) : match.group(2);
            return Matcher.quoteReplacement(code == null ? "\\" + match.group() : "`" + code + "`");
        });
    }
}
