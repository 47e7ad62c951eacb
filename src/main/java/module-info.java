/**
 * Gangway: an nginx configuration, running on the JVM. {@code io.gangway} is the embedding API, {@code io.gangway.conf} the
 * language, {@code io.gangway.config} and {@code io.gangway.exchange} are what a module of your own is made of.
 */
@SuppressWarnings("requires-automatic")
module io.gangway {
    requires bcrypt;
    requires io.prometheus.metrics.config;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires java.naming;
    requires org.apache.commons.codec;
    requires org.eclipse.jetty.http;
    requires org.eclipse.jetty.http2.hpack;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util;
    requires org.eclipse.jetty.util.ajax;
    requires org.eclipse.jetty.websocket.core.common;
    requires org.slf4j;
    requires static com.aayushatharva.brotli4j;
    requires static io.opentelemetry.api;
    requires static io.opentelemetry.context;
    requires static io.opentelemetry.exporter.otlp;
    requires static io.opentelemetry.sdk.common;
    requires static io.opentelemetry.sdk.trace;
    requires static java.logging;
    requires static java.management;
    requires static jdk.unsupported;
    requires static org.apache.tomcat.embed.core;
    requires static org.eclipse.jetty.websocket.api;
    requires static org.eclipse.jetty.websocket.server;
    requires static org.jgroups;
    requires transitive org.eclipse.jetty.io;

    exports io.gangway;
    exports io.gangway.conf;
    exports io.gangway.config;
    exports io.gangway.content;
    exports io.gangway.errorlog;
    exports io.gangway.exchange;
    exports io.gangway.explain;
    exports io.gangway.http;
    exports io.gangway.loop;
    exports io.gangway.metrics;
    exports io.gangway.net;
    exports io.gangway.regex;
    exports io.gangway.websocket;

    uses io.gangway.config.Module;

    provides io.gangway.config.Module with
            io.gangway.core.CoreModule,
            io.gangway.websocket.WebSocketModule,
            io.gangway.upstream.UpstreamModule,
            io.gangway.upstream.sticky.StickyModule,
            io.gangway.upstream.health.HealthModule,
            io.gangway.proxy.ProxyModule,
            io.gangway.fastcgi.FastcgiModule,
            io.gangway.uwsgi.UwsgiModule,
            io.gangway.scgi.ScgiModule,
            io.gangway.grpc.GrpcModule,
            io.gangway.dav.DavModule,
            io.gangway.files.FilesModule,
            io.gangway.charset.CharsetModule,
            io.gangway.sub.SubModule,
            io.gangway.securelink.SecureLinkModule,
            io.gangway.emptygif.EmptyGifModule,
            io.gangway.headers.HeadersModule,
            io.gangway.userid.UseridModule,
            io.gangway.mirror.MirrorModule,
            io.gangway.otel.OtelModule,
            io.gangway.rewrite.RewriteModule,
            io.gangway.map.MapModule,
            io.gangway.geo.GeoModule,
            io.gangway.realip.RealIpModule,
            io.gangway.limit.LimitModule,
            io.gangway.access.AccessModule,
            io.gangway.auth.AuthModule,
            io.gangway.ssi.SsiModule,
            io.gangway.gzip.GzipModule,
            io.gangway.brotli.BrotliModule,
            io.gangway.addition.AdditionModule,
            io.gangway.slice.SliceModule,
            io.gangway.status.StatusModule,
            io.gangway.prometheus.PrometheusModule,
            io.gangway.tls.TlsModule,
            io.gangway.http2.Http2Module,
            io.gangway.log.LogModule,
            io.gangway.admin.AdminModule,
            io.gangway.console.ConsoleModule,
            io.gangway.cluster.ClusterModule,
            io.gangway.api.ApiModule;
}
