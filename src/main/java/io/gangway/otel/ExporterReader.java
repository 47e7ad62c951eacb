package io.gangway.otel;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.Node;
import io.gangway.conf.NumberValue;
import io.gangway.conf.TimeValue;
import io.gangway.config.DirectiveArguments;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads an {@code otel_exporter} block, with the errors of nginx's otel module. */
final class ExporterReader {
    /** The path of OTLP over HTTP, for an endpoint without one. */
    private static final String TRACES = "/v1/traces";

    /** The port that collectors use for OTLP over gRPC. */
    private static final int GRPC = 4317;

    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Pattern HEADER_NAME = Pattern.compile("[0-9a-z_.-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[ -~]*");

    private final DirectiveArguments block;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private URI endpoint;
    private Path trustedCertificate;
    private Duration interval;
    private int batchSize;
    private int batchCount;

    private ExporterReader(DirectiveArguments block) {
        this.block = block;
    }

    static ExporterSettings read(DirectiveArguments block) {
        ExporterReader reader = new ExporterReader(block);
        block.node().block().forEach(reader::entry);
        if (reader.endpoint == null) {
            throw ConfErrors.at(block.node(), "\"otel_exporter\" requires \"endpoint\"");
        }
        return new ExporterSettings(
                reader.endpoint,
                reader.trustedCertificate,
                Map.copyOf(reader.headers),
                reader.interval == null ? Duration.ofSeconds(5) : reader.interval,
                reader.batchSize == 0 ? 512 : reader.batchSize,
                reader.batchCount == 0 ? 4 : reader.batchCount);
    }

    private void entry(Node node) {
        if (node.block() != null) {
            throw ConfErrors.at(node, "unexpected \"{\"");
        }
        DirectiveArguments entry = block.at(node);
        switch (node.name()) {
            case "endpoint" -> endpoint(one(entry, endpoint));
            case "trusted_certificate" -> certificate(one(entry, trustedCertificate));
            case "header" -> header(entry);
            case "interval" -> {
                one(entry, interval);
                interval = TimeValue.readMillis(node);
            }
            case "batch_size" -> {
                one(entry, batchSize == 0 ? null : batchSize);
                batchSize = positive(entry);
            }
            case "batch_count" -> {
                one(entry, batchCount == 0 ? null : batchCount);
                batchCount = positive(entry);
            }
            default -> throw ConfErrors.at(node, "unknown directive \"" + node.name() + "\" in \"otel_exporter\"");
        }
    }

    /** The only argument of a directive that may occur once. */
    private static String one(DirectiveArguments entry, Object before) {
        count(entry, 1);
        if (before != null) {
            throw of(entry, "is duplicate");
        }
        return entry.arg(0);
    }

    private static void count(DirectiveArguments entry, int wanted) {
        if (entry.count() != wanted) {
            throw entry.error(
                    "invalid number of arguments in \"" + entry.node().name() + "\" directive of \"otel_exporter\"");
        }
    }

    private static RuntimeException of(DirectiveArguments entry, String problem) {
        return entry.error("\"" + entry.node().name() + "\" directive of \"otel_exporter\" " + problem);
    }

    private static int positive(DirectiveArguments entry) {
        long number = NumberValue.read(entry.node());
        if (number == 0 || number > 1 << 20) {
            throw of(entry, "has invalid value");
        }
        return (int) number;
    }

    private void endpoint(String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            if (!SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                    || uri.getHost() == null
                    || uri.getRawQuery() != null
                    || uri.getRawUserInfo() != null) {
                throw invalidEndpoint(text);
            }
            boolean hasPath = !uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/");
            endpoint = hasPath ? uri : uri.resolve(TRACES);
        } catch (URISyntaxException e) {
            throw invalidEndpoint(text);
        }
        if (endpoint.getPort() == GRPC) {
            block.context()
                    .warn("\"otel_exporter\" sends OTLP over HTTP, but port 4317 is that of OTLP over gRPC; collectors "
                            + "use 4318 for HTTP in " + block.node().position());
        }
    }

    private RuntimeException invalidEndpoint(String text) {
        return block.error("invalid \"endpoint\" of \"otel_exporter\": \"" + text + "\"");
    }

    private void certificate(String name) {
        Path file = block.context().environment().confPrefixed(name);
        if (!Files.isReadable(file)) {
            throw block.error("failed to open \"" + name + "\"");
        }
        trustedCertificate = file;
    }

    private void header(DirectiveArguments entry) {
        count(entry, 2);
        String name = entry.arg(0).toLowerCase(Locale.ROOT);
        if (!HEADER_NAME.matcher(name).matches()) {
            throw of(entry, "has invalid header name");
        }
        if (!HEADER_VALUE.matcher(entry.arg(1)).matches()) {
            throw of(entry, "has invalid header value");
        }
        headers.put(name, entry.arg(1));
    }
}
