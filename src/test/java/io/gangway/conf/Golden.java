package io.gangway.conf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One golden file: a configuration, a dashed line, what is expected of it.
 *
 * <p>The input may hold more files behind lines {@code ==== NAME}; with {@code ==== -g} as first line it is the argument of
 * {@code -g}. {@code <CR>}, {@code <TAB>}, {@code <BOM>}, {@code <xN>} (N times x) and {@code <END>} (nothing more, not even a
 * line feed) stand for what an editor would hide.
 *
 * <p>The expected tree has one line per directive: {@code LINE:COLUMN}, behind a file name unless it is the main file, and the
 * words; {@code (ends N)} when the last line is another; {@code <unfinished>} in the place of a closing brace that was not
 * read. Then {@code error:} and {@code hint:}.
 */
final class Golden {
    private static final String MAIN = "nginx.conf";
    private static final Pattern MARK = Pattern.compile("<(CR|TAB|BOM|x(\\d+)|END)>");

    private final String input;
    private final String expected;

    private Golden(String input, String expected) {
        this.input = input;
        this.expected = expected;
    }

    static Golden read(Path path) throws IOException {
        String text = Files.readString(path, StandardCharsets.ISO_8859_1);
        String[] parts = text.split("(?m)^----\n", 2);
        return new Golden(parts[0], parts.length > 1 ? parts[1] : "");
    }

    String input() {
        return input;
    }

    String expected() {
        return expected;
    }

    /** Writes the files to a folder, reads them and answers what came out. */
    String run(Path directory) throws IOException {
        String[] parts = ("==== " + MAIN + "\n" + input).split("(?m)^==== ");
        boolean commandLine = parts[2 < parts.length ? 2 : 1].startsWith("-g\n");
        for (int i = 1; i < parts.length; i++) {
            int end = parts[i].indexOf('\n');
            Path file = directory.resolve(parts[i].substring(0, end));
            Files.createDirectories(file.getParent());
            Files.writeString(file, expand(parts[i].substring(end + 1)), StandardCharsets.ISO_8859_1);
        }
        String prefix = directory + "/";
        Tree tree = commandLine
                ? Parser.commandLine(
                        Files.readString(directory.resolve("-g"), StandardCharsets.ISO_8859_1)
                                .strip(),
                        prefix)
                : Parser.file(prefix + MAIN);
        return print(tree).replace(prefix, "");
    }

    private static String expand(String text) {
        Matcher marks = MARK.matcher(text);
        StringBuilder out = new StringBuilder();
        while (marks.find()) {
            String mark = marks.group(1);
            if (mark.equals("END")) {
                marks.appendReplacement(out, "");
                return out.toString();
            }
            marks.appendReplacement(
                    out,
                    switch (mark) {
                        case "CR" -> "\r";
                        case "TAB" -> "\t";
                        case "BOM" -> "\u00ef\u00bb\u00bf";
                        default -> "x".repeat(Integer.parseInt(marks.group(2)));
                    });
        }
        return marks.appendTail(out).toString();
    }

    private static String print(Tree tree) {
        StringBuilder out = new StringBuilder();
        nodes(tree.nodes(), "", out);
        if (tree.failure() != null) {
            out.append("error: ").append(tree.failure().getMessage()).append('\n');
            if (tree.failure().hint() != null) {
                out.append("hint: ").append(tree.failure().hint()).append('\n');
            }
        }
        return out.toString();
    }

    private static void nodes(List<Node> nodes, String indent, StringBuilder out) {
        for (Node node : nodes) {
            Position at = node.position();
            boolean main = at.file().endsWith("/" + MAIN);
            out.append(indent).append(main ? "" : at.file() + ":").append(at.line() + ":" + at.column());
            out.append(node.gangway() ? " #gangway" : "");
            node.words().forEach(word -> out.append(' ').append(word(word)));
            out.append(node.block() == null ? ";" : " {");
            out.append(
                    node.end().line() == at.line()
                            ? "\n"
                            : " (ends " + node.end().line() + ")\n");
            if (node.block() != null) {
                nodes(node.block(), indent + "  ", out);
                Position close = node.close();
                String end = close == null ? "<unfinished>" : close.line() + ":" + close.column() + " }";
                out.append(indent).append(end).append('\n');
            }
        }
    }

    private static String word(Word word) {
        String text = word.text()
                .replace("\r", "<CR>")
                .replace("\t", "<TAB>")
                .replace("\n", "<LF>")
                .replaceAll("x{100,}", "xxx...");
        return word.quoted() ? "\"" + text + "\"" : text;
    }
}
