package io.gangway.ssi;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import java.util.ArrayList;
import java.util.List;

/**
 * The blocks of a client's request and of all its subrequests, by name; the first of a name counts. Confined to its
 * loop.
 */
final class SsiBlocks {
    private static final AttachmentKey<SsiBlocks> KEY = new AttachmentKey<>("ssi blocks");

    /** Maximum bytes of all blocks; what exceeds them is left out, so that a backend cannot fill the memory. */
    private static final int MAX = 1 << 20;

    /** What a block takes besides its name and text, about. */
    private static final int OVERHEAD = 128;

    private record Block(String name, StringBuilder text) {}

    private final List<Block> blocks = new ArrayList<>();
    private int size;

    static SsiBlocks of(Exchange x) {
        Exchange main = x.main();
        SsiBlocks blocks = main.get(KEY);
        if (blocks == null) {
            blocks = new SsiBlocks();
            main.put(KEY, blocks);
        }
        return blocks;
    }

    void begin(String name) throws SsiException {
        count(name.length() + OVERHEAD);
        blocks.add(new Block(name, new StringBuilder()));
    }

    /** Appends to the block that began last, of any page, as in nginx. */
    void append(String text) throws SsiException {
        count(text.length());
        blocks.get(blocks.size() - 1).text().append(text);
    }

    private void count(int more) throws SsiException {
        if (size + more > MAX) {
            throw new SsiException("the SSI blocks exceed " + MAX + " bytes");
        }
        size += more;
    }

    /** The text of a block, one char per byte; null without one. */
    String get(String name) {
        for (Block block : blocks) {
            if (block.name().equals(name)) {
                return block.text().toString();
            }
        }
        return null;
    }
}
