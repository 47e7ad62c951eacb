package io.gangway.conf;

/** The errors about a directive, with nginx's wording and the line that nginx names. */
public final class ConfErrors {
    private ConfErrors() {}

    /** {@code unknown directive "x"}. */
    public static ConfException unknown(Node node, String hint) {
        return unknown(node.name(), node.end(), hint);
    }

    /** The same error; the position is null outside of a file. */
    public static ConfException unknown(String name, Position position, String hint) {
        return new ConfException("unknown directive \"" + name + "\"", position, hint);
    }

    /** {@code "x" directive is not allowed here}. */
    public static ConfException notAllowedHere(Node node) {
        return directive(node, "is not allowed here");
    }

    /** {@code "x" directive is duplicate}. */
    public static ConfException duplicate(Node node) {
        return directive(node, "is duplicate");
    }

    /** {@code "x" directive invalid value}: for sizes and times. */
    public static ConfException invalidValue(Node node) {
        return directive(node, "invalid value");
    }

    /** {@code "x" directive invalid number}. */
    public static ConfException invalidNumber(Node node) {
        return directive(node, "invalid number");
    }

    /** {@code "x" directive WHAT}. */
    public static ConfException directive(Node node, String what) {
        return new ConfException("\"" + node.name() + "\" directive " + what, node.end());
    }

    /** {@code invalid value "v"}: for enumerations. */
    public static ConfException invalidValue(Node node, String value) {
        return at(node, "invalid value \"" + value + "\"");
    }

    /** {@code invalid parameter "v"}: for named parameters. */
    public static ConfException invalidParameter(Node node, String parameter) {
        return at(node, "invalid parameter \"" + parameter + "\"");
    }

    /** {@code invalid number of arguments in "x" directive}. */
    public static ConfException argumentCount(Node node) {
        return at(node, "invalid number of arguments in \"" + node.name() + "\" directive");
    }

    /** {@code directive "x" is not terminated by ";"}: it has a block but must not. */
    public static ConfException notTerminated(Node node) {
        return notTerminated(node.name(), node.end());
    }

    static ConfException notTerminated(String name, Position at) {
        return new ConfException("directive \"" + name + "\" is not terminated by \";\"", at);
    }

    /** <code>directive "x" has no opening "&#123;"</code>: it lacks a block but must have one. */
    public static ConfException noOpening(Node node) {
        return at(node, "directive \"" + node.name() + "\" has no opening \"{\"");
    }

    /** Any message, with the position where nginx reports errors of this directive. */
    public static ConfException at(Node node, String message) {
        return new ConfException(message, node.end());
    }

    /** Any message that nginx gives only at the end of a block, such as {@code no servers are inside upstream}. */
    public static ConfException atClose(Node block, String message) {
        return new ConfException(message, block.close());
    }
}
