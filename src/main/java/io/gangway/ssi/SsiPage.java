package io.gangway.ssi;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import java.util.function.Consumer;

/** Executes the commands of one response, in their order. Owned by its {@link SsiSink}. */
final class SsiPage {
    private static final String FAILED = "[an error occurred while processing the directive]";

    /** Where an {@code if} stands. */
    private enum Branch {
        NONE,
        IF,
        ELSE
    }

    private final Exchange exchange;
    private final boolean silent;
    private final Echo echo;
    private final Consumer<String> text;
    private final Consumer<Include> includes;

    /** Replaces a command that failed. */
    private String errorText = FAILED;

    /** Whether the text is a part of the page. */
    private boolean output = true;

    /** Whether a branch of the {@code if} was taken. */
    private boolean chosen;

    private Branch branch = Branch.NONE;

    /** Whether the text is a part of a block. */
    private boolean block;

    /**
     * Creates the state at the start of a page.
     *
     * @param silent whether a command that failed is replaced by nothing
     * @param text receives the output of commands, one char per byte
     * @param includes receives what is to be included
     */
    SsiPage(Exchange exchange, boolean silent, Consumer<String> text, Consumer<Include> includes) {
        this.exchange = exchange;
        this.silent = silent;
        this.text = text;
        this.includes = includes;
        echo = new Echo(exchange);
    }

    /** Whether text is passed on; else it belongs to {@link #hidden}. */
    boolean outputs() {
        return output;
    }

    /** Takes text that is not a part of the page. */
    void hidden(String bytes) {
        if (block && !bytes.isEmpty()) {
            try {
                SsiBlocks.of(exchange).append(bytes);
            } catch (SsiException e) {
                exchange.log(LogLevel.ERROR, e.getMessage() + " while sending response to client");
                block = false;
            }
        }
    }

    void execute(SsiCommand ssiCommand) {
        try {
            CommandSyntax syntax = CommandSyntax.of(ssiCommand.name());
            if (syntax == null) {
                if (output) {
                    throw new SsiException("invalid SSI command: \"" + ssiCommand.name() + "\"");
                }
                return;
            }
            if (!output && syntax != CommandSyntax.ENDBLOCK) {
                if (block) {
                    hidden(ssiCommand.text());
                    return;
                }
                if (!isOfBranch(syntax)) {
                    return;
                }
            }
            if (isOfBranch(syntax) && !fits(syntax)) {
                throw new SsiException("invalid context of SSI command: \"" + ssiCommand.name() + "\"");
            }
            ssiCommand.check(syntax);
            execute(ssiCommand, syntax);
        } catch (SsiException e) {
            failed(e.getMessage());
        }
    }

    private static boolean isOfBranch(CommandSyntax syntax) {
        return syntax == CommandSyntax.ELIF || syntax == CommandSyntax.ELSE || syntax == CommandSyntax.ENDIF;
    }

    private boolean fits(CommandSyntax syntax) {
        return branch == Branch.IF || branch == Branch.ELSE && syntax == CommandSyntax.ENDIF;
    }

    private void execute(SsiCommand ssiCommand, CommandSyntax syntax) throws SsiException {
        switch (syntax) {
            case INCLUDE -> includes.accept(Include.of(exchange, ssiCommand));
            case ECHO -> text.accept(echo.text(ssiCommand));
            case CONFIG -> configure(ssiCommand);
            case SET ->
                SsiVariables.set(exchange, ssiCommand.get("var"), ParamText.of(exchange, ssiCommand.get("value")));
            case IF -> {
                if (branch != Branch.NONE) {
                    throw new SsiException("the \"if\" command inside the \"if\" command");
                }
                choose(ssiCommand.get("expr"));
            }
            case ELIF -> choose(ssiCommand.get("expr"));
            case ELSE -> {
                output = !chosen;
                branch = Branch.ELSE;
            }
            case ENDIF -> {
                output = true;
                chosen = false;
                branch = Branch.NONE;
            }
            case BLOCK -> {
                output = false;
                SsiBlocks.of(exchange).begin(ssiCommand.get("name"));
                block = true;
            }
            case ENDBLOCK -> {
                output = true;
                block = false;
            }
        }
    }

    private void choose(String expression) throws SsiException {
        if (chosen) {
            output = false;
            return;
        }
        output = SsiExpression.holds(exchange, expression);
        chosen = output;
        branch = Branch.IF;
    }

    private void configure(SsiCommand ssiCommand) {
        String format = ssiCommand.get("timefmt");
        if (format != null) {
            DateVariables.format(exchange, format);
        }
        if (ssiCommand.get("errmsg") != null) {
            errorText = ssiCommand.get("errmsg");
        }
    }

    /** Logs the failure of a command, and replaces it. */
    void failed(String message) {
        exchange.log(LogLevel.ERROR, message + " while sending response to client");
        failed();
    }

    /** Replaces a command that failed. */
    void failed() {
        if (!silent) {
            text.accept(errorText);
        }
    }
}
