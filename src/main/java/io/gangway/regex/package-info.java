/**
 * nginx's regular expressions, which are PCRE on bytes. A pattern is parsed once. Most become a program, which a search
 * runs without trying anything twice; patterns with references or lookbehind run on {@code java.util.regex} with a
 * limit. What neither supports is refused by name.
 *
 * <p>RE2/J does not fit: it has no lookahead, no end before a final newline ({@code $}), and it captures differently in
 * loops whose iterations may be empty.
 */
package io.gangway.regex;
