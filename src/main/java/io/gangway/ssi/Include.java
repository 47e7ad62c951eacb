package io.gangway.ssi;

import io.gangway.exchange.Exchange;
import io.gangway.http.PercentEncoding;
import java.util.List;

/**
 * An {@code include virtual="/uri"}: inserts the response of another request here or into a variable.
 *
 * @param uri decoded
 * @param args null without a question mark
 * @param variable the variable for the response; null for the page
 */
record Include(String uri, String args, String variable) {
    private static final List<String> KNOWN = List.of("virtual", "file", "wait", "set", "stub");

    static Include of(Exchange exchange, SsiCommand ssiCommand) throws SsiException {
        ssiCommand.check(null, KNOWN);
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
        checkWait(ssiCommand.get("wait"), file);
        Include include = parse(ParamText.uri(exchange, virtual == null ? file : virtual), variable);
        if (stub != null) {
            throw new SsiException("\"stub\"=\"" + stub + "\" for \"include\" not found");
        }
        return include;
    }

    /** Only validates the parameter: we always wait, as the rest of the page comes later anyway. */
    private static void checkWait(String wait, String file) throws SsiException {
        if (wait == null) {
            return;
        }
        if (file != null) {
            throw new SsiException("\"wait\" cannot be used with file=\"" + file + "\"");
        }
        if (!wait.equalsIgnoreCase("yes") && !wait.equalsIgnoreCase("no")) {
            throw new SsiException("invalid value \"" + wait + "\" in the \"wait\" parameter");
        }
    }

    private static Include parse(String text, String variable) throws SsiException {
        int question = text.indexOf('?');
        String path = question < 0 ? text : text.substring(0, question);
        String uri = PercentEncoding.unescape(path);
        if (uri.isEmpty() || path.indexOf('\0') >= 0 || hasParentSegment(path) || hasParentSegment(uri)) {
            throw new SsiException("unsafe URI \"" + text + "\" was detected");
        }
        return new Include(uri, question < 0 ? null : text.substring(question + 1), variable);
    }

    private static boolean hasParentSegment(String path) {
        return path.contains("/../") || path.endsWith("/..");
    }
}
