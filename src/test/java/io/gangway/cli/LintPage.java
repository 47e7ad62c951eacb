package io.gangway.cli;

import io.gangway.lint.LintRules;
import io.gangway.lint.Linter;
import io.gangway.lint.rule.LintRule;
import io.gangway.report.ReportFormat;
import io.gangway.report.RuleText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes {@code docs/lint.md}: how to use the command, with its real output, and all rules with their examples. */
final class LintPage {
    private static final Pattern MARKUP =
            Pattern.compile("\"([^\"]+)\"|(?<![\\w$])(\\$\\w+|[a-z0-9]+(?:_[a-z0-9]+)+)|[*<]");

    private static final String EXAMPLE = """
            server {
                listen 80;
                server_name www.example.com;
                add_header X-Content-Type-Options nosniff;

                location /img {
                    alias /srv/images/;
                    add_header Cache-Control "public, max-age=86400";
                }

                location /chat {
                    proxy_pass http://127.0.0.1:8094;
                    proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection upgrade;
                }
            }
            """;

    private static final String INTRO = """
            # Lint

            `gangway lint` reads an nginx configuration and reports what nginx accepts, but what is unsafe or was hardly meant. It needs no
            running server, and the configuration need not run on Gangway: uwsgi or modules of third parties are no obstacle. Files that
            are included are read too; one that is missing is a note. A file may be a part of a configuration, such as a file of
            `conf.d` with `server` blocks.

            This page is generated from the rules in the code. [check.md](check.md) is about the command that compares a configuration
            with what Gangway supports.

            ```sh
            cat > nginx.conf <<'EOF'
            {example}EOF
            bin/gangway lint nginx.conf
            ```

            ```text
            {text}```

            | option | |
            |---|---|
            | `--format FORMAT` | `text`; `json`; `sarif`, which GitHub, GitLab and others show beside the lines; `github`, workflow commands that become annotations; `errorformat`, one line for each finding, for editors |
            | `--why RULE` | explains a rule, with a bad and a good example |
            | `--rules` | lists the rules |

            The exit status is 0 if nothing was found, 1 if something was, and 2 if the file could not be read. Notes do not count. Colours are
            used on a terminal, unless the environment variable `NO_COLOR` is set.

            ```sh
            bin/gangway lint --format errorformat nginx.conf
            ```

            ```text
            {errorformat}```

            In Vim: `:set makeprg=gangway\\ lint\\ --format\\ errorformat\\ % errorformat=%f:%l:%c:\\ %t%*[^:]:\\ %m`, then `:make`. In a
            workflow of GitHub: `gangway lint --format github nginx.conf`.

            ## Accepted findings

            A comment on the line, or on a line of its own above it, accepts a finding. It names the rule and the reason:

            ```nginx
            location /img {
                # gangway-lint: ignore alias_traversal nothing but images is in the parent directory
                alias /srv/images/;
            }
            ```

            A comment without a reason accepts nothing. Such a comment, one for a rule that does not exist, and one that no longer accepts
            anything are findings of the rule `ignore_comment`.

            ## Rules

            | rule | severity | finds |
            |---|---|---|
            """;

    private LintPage() {}

    static String text() throws IOException {
        StringBuilder page = new StringBuilder(INTRO.replace("{example}", EXAMPLE)
                .replace("{text}", output(ReportFormat.TEXT))
                .replace("{errorformat}", output(ReportFormat.ERRORFORMAT)));
        for (RuleText rule : new Linter(LintRules.all()).texts()) {
            String name = LintRules.find(rule.name()).isPresent()
                    ? "[`" + rule.name() + "`](#" + rule.name() + ")"
                    : "`" + rule.name() + "`";
            page.append("| " + name + " | " + rule.severity().word() + " | " + markdown(rule.summary()) + " |\n");
        }
        LintRules.all().forEach(rule -> page.append(section(rule)));
        return page.toString();
    }

    private static String section(LintRule rule) {
        RuleText text = rule.text();
        return "\n### " + text.name() + "\n\n"
                + Stream.of(text.reason(), "Instead: " + lowerCase(text.remedy()))
                        .map(LintPage::markdown)
                        .collect(Collectors.joining("\n\n"))
                + "\n\n" + example(rule, "bad") + "\nGood:\n\n" + example(rule, "good");
    }

    private static String lowerCase(String sentence) {
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }

    private static String example(LintRule rule, String kind) {
        return "```nginx\n" + LintRules.example(rule, kind) + "```\n";
    }

    private static String output(ReportFormat format) throws IOException {
        Path directory = Files.createTempDirectory("lint");
        Path file = Files.writeString(directory.resolve("nginx.conf"), EXAMPLE);
        String output = format.print(new Linter(LintRules.all()).lint(file.toString()));
        Files.delete(file);
        Files.delete(directory);
        return output.replace(file.toString(), "nginx.conf");
    }

    /** Formats quoted words, names with underscores and variables as code; escapes other mark-up. */
    private static String markdown(String sentences) {
        return MARKUP.matcher(sentences).replaceAll(match -> {
            String code = match.group(1) != null ? match.group(1) : match.group(2);
            return Matcher.quoteReplacement(code == null ? "\\" + match.group() : "`" + code + "`");
        });
    }
}
