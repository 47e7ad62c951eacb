package io.gangway.explainer;

import io.gangway.conf.Position;
import io.gangway.explain.Explanation;
import io.gangway.explain.ExplanationStep;
import io.gangway.http.Field;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.ajax.JSON;

/**
 * The JSON form of an explanation (RFC 8259), one object on one line. Names are never renamed or removed; new ones may be
 * added.
 */
public final class ExplanationJson {
    private ExplanationJson() {}

    /** The JSON text. */
    public static String of(Explanation explanation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("url", explanation.url());
        json.put("request", text(explanation.request()));
        json.put("result", result(explanation));
        json.put(
                "steps", explanation.steps().stream().map(ExplanationJson::step).toList());
        return new JSON().toJSON(json);
    }

    private static Map<String, Object> result(Explanation explanation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", explanation.status());
        json.put("server", named(explanation.server(), explanation.serverAt()));
        json.put(
                "location",
                explanation.location() == null ? null : named(explanation.location(), explanation.locationAt()));
        json.put("uri", text(explanation.uri()));
        json.put("args", text(explanation.args()));
        json.put("redirects", explanation.redirects());
        json.put("file", text(explanation.file()));
        json.put("upstream", explanation.upstream() == null ? null : upstream(explanation));
        json.put("fields", fields(explanation.responseFields()));
        json.put("errorPages", explanation.errorPages());
        json.put(
                "assumptions",
                explanation.assumptions().stream().map(ExplanationJson::text).toList());
        json.put("problem", text(explanation.problem()));
        return json;
    }

    private static Map<String, Object> upstream(Explanation explanation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", text(explanation.upstream()));
        json.put("peers", explanation.peers());
        json.put("request", text(explanation.requestHead()));
        return json;
    }

    private static List<Map<String, Object>> fields(List<Field> fields) {
        return fields.stream()
                .map(field -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("name", text(field.name()));
                    json.put("value", text(field.value()));
                    return json;
                })
                .toList();
    }

    private static Map<String, Object> step(ExplanationStep step) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("topic", step.topic().text());
        json.put("depth", step.depth());
        position(json, step.position());
        json.put("text", text(step.text()));
        return json;
    }

    private static Map<String, Object> named(String name, Position position) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", text(name));
        position(json, position);
        return json;
    }

    private static void position(Map<String, Object> json, Position position) {
        json.put("file", position == null ? null : text(position.file()));
        json.put("line", position == null ? null : position.line());
    }

    /** Text of one char per byte, as the UTF-8 that it usually is. */
    static String text(String bytes) {
        return bytes == null ? null : new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
