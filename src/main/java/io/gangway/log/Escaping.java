package io.gangway.log;

/** The escaping of the values of variables: {@code escape=} of {@code log_format}. */
enum Escaping {
    /** Quotes, backslashes, control characters and non-ASCII characters as {@code \xXX}; a dash for a missing value. */
    DEFAULT {
        @Override
        void write(Line line, String value) {
            if (value == null) {
                line.add('-');
                return;
            }
            if (isPlain(value)) {
                line.add(value);
                return;
            }
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (isPlain(c)) {
                    line.add(c);
                } else {
                    line.add('\\').add('x').add(HEX.charAt(c >> 4 & 0xf)).add(HEX.charAt(c & 0xf));
                }
            }
        }
    },

    /** As in a JSON string; nothing for a missing value. */
    JSON {
        @Override
        void write(Line line, String value) {
            if (value == null) {
                return;
            }
            for (int i = 0; i < value.length(); i++) {
                json(line, value.charAt(i));
            }
        }
    },

    /** Unchanged; nothing for a missing value. */
    NONE {
        @Override
        void write(Line line, String value) {
            if (value != null) {
                line.add(value);
            }
        }
    };

    private static final String HEX = "0123456789ABCDEF";

    /** Writes a value; null for a variable without one. */
    abstract void write(Line line, String value);

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!isPlain(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }

    private static void json(Line line, char c) {
        switch (c) {
            case '"', '\\' -> line.add('\\').add(c);
            case '\n' -> line.add("\\n");
            case '\r' -> line.add("\\r");
            case '\t' -> line.add("\\t");
            case '\b' -> line.add("\\b");
            case '\f' -> line.add("\\f");
            default -> {
                if (c < ' ') {
                    line.add("\\u00").add(HEX.charAt(c >> 4)).add(HEX.charAt(c & 0xf));
                } else {
                    line.add(c);
                }
            }
        }
    }
}
