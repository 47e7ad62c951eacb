package io.gangway.admin;

import io.gangway.conf.ByteText;
import io.gangway.http.Fields;
import io.gangway.metrics.TunnelCounts;
import io.gangway.websocket.LiveTunnel;
import io.gangway.websocket.TunnelClose;
import io.gangway.websocket.TunnelTraffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tunnels as JSON. */
final class TunnelJson {
    private TunnelJson() {}

    /** An open tunnel. On its loop. */
    static String of(LiveTunnel tunnel) {
        return object(tunnel).toString();
    }

    /** An open tunnel with the fields of its request if it is inspected, secrets masked. On its loop. */
    static String whole(LiveTunnel tunnel) {
        JsonText json = object(tunnel);
        return (tunnel.isInspected() ? json.put("fields", fields(tunnel.fields())) : json).toString();
    }

    private static List<List<String>> fields(Fields fields) {
        List<List<String>> all = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            boolean secret = SecretMask.isSecret(fields.name(i));
            all.add(List.of(ByteText.utf8(fields.name(i)), secret ? "***" : ByteText.utf8(fields.value(i))));
        }
        return all;
    }

    private static JsonText object(LiveTunnel tunnel) {
        int clientStream = tunnel.clientStream();
        int upstreamStream = tunnel.upstreamStream();
        TunnelCounts.Legs legs = TunnelCounts.Legs.of(clientStream > 0, upstreamStream > 0);
        return new JsonText()
                .put("id", tunnel.id())
                .bytes("protocol", tunnel.protocol())
                .bytes("client", tunnel.client())
                .bytes("server", tunnel.server())
                .bytes("location", tunnel.location())
                .bytes("source", position(tunnel.source()))
                .bytes("upstream", tunnel.upstream())
                .bytes("peer", tunnel.peer())
                .bytes("request", tunnel.request())
                .bytes("host", tunnel.host())
                .put("secure", tunnel.isSecure())
                .put("client_protocol", legs.client())
                .put("client_stream", clientStream == 0 ? null : clientStream)
                .put("upstream_protocol", legs.upstream())
                .put("upstream_stream", upstreamStream == 0 ? null : upstreamStream)
                .time("opened", tunnel.openedMillis())
                .put("age_ms", tunnel.ageMillis())
                .put("idle_ms", tunnel.idleMillis())
                .put("relay", tunnel.isBridge() ? "bridge" : "tunnel")
                .bytes("subprotocol", tunnel.subprotocol())
                .bytes("extensions", tunnel.extensions())
                .put("draining", tunnel.isDraining())
                .put("inspected", tunnel.isInspected())
                .put("generation", tunnel.generation().number())
                .put("to_upstream", traffic(tunnel.toUpstream()))
                .put("to_client", traffic(tunnel.toClient()));
    }

    /** A tunnel that has ended. */
    static String of(TunnelClose close) {
        return new JsonText()
                .put("id", close.id())
                .time("at", close.atMillis())
                .put("code", close.code() == 0 ? null : close.code())
                .put("by", close.by())
                .bytes("reason", close.reason())
                .bytes("client", close.client())
                .bytes("server", close.server())
                .bytes("location", close.location())
                .bytes("source", position(close.source()))
                .bytes("upstream", close.upstream())
                .bytes("peer", close.peer())
                .put("duration_ms", close.durationMillis())
                .put("to_upstream", traffic(close.toUpstream()))
                .put("to_client", traffic(close.toClient()))
                .toString();
    }

    /** What changes while a tunnel is open, as an array of numbers: {@code [id,messages,bytes,queued,…,idle_ms]}. */
    static void change(LiveTunnel tunnel, TunnelTraffic up, TunnelTraffic down, StringBuilder text) {
        text.append('[').append(tunnel.id());
        numbers(up, text);
        numbers(down, text);
        text.append(',').append(tunnel.idleMillis()).append(']');
    }

    private static void numbers(TunnelTraffic traffic, StringBuilder text) {
        text.append(',').append(traffic.messages());
        text.append(',').append(traffic.bytes());
        text.append(',').append(traffic.queued());
    }

    private static Map<String, Object> traffic(TunnelTraffic traffic) {
        return new JsonText()
                .put("messages", traffic.messages())
                .put("bytes", traffic.bytes())
                .put("queued", traffic.queued())
                .map();
    }

    /** The file and line of {@code location in FILE:LINE}. */
    static String position(String source) {
        return source.substring(source.indexOf(" in ") + 4);
    }
}
