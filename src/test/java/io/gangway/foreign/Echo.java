package io.gangway.foreign;

import java.io.IOException;

/** The behaviour of a {@link ForeignServer} in Java for a text message. */
abstract class Echo {
    abstract void text(String words) throws IOException;

    abstract void ping(String words) throws IOException;

    abstract void close(int code, String reason) throws IOException;

    final void receive(String text) throws IOException {
        String[] order = text.split(" ", 2);
        if (order[0].equals("ping")) {
            ping(order[1]);
        } else if (order[0].equals("close")) {
            String[] words = order[1].split(" ", 2);
            close(Integer.parseInt(words[0]), words.length == 1 ? "" : words[1]);
        } else {
            text(text);
        }
    }
}
