package io.gangway.lint;

import io.gangway.conf.Position;
import io.gangway.conf.SourceFile;
import io.gangway.report.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comment that accepts a finding: {@code # gangway-lint: ignore RULE reason}. On a line of its own it is for the next
 * line that has a directive.
 *
 * @param position of its {@code #}
 * @param rule the name of the rule; empty when missing
 * @param reason why the finding is accepted; empty when missing
 * @param line the line whose findings it accepts
 */
record IgnoreComment(Position position, String rule, String reason, int line) {
    private static final Pattern COMMENT = Pattern.compile("#\\s*gangway-lint:\\s*ignore\\b[ \\t]*(\\S*)[ \\t]*(.*)");

    /** The comments of a file, in order. */
    static List<IgnoreComment> of(SourceFile file) {
        List<String> lines = file.text().lines().toList();
        List<IgnoreComment> comments = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            Matcher comment = COMMENT.matcher(lines.get(at));
            if (comment.find()) {
                boolean alone = lines.get(at).substring(0, comment.start()).isBlank();
                comments.add(new IgnoreComment(
                        new Position(file.path(), at + 1, comment.start() + 1),
                        comment.group(1),
                        comment.group(2).strip(),
                        alone ? nextDirective(lines, at + 1) + 1 : at + 1));
            }
        }
        return comments;
    }

    private static int nextDirective(List<String> lines, int from) {
        int at = from;
        while (at < lines.size() && lines.get(at).strip().matches("(#.*)?")) {
            at++;
        }
        return at;
    }

    /** Whether it accepts a finding. Without a reason it accepts none. */
    boolean accepts(Finding finding) {
        return !reason.isEmpty()
                && rule.equals(finding.rule())
                && finding.line() == line
                && finding.file().equals(Finding.printable(position.file()));
    }
}
