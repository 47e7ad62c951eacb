package io.gangway.differential;

import io.gangway.testing.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of pairs: a configuration, then sections that begin with three dashes.
 *
 * <pre>
 * server { listen %{port}; location / { proxy_pass http://%{backend}/x/; } }
 * --- file html/a.txt
 * hello
 * --- backend /x/gone
 * HTTP/1.1 410 Gone
 * Content-Length: 0
 * --- request the prefix is replaced
 * &gt; GET /a
 * --- request since 1.29.7: a request as on the wire, and another on the same connection
 * GET /gone HTTP/1.1
 * Host: localhost
 * &gt;&gt;&gt;
 * &gt; GET /again
 * </pre>
 *
 * <p>{@code > GET /a} is short for HTTP/1.1 with {@code Host: localhost} and {@code Connection: close}; {@code h2> GET
 * /a} is the same over HTTP/2 in clear text. An HTTP/2 request with other fields begins with the line {@code HTTP/2}.
 * In a request, the line {@code @end} sends FIN after the last response and reads until the server closes, {@code
 * @responses 2} waits for two responses, {@code @received 2} waits until the backends have received two requests, counted from the first step, {@code
 * @raw} accepts a response without a head, {@code @closed} waits until the server closes after the response, {@code
 * @until TEXT} repeats the request until the response contains the text. A request after one with {@code Connection:
 * close} has a connection of its own. A backend sends the response of its section, see {@link PairResponse}, else 200
 * with its name; {@link PairFastcgi}, {@link PairGateway} and {@link PairHttp2} describe the sections of other servers. In the
 * configuration {@code %{hostname}} is the name of the machine, and {@code %{backend:dns}} a DNS server that knows the
 * names of the sections {@code dns NAME}: each line is a record as {@code ScriptedDns} has them, or {@code rcode} with a
 * number. The first request waits until all these names were asked for.
 */
record PairFile(
        String name,
        String config,
        Map<String, String> files,
        List<PairResponse> responses,
        Map<String, List<List<String>>> fastcgi,
        Map<String, List<String>> gateways,
        Map<String, List<String>> dns,
        List<PairRequest> requests) {
    static final String DNS = "dns";
    private static final Pattern REQUEST = Pattern.compile("request (?:since (\\d+\\.\\d+\\.\\d+): )?(.+)");
    private static final Pattern BACKEND = Pattern.compile("%\\{backend(?::(\\w+))?}");

    static PairFile read(Path path) throws IOException {
        return new Reader(path).read();
    }

    /** The names of the backends in the configuration. */
    List<String> backends() {
        return BACKEND.matcher(config)
                .results()
                .map(match -> match.group(1) == null ? "main" : match.group(1))
                .filter(backend -> !backend.equals(PairFastcgi.NAME)
                        && !PairGateway.NAMES.contains(backend)
                        && !backend.equals(PairHttp2.NAME)
                        && !backend.equals(DNS))
                .distinct()
                .toList();
    }

    /** Whether the configuration has a FastCGI server. */
    boolean hasFastcgi() {
        return hasBackend(PairFastcgi.NAME);
    }

    /** Whether the configuration has a backend of this name. */
    boolean hasBackend(String backend) {
        return config.contains("%{backend:" + backend + "}");
    }

    private static final class Reader {
        private final Path path;
        private final Map<String, String> files = new LinkedHashMap<>();
        private final List<PairResponse> responses = new ArrayList<>();
        private final Map<String, List<List<String>>> fastcgi = new LinkedHashMap<>();
        private final Map<String, List<String>> gateways = new LinkedHashMap<>();
        private final Map<String, List<String>> dns = new LinkedHashMap<>();
        private final List<PairRequest> requests = new ArrayList<>();
        private String config;

        Reader(Path path) {
            this.path = path;
        }

        PairFile read() throws IOException {
            List<String> lines = Files.readAllLines(path, StandardCharsets.ISO_8859_1);
            int start = 0;
            for (int i = 1; i <= lines.size(); i++) {
                if (i == lines.size() || lines.get(i).startsWith("--- ")) {
                    section(start, lines.subList(start, i));
                    start = i;
                }
            }
            String name = path.getFileName().toString().replace(".pairs", "");
            return new PairFile(name, config, files, responses, fastcgi, gateways, dns, requests);
        }

        private void section(int line, List<String> lines) {
            if (line == 0) {
                config = String.join("\n", lines);
                return;
            }
            String title = lines.get(0).substring(4).trim();
            List<String> text = lines.subList(1, lines.size());
            if (title.startsWith("file ")) {
                files.put(title.substring(5), PairText.content(text));
            } else if (title.startsWith("backend ")) {
                responses.add(PairResponse.of(title.substring(8), text));
            } else if (title.startsWith("fastcgi ")) {
                fastcgi.computeIfAbsent(title.substring(8), path -> new ArrayList<>())
                        .add(List.copyOf(text));
            } else if (PairGateway.NAMES.contains(title.split(" ", 2)[0]) || title.startsWith(PairHttp2.NAME + " ")) {
                gateways.put(title, List.copyOf(text));
            } else if (title.startsWith("dns ")) {
                dns.put(title.substring(4), List.copyOf(text));
            } else {
                requests.add(request(line + 1, title, text));
            }
        }

        private PairRequest request(int line, String title, List<String> lines) {
            Matcher matcher = REQUEST.matcher(title);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "section: " + title + " (expected: file, backend or request) in " + path + ":" + line);
            }
            Version since = matcher.group(1) == null ? null : Version.of(matcher.group(1));
            List<PairRequest.Step> steps = new ArrayList<>();
            List<String> step = new ArrayList<>();
            for (String each : lines) {
                if (each.equals(">>>")) {
                    steps.add(step(step));
                    step.clear();
                } else if (!each.equals("@end")) {
                    step.add(each);
                }
            }
            steps.add(step(step));
            return new PairRequest(matcher.group(2), since, List.copyOf(steps), lines.contains("@end"), line);
        }

        private static PairRequest.Step step(List<String> lines) {
            int responses = 1;
            String until = null;
            int received = 0;
            List<String> text = new ArrayList<>();
            for (String line : lines) {
                if (line.startsWith("@responses ")) {
                    responses = Integer.parseInt(line.substring(11));
                } else if (line.startsWith("@until ")) {
                    until = line.substring(7);
                } else if (line.startsWith("@received ")) {
                    received = Integer.parseInt(line.substring(10));
                } else if (!line.equals("@raw") && !line.equals("@closed")) {
                    text.add(line);
                }
            }
            return new PairRequest.Step(
                    PairText.message(text),
                    responses,
                    lines.contains("@raw"),
                    lines.contains("@closed"),
                    until,
                    received);
        }
    }
}
