package io.gangway.otel;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.exchange.Template;
import io.gangway.otel.TraceSettings.Propagation;
import io.gangway.otel.TraceSettings.SpanAttribute;
import java.util.List;
import java.util.Map;

/** The directives of this package: those of nginx's otel module. */
final class OtelDirectives {
    private OtelDirectives() {}

    /** {@code otel_exporter { … }}. */
    static final Directive<ExporterSettings> EXPORTER = Directive.of("otel_exporter", 0, 0, ExporterReader::read)
            .withData()
            .differs("Spans are sent by OTLP over HTTP, not gRPC: collectors listen on port 4318, and the path "
                    + "/v1/traces is added to an endpoint without one. It needs gangway-otel.jar beside gangway.jar.")
            .description("Says where spans are sent: \"endpoint [http://|https://]host:port\", "
                    + "\"trusted_certificate file\", \"header name value\", \"interval time\" (5s), \"batch_size number\" "
                    + "(512), \"batch_count number\" (4).")
            .example("otel_exporter {\n    endpoint http://localhost:4318;\n}")
            .danger("Spans hold request targets, and attributes that you add; the collector sees them.")
            .in(HTTP);

    static final Directive<String> SERVICE_NAME = Directive.word("otel_service_name")
            .syntax("name")
            .defaultText("unknown_service:gangway")
            .description("Sets the resource attribute \"service.name\".")
            .example("otel_service_name shop;")
            .danger("All instances of a service need the same name, or a trace viewer shows several services.")
            .in(HTTP);

    /** Names and values alternate. */
    static final Directive<List<List<String>>> RESOURCE_ATTRIBUTES = Directive.list(
                    "otel_resource_attr", 2, 2, r -> r.args())
            .syntax("name value")
            .description("Sets an attribute of the resource: the process that sends the spans.")
            .example("otel_resource_attr deployment.environment production;")
            .danger("The collector sees it with each batch; it must not be a secret.")
            .in(HTTP);

    static final Directive<Template> TRACE = Directive.template("otel_trace")
            .syntax("on | off | $variable")
            .defaultText("off")
            .description("Exports a span for each request; with a variable, where its value is \"on\" or \"1\".")
            .example("otel_trace on;")
            .danger("Each request costs a span; on a busy server, sample by a variable.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Propagation> TRACE_CONTEXT = Directive.choice(
                    "otel_trace_context",
                    Map.of(
                            "ignore", Propagation.IGNORE,
                            "extract", Propagation.EXTRACT,
                            "inject", Propagation.INJECT,
                            "propagate", Propagation.PROPAGATE))
            .byDefault(Propagation.IGNORE)
            .syntax("extract | inject | propagate | ignore")
            .defaultText("ignore")
            .description("Says what happens to the fields \"traceparent\" and \"tracestate\" of W3C Trace Context: "
                    + "\"extract\" continues the client's trace, \"inject\" replaces the fields by a new context, "
                    + "\"propagate\" does both.")
            .example("otel_trace_context propagate;")
            .danger("With extract or propagate, clients choose the trace id; inject does not trust them.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Template> SPAN_NAME = Directive.template("otel_span_name")
            .syntax("name")
            .description("Sets the name of the span; by default it is that of the location.")
            .example("otel_span_name $uri;")
            .danger("A name with many values, such as $uri, may be more than a trace viewer can group.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<List<SpanAttribute>> SPAN_ATTRIBUTES = Directive.list(
                    "otel_span_attr", 2, 2, r -> new SpanAttribute(r.arg(0), r.template(r.arg(1))))
            .syntax("name value")
            .description("Adds an attribute to the span; the value may contain variables.")
            .example("otel_span_attr user.name $remote_user;")
            .danger("The collector sees the value; do not send secrets or cookies.")
            .in(HTTP, SERVER, LOCATION);

    static final List<Directive<?>> ALL =
            List.of(EXPORTER, SERVICE_NAME, RESOURCE_ATTRIBUTES, TRACE, TRACE_CONTEXT, SPAN_NAME, SPAN_ATTRIBUTES);
}
