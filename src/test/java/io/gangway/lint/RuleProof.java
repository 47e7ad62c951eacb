package io.gangway.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.lint.rule.LintRule;
import io.gangway.report.Finding;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.NginxCommand;
import io.gangway.testing.NginxServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Shows that a rule tells the truth: a configuration with a finding does what the rule says, in Gangway and in nginx,
 * and one without does not. nginx is that of the environment variable {@code NGINX}, else {@code nginx} on the path;
 * without one there is Gangway only, whose behaviour is that of nginx by its differential tests.
 */
public final class RuleProof implements AutoCloseable {
    public static final Optional<NginxCommand> NGINX = NginxCommand.find();

    /** Where each test runs. */
    public static final List<String> SERVERS = NGINX.isPresent() ? List.of("gangway", "nginx") : List.of("gangway");

    /** Upgrades what is an upgrade in HTTP/1.1 and answers anything else with 200. */
    public static final Script BACKEND = (request, connection) -> {
        boolean upgrade = request.fields().hasToken("Connection", "upgrade")
                && "websocket".equals(request.field("Upgrade"))
                && request.line().endsWith("HTTP/1.1");
        (upgrade ? WebSocketPeer.echo() : Script.body("plain")).run(request, connection);
    };

    /** Takes the place of the word UPGRADE in a configuration. */
    private static final String UPGRADE =
            "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final ScriptedUpstream backend;
    private final ScriptedUpstream other;
    private final Site files;

    /** Has the files, and the last configuration. */
    private Site site;

    public RuleProof() {
        try {
            backend = opened(ScriptedUpstream.start(BACKEND));
            other = opened(ScriptedUpstream.start(BACKEND));
            files = opened(Site.create()).backend(backend).backend("other", other);
            site = files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The backend {@code %{backend}}. */
    public ScriptedUpstream backend() {
        return backend;
    }

    /** The backend {@code %{backend:other}}. */
    public ScriptedUpstream other() {
        return other;
    }

    public Site site() {
        return site;
    }

    /** Serves a configuration in which the rule has a finding; returns its port. */
    public int bad(String server, String rule, String conf) throws IOException {
        site = opened(files.twin()); // the one before may still be served
        configure(conf);
        assertThat(rules()).contains(rule);
        return start(server);
    }

    /** Serves a configuration in which the rule has none; returns its port. */
    public int good(String server, String rule, String conf) throws IOException {
        site = opened(files.twin()); // the one before may still be served
        configure(conf);
        assertThat(rules()).doesNotContain(rule);
        return start(server);
    }

    /** Writes a configuration in place of the last one. One without a server is put into one. */
    public void configure(String conf) throws IOException {
        boolean hasServer = conf.contains("server {");
        String whole = hasServer ? conf : "server {\n    listen 127.0.0.1:%{port};\n" + conf + "}\n";
        site.config(whole.replace("UPGRADE", UPGRADE));
    }

    private int start(String server) throws IOException {
        return opened(server.equals("nginx") ? NginxServer.start(NGINX.orElseThrow(), site) : GangwayServer.start(site))
                .port();
    }

    /** The rules that have findings. */
    public List<String> rules() {
        return findings(LintRules.all()).map(Finding::rule).distinct().toList();
    }

    /** The lines of the findings of a rule. */
    public List<Integer> lines(String rule) {
        return findings(List.of(LintRules.find(rule).orElseThrow()))
                .map(Finding::line)
                .toList();
    }

    private Stream<Finding> findings(List<LintRule> rules) {
        return new Linter(rules).lint(site.conf().toString()).findings().stream();
    }

    /** Sends a handshake; returns the response. */
    public static RawResponse handshake(int port, String target, String... fields) {
        try {
            return RawHttp.send(port, WebSocketPeer.upgradeRequest(target, fields));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Will be closed at the end, the last one first. */
    public <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }

    @Override
    public void close() throws Exception {
        for (int at = open.size() - 1; at >= 0; at--) {
            open.get(at).close();
        }
    }
}
