package io.gangway.conf;

import java.util.List;

/** Prints directives as a configuration that reads back to the same words. */
public final class Printer {
    private static final String INDENT = "    ";

    private final StringBuilder out = new StringBuilder();

    private Printer() {}

    /** The directives, indented by four spaces per level, each line terminated. */
    public static String print(List<Node> nodes) {
        Printer printer = new Printer();
        printer.block(nodes, "");
        return printer.out.toString();
    }

    /** One word, in quotes if it was written so or needs them. */
    public static String print(Word word) {
        return inQuotes(word) ? quote(word.text()) : word.text();
    }

    private void block(List<Node> nodes, String indent) {
        for (Node node : nodes) {
            out.append(indent);
            if (node.gangway()) {
                out.append("#gangway ");
            }
            words(node.words());
            if (node.block() == null) {
                out.append(";\n");
                continue;
            }
            out.append(" {\n");
            block(node.block(), indent + INDENT);
            out.append(indent).append("}\n");
        }
    }

    private void words(List<Word> words) {
        boolean first = true;
        boolean afterQuotes = false;
        for (Word word : words) {
            String text = print(word);
            boolean closesCondition = afterQuotes && text.startsWith(")");
            out.append(first || closesCondition ? "" : " ").append(text);
            first = false;
            afterQuotes = inQuotes(word);
        }
    }

    private static boolean inQuotes(Word word) {
        return word.quoted() || needsQuotes(word.text());
    }

    private static boolean needsQuotes(String text) {
        if (text.isEmpty() || "\"'#}".indexOf(text.charAt(0)) >= 0) {
            return true;
        }
        boolean dollar = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (plainBackslash(text, i)) {
                i++;
                dollar = false;
                continue;
            }
            if (" \t\r\n;\\".indexOf(c) >= 0 || (c == '{' && !dollar)) {
                return true;
            }
            dollar = c == '$' || c == '{';
        }
        return false;
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\\' -> quoted.append(plainBackslash(text, i) ? "\\" : "\\\\");
                default -> quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** Whether the reader would keep this backslash, as in {@code \.} of a regular expression. */
    private static boolean plainBackslash(String text, int i) {
        return text.charAt(i) == '\\' && i + 1 < text.length() && "\"'\\trn \r\n\t".indexOf(text.charAt(i + 1)) < 0;
    }
}
