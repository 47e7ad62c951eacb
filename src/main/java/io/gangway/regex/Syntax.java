package io.gangway.regex;

import java.util.List;
import java.util.Map;

/**
 * A pattern, read. Immutable.
 *
 * @param groups group 0 not counted
 * @param names of named groups, in the order of their numbers
 * @param numbers of named groups, by name
 */
record Syntax(RegexNode root, int groups, List<String> names, Map<String, Integer> numbers) {}
