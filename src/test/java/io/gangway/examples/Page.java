package io.gangway.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page shows to be copied.
 *
 * @param blocks in the order of the page
 */
record Page(String name, List<Block> blocks) {
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");
    private static final Pattern TYPE = Pattern.compile("(?m)^(?:public )?(?:class|record|interface) (\\w+)");

    /** A block, to the byte. */
    record Block(String language, String text) {
        /** The class of a block in Java. */
        String className() {
            Matcher type = TYPE.matcher(text);
            if (!type.find()) {
                throw new IllegalArgumentException("no class: " + text);
            }
            return type.group(1);
        }
    }

    /** A page of {@code docs}. */
    static Page of(String name) throws IOException {
        return of(Path.of("docs", name));
    }

    static Page of(Path file) throws IOException {
        List<Block> blocks = FENCED.matcher(Files.readString(file))
                .results()
                .map(match -> new Block(match.group(1), match.group(2)))
                .toList();
        return new Page(file.getFileName().toString(), blocks);
    }

    List<Block> in(String language) {
        return blocks.stream().filter(block -> block.language().equals(language)).toList();
    }

    /** The configuration that a reader has before that class: the last one above it. */
    String configurationOf(String className) {
        String last = null;
        for (Block block : blocks) {
            if (block.language().equals("nginx")) {
                last = block.text();
            } else if (block.language().equals("java") && block.className().equals(className)) {
                return last;
            }
        }
        throw new IllegalArgumentException(name + " has no class " + className);
    }
}
