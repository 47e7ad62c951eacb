/** {@code charset} and {@code charset_map}: names the charset of an answer and recodes its bytes. */
package io.gangway.charset;
