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
            } else if (text.startsWith("--", at)) {
                int level = level(at + 2);
                at = level < 0 ? after("\n", at) : endOfLongString(at + 2, level);
            } else if (level(at) >= 0) {
                at = endOfLongString(at, level(at));
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

    /** The number of equals signs in the long bracket that opens here, as in {@code [==[}; -1 if there is none. */
    private int level(int from) {
        if (from >= limit || text.charAt(from) != '[') {
            return -1;
        }
        int at = from + 1;
        while (at < limit && text.charAt(at) == '=') {
            at++;
        }
        return at < limit && text.charAt(at) == '[' ? at - from - 1 : -1;
    }

    private int endOfLongString(int from, int level) {
        return after("]" + "=".repeat(level) + "]", from);
    }

    /** A string ends with its line, unless the line end is escaped: an error in Lua must not hide what follows the block. */
    private int endOfString(int from, char quote) {
        int at = from + 1;
        while (at < limit && text.charAt(at) != quote && text.charAt(at) != '\n') {
            at = text.charAt(at) == '\\' ? afterEscape(at + 1) : at + 1;
        }
        return Math.min(at + 1, limit);
    }

    /** An escaped line end may have two characters; after a {@code z} all blanks belong to the escape. */
    private int afterEscape(int from) {
        if (text.startsWith("\r\n", from)) {
            return from + 2;
        }
        int at = from + 1;
        if (text.startsWith("z", from)) {
            while (at < limit && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
        return at;
    }

    private int after(String end, int from) {
        int found = text.indexOf(end, from);
        return found < 0 ? limit : Math.min(found + end.length(), limit);
    }
}
