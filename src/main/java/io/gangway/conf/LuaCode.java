package io.gangway.conf;

/**
 * Lua code inside of a configuration, as the Lua module for nginx reads it: nothing but the end of its block matters.
 */
record LuaCode(String text, int limit) {
    /** The index of the brace that closes the block which begins before {@code from}; the limit when there is none. */
    int end(int from) {
        int depth = 1;
        int at = from;
        while (at < limit) {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                at = endOfString(at, c);
            } else if (text.startsWith("--[[", at)) {
                at = after("]]", at);
            } else if (text.startsWith("--", at)) {
                at = after("\n", at);
            } else if (text.startsWith("[[", at)) {
                at = after("]]", at);
            } else {
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                if (depth == 0) {
                    return at;
                }
                at++;
            }
        }
        return limit;
    }

    private int endOfString(int from, char quote) {
        int at = from + 1;
        while (at < limit && text.charAt(at) != quote) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, limit);
    }

    private int after(String end, int from) {
        int found = text.indexOf(end, from);
        return found < 0 ? limit : Math.min(found + end.length(), limit);
    }
}
