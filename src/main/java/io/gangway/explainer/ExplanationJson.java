package io.gangway.explainer;

import io.gangway.conf.ByteText;
import io.gangway.conf.Position;
import io.gangway.explain.Explanation;
import io.gangway.explain.ExplanationStep;
import io.gangway.http.Field;
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
        json.put("request", ByteText.utf8(explanation.request()));
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
        json.put("uri", ByteText.utf8(explanation.uri()));
        json.put("args", ByteText.utf8(explanation.args()));
        json.put("redirects", explanation.redirects());
        json.put("file", ByteText.utf8(explanation.file()));
        json.put("upstream", explanation.upstream() == null ? null : upstream(explanation));
        json.put("fields", fields(explanation.responseFields()));
        json.put("errorPages", explanation.errorPages());
        json.put(
                "assumptions",
                explanation.assumptions().stream().map(ByteText::utf8).toList());
        json.put("problem", ByteText.utf8(explanation.problem()));
        return json;
    }

    private static Map<String, Object> upstream(Explanation explanation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", ByteText.utf8(explanation.upstream()));
        json.put("peers", explanation.peers());
        json.put("request", ByteText.utf8(explanation.requestHead()));
        return json;
    }

    private static List<Map<String, Object>> fields(List<Field> fields) {
        return fields.stream()
                .map(field -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("name", ByteText.utf8(field.name()));
                    json.put("value", ByteText.utf8(field.value()));
                    return json;
                })
                .toList();
    }

    private static Map<String, Object> step(ExplanationStep step) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("topic", step.topic().text());
        json.put("depth", step.depth());
        position(json, step.position());
        json.put("text", ByteText.utf8(step.text()));
        return json;
    }

    private static Map<String, Object> named(String name, Position position) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", ByteText.utf8(name));
        position(json, position);
        return json;
    }

    private static void position(Map<String, Object> json, Position position) {
        json.put("file", position == null ? null : ByteText.utf8(position.file()));
        json.put("line", position == null ? null : position.line());
    }
}
