package io.gangway.files;

import io.gangway.http.HttpDate;
import io.gangway.http.PercentEncoding;
import java.time.Instant;
import java.util.List;

/** Writes directory lists as XML and JSON, byte for byte like nginx. Names have one char per byte. */
final class DirectoryEntry {
    private DirectoryEntry() {}

    /** Writes the list for {@code autoindex_format xml}. */
    static String xml(List<DirectoryListing.Entry> entries) {
        StringBuilder out = new StringBuilder("<?xml version=\"1.0\"?>\r\n<list>\r\n");
        for (DirectoryListing.Entry entry : DirectoryListing.sorted(entries)) {
            out.append('<')
                    .append(type(entry))
                    .append(" mtime=\"")
                    .append(Instant.ofEpochSecond(entry.modified()))
                    .append('"');
            if (entry.file()) {
                out.append(" size=\"").append(entry.size()).append('"');
            }
            out.append('>')
                    .append(PercentEncoding.html(entry.name()))
                    .append("</")
                    .append(type(entry))
                    .append(">\r\n");
        }
        return out.append("</list>\r\n").toString();
    }

    /**
     * Writes the list for {@code autoindex_format json} and {@code jsonp}.
     *
     * @param callback the function that takes the list; empty for none
     */
    static String json(List<DirectoryListing.Entry> entries, String callback) {
        StringBuilder out = new StringBuilder();
        if (!callback.isEmpty()) {
            out.append("/* callback */\r\n").append(callback).append('(');
        }
        out.append('[');
        String separator = "\r\n";
        for (DirectoryListing.Entry entry : DirectoryListing.sorted(entries)) {
            out.append(separator).append("{ \"name\":\"");
            escape(out, entry.name());
            out.append("\", \"type\":\"").append(type(entry));
            out.append("\", \"mtime\":\"").append(HttpDate.of(entry.modified())).append('"');
            if (entry.file()) {
                out.append(", \"size\":").append(entry.size());
            }
            out.append(" }");
            separator = ",\r\n";
        }
        return out.append(callback.isEmpty() ? "\r\n]" : "\r\n]);").toString();
    }

    private static String type(DirectoryListing.Entry entry) {
        return entry.directory() ? "directory" : entry.file() ? "file" : "other";
    }

    private static void escape(StringBuilder out, String name) {
        for (char c : name.toCharArray()) {
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(c < 16 ? '0' : '1').append("0123456789ABCDEF".charAt(c & 15));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }
}
