package io.gangway.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads examples from the pages in {@code docs}. */
final class Manual {
    private Manual() {}

    /** The code block of a page in this language that contains this text. */
    static String block(String page, String language, String text) throws IOException {
        Matcher blocks =
                Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(Files.readString(Path.of("docs", page)));
        while (blocks.find()) {
            if (blocks.group(1).contains(text)) {
                return blocks.group(1);
            }
        }
        throw new IllegalArgumentException("docs/" + page + " has no " + language + " with: " + text);
    }
}
