/**
 * nginx's regular expressions, which are PCRE on bytes. A pattern is read once. Most become a program that a search runs
 * without trying anything twice; what has references or lookbehind runs on {@code java.util.regex}, and its work has a limit.
 * What neither has is refused by name.
 *
 * <p>There is no library for it: RE2/J has neither lookahead nor an end before a last newline ({@code $}), and captures
 * otherwise in loops whose turns may be empty.
 */
package io.gangway.regex;
