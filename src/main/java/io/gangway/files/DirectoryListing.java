package io.gangway.files;

import io.gangway.content.Producer;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.http.PercentEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Writes the HTML page of a directory list, byte for byte like nginx. */
final class DirectoryListing implements Producer {
    /**
     * A line of the page.
     *
     * @param name one char per byte
     * @param file whether it is a regular file
     * @param modified in seconds since 1970
     */
    record Entry(String name, boolean directory, boolean file, long size, long modified) {
        /** Describes a file; for a broken link, the link itself. */
        static Entry of(String name, FileFacts facts) {
            if (facts.exists()) {
                return new Entry(
                        name, facts.isDirectory(), facts.kind() == FileFacts.Kind.FILE, facts.size(), facts.modified());
            }
            try {
                BasicFileAttributes link =
                        Files.readAttributes(facts.file(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                return new Entry(
                        name, false, false, link.size(), link.lastModifiedTime().toMillis() / 1000);
            } catch (IOException e) {
                // It was removed while the directory was read.
                return new Entry(name, false, false, 0, 0);
            }
        }
    }

    private static final int NAME_WIDTH = 50;
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final Comparator<Entry> DIRECTORIES_FIRST =
            Comparator.comparing((Entry e) -> !e.directory()).thenComparing(Entry::name);

    private final String uri;
    private final List<Entry> entries;
    private final Response response;
    private final boolean exactSize;
    private final ZoneId zone;

    DirectoryListing(String uri, List<Entry> entries, Response response, boolean exactSize, boolean localtime) {
        this.uri = uri;
        this.entries = sorted(entries);
        this.response = response;
        this.exactSize = exactSize;
        zone = localtime ? ZoneId.systemDefault() : ZoneOffset.UTC;
    }

    static List<Entry> sorted(List<Entry> entries) {
        return entries.stream().sorted(DIRECTORIES_FIRST).toList();
    }

    /** Writes the page as late as this, because the width of names depends on the charset that a filter sets. */
    @Override
    public void start(Sink sink) {
        byte[] page = page("utf-8".equalsIgnoreCase(response.charset())).getBytes(StandardCharsets.ISO_8859_1);
        sink.write(RetainableByteBuffer.wrap(ByteBuffer.wrap(page)), Sink.Mark.LAST);
    }

    @Override
    public void writable() {}

    @Override
    public void cancel(Throwable cause) {}

    String page(boolean utf8) {
        String title = PercentEncoding.html(uri);
        StringBuilder out = new StringBuilder()
                .append("<html>\r\n<head><title>Index of ")
                .append(title)
                .append("</title></head>\r\n<body>\r\n<h1>Index of ")
                .append(title)
                .append("</h1><hr><pre><a href=\"../\">../</a>\r\n");
        for (Entry entry : entries) {
            line(out, entry, utf8);
        }
        return out.append("</pre><hr></body>\r\n</html>\r\n").toString();
    }

    private void line(StringBuilder out, Entry entry, boolean utf8) {
        String slash = entry.directory() ? "/" : "";
        out.append("<a href=\"")
                .append(PercentEncoding.uriComponent(entry.name()))
                .append(slash)
                .append("\">");
        int length = utf8 ? Utf8Text.length(entry.name()) : entry.name().length();
        if (length > NAME_WIDTH) {
            out.append(PercentEncoding.html(first(entry.name(), NAME_WIDTH - 3, utf8)))
                    .append("..&gt;</a>");
        } else {
            out.append(PercentEncoding.html(entry.name()));
            if (entry.directory() && length < NAME_WIDTH) {
                out.append('/');
                length++;
            }
            out.append("</a>").append(" ".repeat(NAME_WIDTH - length));
        }
        out.append(' ');
        time(out, entry.modified());
        out.append(exactSize ? exact(entry) : rounded(entry)).append("\r\n");
    }

    private static String first(String name, int characters, boolean utf8) {
        return utf8 ? name.substring(0, Utf8Text.end(name, characters)) : name.substring(0, characters);
    }

    private void time(StringBuilder out, long seconds) {
        ZonedDateTime time = Instant.ofEpochSecond(seconds).atZone(zone);
        int month = 3 * (time.getMonthValue() - 1);
        twoDigits(out, time.getDayOfMonth()).append('-').append(MONTHS, month, month + 3);
        out.append('-').append(time.getYear()).append(' ');
        twoDigits(out, time.getHour()).append(':');
        twoDigits(out, time.getMinute()).append(' ');
    }

    private static StringBuilder twoDigits(StringBuilder out, int number) {
        return out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private static String exact(Entry entry) {
        return padded(entry.directory() ? "-" : Long.toString(entry.size()), 19);
    }

    /** Rounded to the nearest unit; sizes below 10,000 bytes are not rounded. */
    private static String rounded(Entry entry) {
        long size = entry.size();
        if (entry.directory()) {
            return padded("-", 7);
        }
        if (size > (1L << 30) - 1) {
            return padded(((size + (1L << 29)) >> 30) + "G", 7);
        }
        if (size > (1L << 20) - 1) {
            return padded(((size + (1L << 19)) >> 20) + "M", 7);
        }
        return padded(size > 9999 ? ((size + 512) >> 10) + "K" : Long.toString(size), 7);
    }

    private static String padded(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
