/**
 * nginx's regular expressions, which are PCRE on bytes, run on {@code java.util.regex}. Patterns are translated once; what
 * cannot be translated is refused by name. The work of one match is bounded.
 */
package io.gangway.regex;
