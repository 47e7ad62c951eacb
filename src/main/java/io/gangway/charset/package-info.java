/** Names the charset of a response and converts its body: {@code charset}, {@code charset_map}. */
package io.gangway.charset;
