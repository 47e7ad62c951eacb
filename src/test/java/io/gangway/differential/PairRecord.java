package io.gangway.differential;

import io.gangway.testing.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The results of nginx for the requests of one {@link PairFile}: a first line that names the version, then a section
 * for each request, with its {@link RecordText}.
 *
 * @param version the version of nginx
 * @param texts by the name of the request, in the order of the requests
 */
record PairRecord(Version version, Map<String, String> texts) {
    private static final String SECTION = "--- request ";
    private static final Pattern FIRST_LINE = Pattern.compile("# Recorded from nginx (\\d+\\.\\d+\\.\\d+)\\.");

    /** Reads a file that {@link #write} wrote. */
    static PairRecord read(Path path) throws IOException {
        String[] sections = Files.readString(path, StandardCharsets.US_ASCII).split("(?m)^" + SECTION);
        Matcher first = FIRST_LINE.matcher(sections[0].strip());
        if (!first.matches()) {
            throw new IllegalArgumentException(
                    path + " begins with: " + sections[0] + " (expected: " + FIRST_LINE + ")");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 1; i < sections.length; i++) {
            String[] section = sections[i].split("\n", 2);
            texts.put(section[0], section[1]);
        }
        return new PairRecord(Version.of(first.group(1)), texts);
    }

    void write(Path path) throws IOException {
        StringBuilder text = new StringBuilder("# Recorded from nginx " + version + ".\n");
        texts.forEach(
                (name, each) -> text.append(SECTION).append(name).append('\n').append(each));
        Files.writeString(path, text, StandardCharsets.US_ASCII);
    }
}
