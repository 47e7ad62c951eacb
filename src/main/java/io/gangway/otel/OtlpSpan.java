package io.gangway.otel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.common.InstrumentationLibraryInfo;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import java.util.Map;

/** A finished {@link Span} for the SDK of OpenTelemetry, which calls it on its own thread. Immutable. */
final class OtlpSpan implements ReadableSpan, SpanData {
    private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("gangway");

    private final Span span;
    private final Resource resource;

    OtlpSpan(Span span, Resource resource) {
        this.span = span;
        this.resource = resource;
    }

    @Override
    public SpanData toSpanData() {
        return this;
    }

    @Override
    public String getName() {
        return span.name();
    }

    @Override
    public SpanKind getKind() {
        return SpanKind.SERVER;
    }

    @Override
    public SpanContext getSpanContext() {
        return SpanContext.create(
                span.context().traceId(), span.context().spanId(), TraceFlags.getSampled(), state(span.context()));
    }

    private static TraceState state(TraceContext context) {
        if (context.state().isEmpty()) {
            return TraceState.getDefault();
        }
        Map<String, String> fields = Map.of("traceparent", context.traceParent(), "tracestate", context.state());
        Context parsed = W3CTraceContextPropagator.getInstance().extract(Context.root(), fields, FieldGetter.INSTANCE);
        return io.opentelemetry.api.trace.Span.fromContext(parsed)
                .getSpanContext()
                .getTraceState();
    }

    @Override
    public SpanContext getParentSpanContext() {
        return span.parentId() == null
                ? SpanContext.getInvalid()
                : SpanContext.createFromRemoteParent(
                        span.context().traceId(), span.parentId(), TraceFlags.getSampled(), TraceState.getDefault());
    }

    @Override
    public StatusData getStatus() {
        return span.error() ? StatusData.error() : StatusData.unset();
    }

    @Override
    public long getStartEpochNanos() {
        return span.startNanos();
    }

    @Override
    public long getEndEpochNanos() {
        return span.endNanos();
    }

    @Override
    public long getLatencyNanos() {
        return span.endNanos() - span.startNanos();
    }

    @Override
    public boolean hasEnded() {
        return true;
    }

    @Override
    public Attributes getAttributes() {
        AttributesBuilder attributes = Attributes.builder();
        span.attributes().forEach((name, value) -> {
            if (value instanceof Long number) {
                attributes.put(AttributeKey.longKey(name), number);
            } else if (value instanceof List<?> list) {
                attributes.put(
                        AttributeKey.stringArrayKey(name),
                        list.stream().map(String::valueOf).toList());
            } else {
                attributes.put(AttributeKey.stringKey(name), value.toString());
            }
        });
        return attributes.build();
    }

    @Override
    public <T> T getAttribute(AttributeKey<T> key) {
        return getAttributes().get(key);
    }

    @Override
    public int getTotalAttributeCount() {
        return span.attributes().size();
    }

    @Override
    public List<EventData> getEvents() {
        return List.of();
    }

    @Override
    public int getTotalRecordedEvents() {
        return 0;
    }

    @Override
    public List<LinkData> getLinks() {
        return List.of();
    }

    @Override
    public int getTotalRecordedLinks() {
        return 0;
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return SCOPE;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in the interfaces, although deprecated
    public InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
        return InstrumentationLibraryInfo.create(SCOPE.getName(), null);
    }

    @Override
    public Resource getResource() {
        return resource;
    }

    private enum FieldGetter implements TextMapGetter<Map<String, String>> {
        INSTANCE;

        @Override
        public String get(Map<String, String> fields, String name) {
            return fields.get(name);
        }
    }
}
