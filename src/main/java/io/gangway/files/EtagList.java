package io.gangway.files;

/** Searches the lists of {@code If-Match} and {@code If-None-Match} (RFC 9110, section 13.1) as nginx does. */
final class EtagList {
    private EtagList() {}

    /**
     * Whether the list contains the tag.
     *
     * @param etag of the response, or null
     * @param weak whether {@code W/} is ignored
     */
    static boolean has(String list, String etag, boolean weak) {
        if (list.equals("*")) {
            return true;
        }
        if (etag == null) {
            return false;
        }
        String tag = weak && etag.length() > 2 && etag.startsWith("W/") ? etag.substring(2) : etag;
        int at = 0;
        int end = list.length();
        while (at < end) {
            if (weak && end - at > 2 && list.startsWith("W/", at)) {
                at += 2;
            }
            if (tag.length() > end - at) {
                return false;
            }
            if (list.startsWith(tag, at)) {
                at = skip(list, at + tag.length(), " \t");
                if (at == end || list.charAt(at) == ',') {
                    return true;
                }
            }
            int comma = list.indexOf(',', at);
            at = comma < 0 ? end : skip(list, comma, " \t,");
        }
        return false;
    }

    private static int skip(String list, int from, String blanks) {
        int at = from;
        while (at < list.length() && blanks.indexOf(list.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
