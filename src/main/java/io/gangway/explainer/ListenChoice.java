package io.gangway.explainer;

import io.gangway.conf.Levels;
import io.gangway.conf.Node;
import io.gangway.exchange.Generation;
import io.gangway.exchange.Server;
import io.gangway.exchange.VirtualHosts;
import io.gangway.explain.ExplainException;
import io.gangway.explain.ExplanationRecorder;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.http2.Http2Settings;
import io.gangway.net.Listen;
import io.gangway.net.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The {@code listen} that accepts a request, by the port of its URL; of several addresses the one that the URL names, or
 * a wildcard, or the first.
 *
 * @param local the server's end of the connection
 * @param serverName the name in SNI; null for none
 */
record ListenChoice(VirtualHosts hosts, SocketAddress local, String serverName) {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    static ListenChoice of(Generation generation, ExplainedUrl url, ExplanationRecorder recorder) {
        List<VirtualHosts> all = List.copyOf(generation.listens().values());
        if (all.isEmpty()) {
            throw new ExplainException("the configuration has no server");
        }
        InetAddress literal = literal(url.host());
        VirtualHosts chosen = url.host() == null ? all.get(0) : choose(all, url, literal);
        Listen listen = chosen.listen();
        if (url.tls() && !listen.ssl()) {
            throw new ExplainException("\"listen " + listen.text()
                    + "\" has no TLS: a client that begins with TLS gets " + "no response that it understands");
        }
        record(recorder, chosen, all, url);
        boolean named = listen.ssl() && url.tls() && literal == null;
        return new ListenChoice(chosen, local(listen, literal), named ? url.host() : null);
    }

    /**
     * Records that the client uses HTTP/2 on the connection: by ALPN for the server of SNI, or by its preface.
     *
     * @param webSocket whether it opens a WebSocket
     * @return the settings of the connection
     * @throws ExplainException when HTTP/2 is off
     */
    Http2Settings http2(boolean webSocket, ExplanationRecorder recorder) {
        boolean tls = hosts.listen().ssl();
        Server server = hosts.named(tls ? serverName : null);
        if (!Http2Settings.isOn(server, hosts.listen())) {
            throw new ExplainException(
                    "HTTP/2 is off on \"listen " + hosts.listen().text() + (tls ? "\" for this name" : "\"")
                            + ": a client uses HTTP/1.1 (write \"http2 on;\")");
        }
        recorder.step(
                Topic.LISTEN,
                tls ? "ALPN chooses HTTP/2" : "HTTP/2 without TLS: the client must know it, which no browser does");
        Http2Settings settings = Http2Settings.of(server);
        if (webSocket) {
            recorder.step(
                    Topic.LISTEN,
                    settings.extendedConnect()
                            ? "the first SETTINGS say that extended CONNECT is accepted (http2_extended_connect)"
                            : "http2_extended_connect is off: browsers open WebSockets with HTTP/1.1 instead");
        }
        return settings;
    }

    private static VirtualHosts choose(List<VirtualHosts> all, ExplainedUrl url, InetAddress literal) {
        List<VirtualHosts> same = onPort(all, url.port());
        if (same.isEmpty()) {
            String known = all.stream()
                    .map(hosts -> hosts.listen().text() + (hosts.listen().ssl() ? " ssl" : ""))
                    .collect(Collectors.joining(", "));
            throw new ExplainException(
                    "no server listens on port " + url.port() + " of \"" + url.host() + "\"; there is " + known);
        }
        VirtualHosts wildcard = null;
        for (VirtualHosts hosts : same) {
            InetAddress address = ((InetSocketAddress) hosts.listen().address()).getAddress();
            if (address.equals(literal)) {
                return hosts;
            }
            boolean fits = literal == null || literal.getAddress().length == address.getAddress().length;
            if (wildcard == null && address.isAnyLocalAddress() && fits) {
                wildcard = hosts;
            }
        }
        if (wildcard == null && literal != null) {
            throw new ExplainException("no server listens on " + url.host() + ":" + url.port() + "; there is "
                    + same.stream().map(hosts -> hosts.listen().text()).collect(Collectors.joining(", ")));
        }
        return wildcard == null ? same.get(0) : wildcard;
    }

    private static List<VirtualHosts> onPort(List<VirtualHosts> all, int port) {
        return all.stream()
                .filter(hosts ->
                        hosts.listen().address() instanceof InetSocketAddress address && address.getPort() == port)
                .toList();
    }

    /** The address when the host is one; never asks for a name. */
    private static InetAddress literal(String host) {
        if (host == null) {
            return null;
        }
        byte[] bytes = Network.address(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        return bytes == null ? null : Network.inetAddress(bytes);
    }

    private static SocketAddress local(Listen listen, InetAddress literal) {
        if (!(listen.address() instanceof InetSocketAddress address)
                || !address.getAddress().isAnyLocalAddress()) {
            return listen.address();
        }
        return new InetSocketAddress(literal == null ? Network.inetAddress(LOOPBACK) : literal, address.getPort());
    }

    private static void record(
            ExplanationRecorder recorder, VirtualHosts chosen, List<VirtualHosts> all, ExplainedUrl url) {
        Listen listen = chosen.listen();
        String why = url.host() == null ? "the first address of the file" : "for port " + url.port();
        recorder.step(
                Topic.LISTEN,
                directive(chosen),
                "listen " + listen.text() + (listen.ssl() ? " ssl" : "") + " accepts the connection: " + why);
        List<String> others = new ArrayList<>();
        for (VirtualHosts hosts : url.host() == null ? List.<VirtualHosts>of() : onPort(all, url.port())) {
            if (hosts != chosen) {
                others.add(hosts.listen().text());
            }
        }
        if (!others.isEmpty()) {
            recorder.step(
                    Topic.LISTEN,
                    "a client that connects to another address gets another listen: " + String.join(", ", others));
        }
        if (listen.proxyProtocol()) {
            recorder.step(Topic.LISTEN, directive(chosen), "the PROXY header is assumed to be empty");
            recorder.assume("the PROXY header carries no address");
        }
    }

    /** The {@code listen} of the default server that means this address; null when it is not written there. */
    private static Node directive(VirtualHosts hosts) {
        Levels server = hosts.defaultServer().base().source().levels();
        if (server == null) {
            return null;
        }
        String text = hosts.listen().text();
        String port = text.substring(text.lastIndexOf(':') + 1);
        List<Node> all = server.own("listen");
        for (Node node : all) {
            String word = node.args().get(0).text();
            if (word.equals(text) || word.equals(port) || word.endsWith(":" + port)) {
                return node;
            }
        }
        return all.isEmpty() ? null : all.get(0);
    }
}
