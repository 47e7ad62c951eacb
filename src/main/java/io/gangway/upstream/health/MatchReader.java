package io.gangway.upstream.health;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.Node;
import io.gangway.conf.Word;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Variable;
import io.gangway.regex.Regex;
import io.gangway.upstream.health.ResponseMatch.Range;
import java.util.ArrayList;
import java.util.List;

/** Reads the lines of a {@code match}. */
final class MatchReader {
    private static final int MAX_STATUS = 999;

    private final DirectiveArguments block;
    private final List<ResponseMatch.Status> statuses = new ArrayList<>();
    private final List<ResponseMatch.Header> headers = new ArrayList<>();
    private final List<ResponseMatch.Body> bodies = new ArrayList<>();
    private final List<Variable> required = new ArrayList<>();

    private MatchReader(DirectiveArguments block) {
        this.block = block;
    }

    static ResponseMatch read(DirectiveArguments r) {
        MatchReader reader = new MatchReader(r);
        for (Node line : r.node().block()) {
            reader.line(line);
        }
        return new ResponseMatch(
                List.copyOf(reader.statuses),
                List.copyOf(reader.headers),
                List.copyOf(reader.bodies),
                List.copyOf(reader.required));
    }

    private void line(Node line) {
        if (line.block() != null) {
            throw ConfErrors.at(line, "unexpected \"{\"");
        }
        List<String> words = line.args().stream().map(Word::text).toList();
        switch (line.name()) {
            case "status" -> status(line, words);
            case "header" -> header(line, words);
            case "body" -> body(line, words);
            case "require" -> require(line, words);
            default -> throw ConfErrors.at(line, "unknown directive \"" + line.name() + "\"");
        }
    }

    private static RuntimeException wrongNumber(Node line) {
        return ConfErrors.argumentCount(line);
    }

    private static RuntimeException invalid(Node line, String word) {
        return ConfErrors.invalidParameter(line, word);
    }

    private void status(Node line, List<String> words) {
        boolean not = !words.isEmpty() && words.get(0).equals("!");
        List<String> values = not ? words.subList(1, words.size()) : words;
        if (values.isEmpty()) {
            throw wrongNumber(line);
        }
        statuses.add(new ResponseMatch.Status(
                values.stream().map(word -> range(line, word)).toList(), not));
    }

    private static Range range(Node line, String word) {
        if (!word.matches("[0-9]{3}(-[0-9]{3})?")) {
            throw invalid(line, word);
        }
        int first = Integer.parseInt(word.substring(0, 3));
        int last = word.length() == 3 ? first : Integer.parseInt(word.substring(4));
        if (first > last || last > MAX_STATUS) {
            throw invalid(line, word);
        }
        return new Range(first, last);
    }

    private void header(Node line, List<String> words) {
        switch (words.size()) {
            case 1 -> headers.add(new ResponseMatch.Header(words.get(0), null, null, false));
            case 2 -> {
                if (!words.get(0).equals("!")) {
                    throw invalid(line, words.get(0));
                }
                headers.add(new ResponseMatch.Header(words.get(1), null, null, true));
            }
            case 3 -> headers.add(compared(line, words.get(0), words.get(1), words.get(2)));
            default -> throw wrongNumber(line);
        }
    }

    private ResponseMatch.Header compared(Node line, String name, String operator, String value) {
        return switch (operator) {
            case "=" -> new ResponseMatch.Header(name, value, null, false);
            case "!=" -> new ResponseMatch.Header(name, value, null, true);
            case "~" -> new ResponseMatch.Header(name, null, regex(line, value), false);
            case "!~" -> new ResponseMatch.Header(name, null, regex(line, value), true);
            default -> throw invalid(line, operator);
        };
    }

    private void body(Node line, List<String> words) {
        if (words.size() != 2) {
            throw wrongNumber(line);
        }
        switch (words.get(0)) {
            case "~" -> bodies.add(new ResponseMatch.Body(regex(line, words.get(1)), false));
            case "!~" -> bodies.add(new ResponseMatch.Body(regex(line, words.get(1)), true));
            default -> throw invalid(line, words.get(0));
        }
    }

    private Regex regex(Node line, String pattern) {
        return block.at(line).regex(pattern, false);
    }

    private void require(Node line, List<String> words) {
        if (words.isEmpty()) {
            throw wrongNumber(line);
        }
        for (String word : words) {
            if (!word.startsWith("$") || word.length() == 1) {
                throw ConfErrors.at(line, "invalid variable name \"" + word + "\"");
            }
            required.add(block.context().variables().refer(word.substring(1), line.end()));
        }
    }
}
