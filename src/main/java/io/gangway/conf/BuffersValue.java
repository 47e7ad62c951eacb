package io.gangway.conf;

/**
 * A number of buffers and their size, as in {@code proxy_buffers 8 4k}.
 *
 * @param count minimum 1
 * @param size of each in bytes, minimum 1
 */
public record BuffersValue(long count, long size) {
    /** Reads the two arguments of a directive. */
    public static BuffersValue read(Node node) {
        long count = NumberValue.parse(node.args().get(0).text()).orElse(0);
        long size = SizeValue.size(node.args().get(1).text()).orElse(0);
        if (count == 0 || size == 0) {
            throw ConfErrors.invalidValue(node);
        }
        return new BuffersValue(count, size);
    }
}
