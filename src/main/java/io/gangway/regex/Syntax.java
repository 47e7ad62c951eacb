package io.gangway.regex;

import java.util.List;
import java.util.Map;

/**
 * A parsed pattern. Immutable.
 *
 * @param groups number of groups without group 0
 * @param names of the named groups, by number
 * @param numbers of the named groups, by name
 */
record Syntax(RegexNode root, int groups, List<String> names, Map<String, Integer> numbers) {}
