package io.gangway.content;

import java.util.Locale;
import java.util.Map;

/**
 * {@code types} and {@code default_type}.
 *
 * @param byExtension content types by extension, in lower case
 * @param byDefault for all other extensions; empty for none
 */
public record Types(Map<String, String> byExtension, String byDefault) {
    /**
     * The content type for a uri, or an empty string. A name whose only dot is its first character has no extension.
     */
    public String of(String uri) {
        int slash = uri.lastIndexOf('/');
        int dot = uri.lastIndexOf('.');
        if (dot <= slash + 1 || dot < 2 || dot == uri.length() - 1) {
            return byDefault;
        }
        String extension = uri.substring(dot + 1);
        String type = byExtension.get(extension);
        return type != null ? type : byExtension.getOrDefault(extension.toLowerCase(Locale.ROOT), byDefault);
    }
}
