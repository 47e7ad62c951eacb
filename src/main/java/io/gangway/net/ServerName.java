package io.gangway.net;

import io.gangway.regex.Regex;

/**
 * One word of {@code server_name}.
 *
 * @param text in lower case; {@code *.example.com}, {@code .example.com}, {@code www.example.*}, a plain name, or a pattern
 * @param regex for {@code ~pattern}, else null
 */
public record ServerName(String text, Regex regex) {
    /** As {@code $server_name} shows it: a leading dot or the tilde is kept as nginx does. */
    public String display() {
        return regex != null ? text : text.startsWith(".") ? text.substring(1) : text;
    }
}
