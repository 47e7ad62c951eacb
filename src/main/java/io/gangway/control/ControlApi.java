package io.gangway.control;

import io.gangway.conf.BuildInfo;
import io.gangway.conf.ByteText;
import io.gangway.conf.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The paths of nginx's Control API, version 1. Thread-safe. */
final class ControlApi implements Responder {
    private final Controlled controlled;

    ControlApi(Controlled controlled) {
        this.controlled = controlled;
    }

    @Override
    public ControlResponse respond(ControlRequest request) throws InterruptedException {
        if (!request.isTrusted()) {
            return ControlResponse.FORBIDDEN;
        }
        if (request.path().equals("/1/control/config") && request.method().equals("PATCH")) {
            return reload();
        }
        Object value = switch (request.path()) {
            case "/" -> List.of("1");
            case "/1" -> List.of("control", "nginx");
            case "/1/nginx" -> nginx();
            case "/1/control" -> List.of("processes", "config");
            case "/1/control/processes" -> processes();
            case "/1/control/config" -> files();
            default -> null;
        };
        if (value == null) {
            return ControlResponse.NOT_FOUND;
        }
        return request.method().equals("GET") ? ControlResponse.ok(value) : ControlResponse.NOT_ALLOWED;
    }

    private ControlResponse reload() throws InterruptedException {
        Controlled.ReloadResult result = controlled.reload();
        Map<String, Object> body = Map.of("logs", result.logs());
        return result.succeeded() ? ControlResponse.ok(body) : ControlResponse.unprocessable(body);
    }

    private static Map<String, Object> nginx() {
        Map<String, Object> nginx = new LinkedHashMap<>();
        nginx.put("version", BuildInfo.NGINX_VERSION);
        nginx.put("build", BuildInfo.name("on"));
        return nginx;
    }

    /** A generation is what a worker process is in nginx: replaced by a reload, it lives until its last request ends. */
    private List<Map<String, Object>> processes() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (boolean exiting : controlled.exiting()) {
            Map<String, Object> process = new LinkedHashMap<>();
            process.put("name", "worker process");
            process.put("pid", ProcessHandle.current().pid());
            process.put("exiting", exiting);
            all.add(process);
        }
        return all;
    }

    private List<Map<String, Object>> files() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (SourceFile file : controlled.files()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", ByteText.utf8(file.path()));
            entry.put("content", ByteText.utf8(file.text()));
            all.add(entry);
        }
        return all;
    }
}
