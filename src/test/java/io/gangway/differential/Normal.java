package io.gangway.differential;

import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Normalizes messages: removes what differs between two servers, such as ports, names and times. */
final class Normal {
    private static final List<String> LEFT_OUT = List.of("server", "date");

    private final Site site;

    Normal(Site site) {
        this.site = site;
    }

    /** Replaces ports by placeholders, the server's signature by {@code SERVER}, and line ends by LF. */
    String text(String text) {
        String result = text;
        for (Map.Entry<Integer, String> port : site.portNames().entrySet()) {
            result = result.replaceAll("(?<!\\d)" + port.getKey() + "(?!\\d)", port.getValue());
        }
        return result.replace(site.dir().toString(), "{dir}")
                .replaceAll("<center>(nginx|gangway)[^<]*</center>", "<center>SERVER</center>")
                .replaceAll("(?m)^(Server|Date): .*\r?\n", "")
                .replace("\r\n", "\n");
    }

    /** Status line, fields sorted by name, body. */
    String response(RawResponse response, String method) {
        StringBuilder text = new StringBuilder(response.statusLine()).append('\n');
        response.fields().lines().stream()
                .map(line -> line.split(":", 2))
                .filter(field -> !LEFT_OUT.contains(field[0].toLowerCase()))
                .map(field -> field[0] + ": " + value(response, method, field))
                .sorted(String.CASE_INSENSITIVE_ORDER)
                .forEach(line -> text.append(line).append('\n'));
        return text.append('\n').append(text(body(response))).append('\n').toString();
    }

    /** Compressed bodies are compared after decompression: there are many ways to compress the same content. */
    private static String body(RawResponse response) {
        if (!response.fields().hasToken("Content-Encoding", "gzip")
                || response.body().isEmpty()) {
            return response.body();
        }
        byte[] bytes = response.body().getBytes(StandardCharsets.ISO_8859_1);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return "(gzip)\n" + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException notWhole) {
            return response.body();
        }
    }

    private String value(RawResponse response, String method, String[] field) {
        String value = field.length < 2 ? "" : field[1].trim();
        return switch (field[0].toLowerCase()) {
            case "content-length" -> length(response, method, value);
            case "expires" -> expires(response, value);
            default -> text(value);
        };
    }

    /** A correct length is only reported as correct: bodies of two servers may differ in their signature. */
    private String length(RawResponse response, String method, String value) {
        boolean errorPage = method.equals("HEAD") && response.status() >= 300;
        boolean signed = response.body().contains("<center>")
                || response.body().length() != text(response.body()).length();
        boolean right = value.equals(String.valueOf(response.body().length()));
        return errorPage || signed && right ? "(right)" : value;
    }

    /** A time relative to now is written as relative; a time relative to a file is constant. */
    private static String expires(RawResponse response, String value) {
        Optional<ZonedDateTime> date = time(response.field("Date"));
        Optional<ZonedDateTime> expires = time(value);
        if (date.isEmpty() || expires.isEmpty()) {
            return value;
        }
        long seconds = Duration.between(date.get(), expires.get()).toSeconds();
        return Math.abs(seconds) > Duration.ofDays(3000).toSeconds() || isNearFiles(expires.get())
                ? value
                : "Date + " + Math.round(seconds / 5.0) * 5;
    }

    private static boolean isNearFiles(ZonedDateTime time) {
        return Duration.between(Site.MODIFIED, time).abs().toDays() < 30;
    }

    private static Optional<ZonedDateTime> time(String text) {
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeParseException notATime) {
            return Optional.empty();
        }
    }
}
