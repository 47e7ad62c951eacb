package io.gangway.regex;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * A translated pattern.
 *
 * @param groups group 0 not counted
 * @param names group numbers by name, ordered by number
 */
record Translation(Pattern pattern, int groups, Map<String, Integer> names) {}
