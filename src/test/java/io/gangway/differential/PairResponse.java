package io.gangway.differential;

import io.gangway.http.HttpDate;
import io.gangway.testing.RecordedRequest;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A response of a backend, the section {@code backend /path} or {@code backend /path if LINE}: with a line, it is the
 * response to requests with this method or this field. Several sections with the same title are the responses to the
 * first, the second and the next requests; the last one is repeated. In the text {@code %{now-5}} is the time five
 * seconds ago in seconds since 1970, {@code %{date-5}} the same as an HTTP date; the line {@code @close} closes the
 * connection.
 *
 * @param condition null for every request
 * @param text the bytes to send, with placeholders
 */
record PairResponse(String path, String condition, String text, boolean closes) {
    private static final Pattern TIME = Pattern.compile("%\\{(now|date)([+-]\\d+)}");

    /** The interim responses at the beginning. */
    private static final Pattern INTERIM = Pattern.compile("^(HTTP/1.1 10[^1].*?\r\n\r\n)*", Pattern.DOTALL);

    static PairResponse of(String title, List<String> lines) {
        String[] parts = title.split(" if ", 2);
        List<String> text =
                lines.stream().filter(line -> !line.equals("@close")).toList();
        boolean closes = text.size() < lines.size();
        String message = PairText.message(text);
        String head = INTERIM.matcher(message)
                .replaceFirst("")
                .split("\r\n\r\n", 2)[0]
                .toLowerCase();
        boolean delimited = head.contains("content-length:")
                || head.contains("chunked")
                || head.matches("(?s)http/1.. (204|304).*");
        return new PairResponse(parts[0], parts.length == 1 ? null : parts[1], message, closes || !delimited);
    }

    /** Whether this is a response to the request. */
    boolean matches(RecordedRequest request) {
        return path.equals(request.target().replaceFirst("\\?.*", ""))
                && (condition == null
                        || request.head().lines().anyMatch(line -> line.equals(condition))
                        || request.method().equals(condition));
    }

    /** Whether the other is for the same requests. */
    boolean isAlternativeTo(PairResponse other) {
        return path.equals(other.path) && String.valueOf(condition).equals(String.valueOf(other.condition));
    }

    /** The text with its times. */
    String textAt(long seconds) {
        return timed(text, seconds);
    }

    /** A text with its times, relative to that time in seconds since 1970. */
    static String timed(String text, long seconds) {
        return TIME.matcher(text).replaceAll(match -> {
            long time = seconds + Long.parseLong(match.group(2));
            return match.group(1).equals("now") ? String.valueOf(time) : HttpDate.of(time);
        });
    }
}
