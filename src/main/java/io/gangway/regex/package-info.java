/**
 * nginx's regular expressions, which are PCRE on bytes. Most patterns become a program whose search takes linear time.
 * Patterns with back references or lookbehind run on {@code java.util.regex} with a limit on its work. What neither
 * supports is refused with an error that names it.
 *
 * <p>No library fits: RE2/J has no lookahead and no {@code $} before a final newline, and it captures differently in
 * loops that may match the empty string.
 */
package io.gangway.regex;
