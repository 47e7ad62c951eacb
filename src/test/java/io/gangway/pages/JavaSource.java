package io.gangway.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java block of a page: a complete file.
 *
 * @param className the simple name of its class
 * @param text the unchanged text
 * @param configuration the {@code nginx.conf} above it on the page; null without one
 */
record JavaSource(String className, String text, String configuration) {
    private static final Pattern TYPE = Pattern.compile("(?m)^(?:public )?(?:class|record|interface) (\\w+)");

    /** All Java blocks of a page, in order. */
    static List<JavaSource> of(Page page) {
        List<JavaSource> sources = new ArrayList<>();
        String configuration = null;
        for (Page.Block block : page.blocks()) {
            if (block.language().equals("nginx")) {
                configuration = block.text();
            } else if (block.language().equals("java")) {
                sources.add(new JavaSource(className(block), block.text(), configuration));
            }
        }
        return sources;
    }

    private static String className(Page.Block block) {
        Matcher type = TYPE.matcher(block.text());
        if (!type.find()) {
            throw new IllegalArgumentException("line " + block.line() + ": no class");
        }
        return type.group(1);
    }
}
