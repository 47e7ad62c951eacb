package io.gangway.otel;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.ConfException;
import io.gangway.config.Context;
import io.gangway.config.Directive;
import io.gangway.config.ErrorLogs;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.config.Scope;
import io.gangway.errorlog.ErrorLog;
import io.gangway.exchange.Phase;
import io.gangway.exchange.Variable;
import io.gangway.exchange.Variables;
import io.gangway.otel.TraceSettings.Propagation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** nginx's otel module: {@code otel_trace}, {@code otel_trace_context}, and {@code $otel_trace_id} and others. */
public final class OtelModule implements Module {
    private static final String DEFAULT_SERVICE = "unknown_service:gangway";

    @Override
    public List<Directive<?>> directives() {
        return OtelDirectives.ALL;
    }

    @Override
    public void variables(Variables variables) {
        variables.define("otel_trace_id", of(trace -> trace.current().traceId()));
        variables.define("otel_span_id", of(trace -> trace.current().spanId()));
        variables.define(
                "otel_parent_id",
                of(trace -> trace.parent() == null ? null : trace.parent().spanId()));
        variables.define("otel_parent_sampled", of(trace -> {
            TraceContext parent = trace.parent();
            return parent != null && parent.sampled() ? "1" : "0";
        }));
    }

    private static Variable.Getter of(Function<Trace, String> value) {
        return exchange -> value.apply(Trace.of(exchange));
    }

    private static Map<String, String> resource(Scope http) {
        Map<String, String> attributes = new LinkedHashMap<>();
        http.get(OtelDirectives.RESOURCE_ATTRIBUTES).forEach(pair -> attributes.put(pair.get(0), pair.get(1)));
        String service = http.get(OtelDirectives.SERVICE_NAME);
        if (service != null) {
            attributes.put("service.name", service);
        }
        attributes.putIfAbsent("service.name", DEFAULT_SERVICE);
        return attributes;
    }

    private static TraceExporter exporter(LoadContext context) {
        Scope http = context.http();
        ExporterSettings settings = http.get(OtelDirectives.EXPORTER);
        if (settings == null) {
            throw ConfErrors.atClose(http.node(), "\"otel_exporter\" block is missing");
        }
        ErrorLog log = context.service(ErrorLogs.class).of(context.main());
        try {
            return context.closeWithGeneration(new OtlpExporter(settings, resource(http), log));
        } catch (NoClassDefFoundError e) {
            throw new ConfException(
                    "\"otel_exporter\" needs gangway-otel.jar beside gangway.jar",
                    http.nodeOf(OtelDirectives.EXPORTER).end());
        }
    }

    @Override
    public void compose(LocationBuilder location) {
        boolean inLocation = location.scope().context() != Context.SERVER;
        TraceSettings settings = new TraceSettings(
                location.get(OtelDirectives.TRACE),
                location.get(OtelDirectives.TRACE_CONTEXT),
                location.get(OtelDirectives.SPAN_NAME),
                location.get(OtelDirectives.SPAN_ATTRIBUTES));
        if (settings.trace() == null && settings.context() == Propagation.IGNORE) {
            return;
        }
        location.put(TraceSettings.KEY, settings);
        // nginx decides in the location, also where no location block applies.
        location.phase(inLocation ? Phase.REWRITE : Phase.PREACCESS, new TracePhase(settings));
        if (settings.trace() != null) {
            LoadContext context = location.context();
            TraceExporter exporter = context.shared(TraceExporter.class, () -> exporter(context));
            SpanPhase span = new SpanPhase(settings, exporter);
            location.phase(Phase.TUNNEL, span).phase(Phase.LOG, span);
        }
    }
}
