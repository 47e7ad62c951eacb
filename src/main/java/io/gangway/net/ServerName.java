package io.gangway.net;

import io.gangway.regex.Regex;

/**
 * One argument of {@code server_name}.
 *
 * @param text in lower case: {@code *.example.com}, {@code .example.com}, {@code www.example.*}, a plain name or a
 *     pattern
 * @param regex for {@code ~pattern}, else null
 */
public record ServerName(String text, Regex regex) {
    /** The name as in {@code $server_name}: without a leading dot; a pattern keeps its tilde. */
    public String display() {
        return regex != null ? text : text.startsWith(".") ? text.substring(1) : text;
    }
}
