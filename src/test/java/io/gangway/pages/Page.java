package io.gangway.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation and its code blocks.
 *
 * @param name the path in the checkout, for example {@code docs/dev.md}
 * @param blocks the code blocks in order
 */
record Page(String name, List<Block> blocks) {
    private static final Pattern FENCE = Pattern.compile(" {0,3}```([a-z]*)");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s+)# .*$");
    private static final Pattern HERE_DOCUMENT = Pattern.compile("<<-?'?([A-Z]+)'?");

    /**
     * A code block.
     *
     * @param language the language after the fence; empty for an indented block
     */
    record Block(String language, int line, List<String> lines) {
        String text() {
            return String.join("\n", lines) + "\n";
        }
    }

    static Page read(String name) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(name));
        List<Block> blocks = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            var fence = FENCE.matcher(lines.get(at));
            boolean fenced = fence.matches();
            int from = fenced ? at + 1 : at;
            int to = from;
            while (to < lines.size()
                    && (fenced ? !isFence(lines.get(to)) : lines.get(to).startsWith("    "))) {
                to++;
            }
            if (fenced || to > from) {
                blocks.add(new Block(fenced ? fence.group(1) : "", from + 1, lines.subList(from, to)));
                at = to;
            }
        }
        return new Page(name, blocks);
    }

    private static boolean isFence(String line) {
        return FENCE.matcher(line).matches();
    }

    /** All pages of the checkout. */
    static List<Page> all() throws IOException {
        List<Page> pages = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(""), 3)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.startsWith("target") && !file.startsWith("CHANGELOG.md"))
                    .sorted()
                    .toList()) {
                pages.add(read(file.toString()));
            }
        }
        return pages;
    }

    /** The blocks of one language. */
    List<Block> blocks(String language) {
        return blocks.stream()
                .filter(block -> block.language().equals(language))
                .toList();
    }

    /**
     * The commands of the {@code sh} blocks, in order; continued lines and here-documents are part of their command.
     */
    List<String> commands() {
        List<String> commands = new ArrayList<>();
        for (Block block : blocks("sh")) {
            for (int at = 0; at < block.lines().size(); at++) {
                StringBuilder command = new StringBuilder(block.lines().get(at));
                var here = HERE_DOCUMENT.matcher(command);
                String end = here.find() ? here.group(1) : null;
                while (end == null
                        ? command.toString().endsWith("\\")
                        : !block.lines().get(at).equals(end)) {
                    at++;
                    command.append('\n').append(block.lines().get(at));
                }
                if (!bare(command.toString()).isEmpty()) {
                    commands.add(command.toString());
                }
            }
        }
        return commands;
    }

    /** A command without its comment. */
    static String bare(String command) {
        return COMMENT.matcher(command).replaceFirst("").strip();
    }
}
