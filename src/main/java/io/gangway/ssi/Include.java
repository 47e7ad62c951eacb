package io.gangway.ssi;

import io.gangway.exchange.Exchange;
import io.gangway.http.PercentEncoding;

/**
 * An {@code include virtual="/uri"}: inserts the response of another request here or into a variable.
 *
 * @param uri decoded
 * @param args null without a question mark
 * @param variable the variable for the response; null for the page
 * @param waits whether the commands behind it run after it has ended
 * @param stub what stands for an empty response or an error page; null for nothing
 */
record Include(String uri, String args, String variable, boolean waits, String stub) {
    static Include of(Exchange exchange, SsiCommand ssiCommand) throws SsiException {
        String virtual = ssiCommand.get("virtual");
        String file = ssiCommand.get("file");
        if (virtual != null && file != null) {
            throw new SsiException("inclusion may be either virtual=\"" + virtual + "\" or file=\"" + file + "\"");
        }
        if (virtual == null && file == null) {
            throw new SsiException("no parameter in \"include\" SSI command");
        }
        String variable = ssiCommand.get("set");
        String stub = ssiCommand.get("stub");
        if (variable != null && stub != null) {
            throw new SsiException("\"set\" and \"stub\" cannot be used together in \"include\" SSI command");
        }
        boolean waits = waits(ssiCommand.get("wait"), file) || variable != null || virtual == null;
        String text = ParamText.uri(exchange, virtual == null ? file : virtual);
        int question = text.indexOf('?');
        String uri = safe(text, question < 0 ? text : text.substring(0, question));
        String args = question < 0 ? null : text.substring(question + 1);
        return new Include(uri, args, variable, waits, stub == null ? null : stub(exchange, stub));
    }

    private static boolean waits(String wait, String file) throws SsiException {
        if (wait == null) {
            return false;
        }
        if (file != null) {
            throw new SsiException("\"wait\" cannot be used with file=\"" + file + "\"");
        }
        if (!wait.equalsIgnoreCase("yes") && !wait.equalsIgnoreCase("no")) {
            throw new SsiException("invalid value \"" + wait + "\" in the \"wait\" parameter");
        }
        return wait.equalsIgnoreCase("yes");
    }

    private static String stub(Exchange exchange, String name) throws SsiException {
        String stub = SsiBlocks.of(exchange).get(name);
        if (stub == null) {
            throw new SsiException("\"stub\"=\"" + name + "\" for \"include\" not found");
        }
        return stub;
    }

    /** The decoded path. */
    private static String safe(String text, String path) throws SsiException {
        String uri = PercentEncoding.unescape(path);
        if (uri.isEmpty() || isUnsafe(path) || isUnsafe(uri)) {
            throw new SsiException("unsafe URI \"" + text + "\" was detected");
        }
        return uri;
    }

    private static boolean isUnsafe(String path) {
        return path.indexOf('\0') >= 0 || path.contains("/../") || path.endsWith("/..");
    }
}
