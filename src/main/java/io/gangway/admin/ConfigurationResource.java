package io.gangway.admin;

import io.gangway.conf.ByteText;
import io.gangway.conf.Node;
import io.gangway.conf.Printer;
import io.gangway.conf.SourceFile;
import io.gangway.conf.Word;
import io.gangway.config.CoreHttp;
import io.gangway.config.LoadContext;
import io.gangway.config.Scope;
import io.gangway.exchange.PhaseResult;
import io.gangway.net.Listen;
import io.gangway.net.ServerName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code configuration}: the files as they were read, and servers and locations with file and line. Secrets are masked;
 * files that are not part of the configuration, such as keys and passwords, are not shown.
 */
final class ConfigurationResource {
    /** The directives that respond. A location without one serves files. */
    private static final Set<String> HANDLERS = Set.of(
            "proxy_pass",
            "fastcgi_pass",
            "uwsgi_pass",
            "scgi_pass",
            "grpc_pass",
            "return",
            "stub_status",
            "empty_gif",
            "api",
            "gangway_admin",
            "gangway_alive",
            "gangway_console",
            "gangway_metrics",
            "gangway_ready");

    private static final Set<String> METHODS = Set.of("least_conn", "ip_hash", "hash", "random");

    private final List<SourceFile> files;
    private final List<Map<String, Object>> servers = new ArrayList<>();
    private final List<Object> leftOut;
    /** The balancing method of each upstream. */
    private final Map<String, String> methods = new LinkedHashMap<>();

    ConfigurationResource(LoadContext context) {
        files = context.files();
        leftOut = context.leftOut().stream().<Object>map(ByteText::utf8).toList();
        Scope http = context.http();
        if (http != null) {
            http.inner(CoreHttp.SERVER_BLOCK).forEach(scope -> servers.add(server(scope)));
            http.settings().stream()
                    .filter(setting -> setting.directive().name().equals("upstream"))
                    .forEach(setting -> methods.put(argument(setting.node()), method(setting.inner())));
        }
    }

    /** {@code GET configuration}. */
    PhaseResult get(ApiRequest request) {
        List<Map<String, Object>> texts = files.stream()
                .map(file -> new JsonText()
                        .bytes("name", file.path())
                        .bytes("text", SecretMask.mask(file.text()))
                        .map())
                .toList();
        return request.json(new JsonText()
                .put("files", texts)
                .put("servers", servers)
                .put("left_out", leftOut)
                .toString());
    }

    /** The balancing method of a declared upstream, as nginx names it. */
    String method(String upstream) {
        return methods.getOrDefault(upstream, "round_robin");
    }

    private static String method(Scope upstream) {
        return upstream.settings().stream()
                .map(setting -> setting.directive().name())
                .filter(METHODS::contains)
                .findFirst()
                .orElse("round_robin");
    }

    private static Map<String, Object> server(Scope scope) {
        return new JsonText()
                .put(
                        "listen",
                        scope.get(CoreHttp.LISTEN).stream().map(Listen::text).toList())
                .put(
                        "names",
                        scope.get(CoreHttp.SERVER_NAME).stream()
                                .map(ServerName::display)
                                .map(ByteText::utf8)
                                .toList())
                .bytes("source", scope.node().position().toString())
                .put("locations", locations(scope, new ArrayList<>()))
                .map();
    }

    /** Inner locations follow their outer one. */
    private static List<Map<String, Object>> locations(Scope level, List<Map<String, Object>> all) {
        for (Scope scope : level.inner(CoreHttp.LOCATION_BLOCK)) {
            all.add(new JsonText()
                    .bytes("name", words(scope.node().args()))
                    .bytes("source", scope.node().position().toString())
                    .bytes("handler", SecretMask.mask(handler(scope)))
                    .map());
            locations(scope, all);
        }
        return all;
    }

    private static String handler(Scope scope) {
        for (Scope.Setting setting : scope.settings()) {
            if (HANDLERS.contains(setting.directive().name())) {
                return words(setting.node().words());
            }
        }
        for (Scope level = scope; level != null; level = level.parent()) {
            for (Scope.Setting setting : level.settings()) {
                String name = setting.directive().name();
                if (name.equals("root") || name.equals("alias") && level == scope) {
                    return words(setting.node().words());
                }
            }
        }
        return "root html";
    }

    private static String argument(Node node) {
        return node.args().get(0).text();
    }

    private static String words(List<Word> words) {
        return words.stream().map(Printer::print).collect(Collectors.joining(" "));
    }
}
