package io.gangway.ssi;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.core.MimeTypes;
import io.gangway.exchange.FilterOrder;
import io.gangway.exchange.Variables;
import java.util.List;

/** The module for {@code ssi} and related directives. */
public final class SsiModule implements Module {
    /** Whether commands in responses are executed. */
    static final Directive<Boolean> SSI = Directive.flag("ssi")
            .byDefault(false)
            .description("Processes the commands of server side includes in responses.")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    /** The content types to process, in addition to {@code text/html}. */
    static final Directive<MimeTypes> SSI_TYPES = MimeTypes.directive("ssi_types", "text/html")
            .syntax("mime-type ...")
            .defaultText("text/html")
            .description(
                    "Names the content types, in addition to text/html, in which SSI commands are processed. \"*\" stands "
                            + "for all types.")
            .in(HTTP, SERVER, LOCATION);

    /** Whether a failed command is replaced by nothing instead of an error message. */
    static final Directive<Boolean> SSI_SILENT_ERRORS = Directive.flag("ssi_silent_errors")
            .byDefault(false)
            .description("Writes nothing in place of an SSI command that failed, where otherwise an error message "
                    + "appears.")
            .in(HTTP, SERVER, LOCATION);

    /** Whether the response keeps its {@code Last-Modified}. */
    static final Directive<Boolean> SSI_LAST_MODIFIED = Directive.flag("ssi_last_modified")
            .byDefault(false)
            .description("Keeps the Last-Modified field of responses that SSI processes.")
            .in(HTTP, SERVER, LOCATION);

    /** Maximum length of a parameter's value, in bytes. */
    static final Directive<Long> SSI_VALUE_LENGTH = Directive.size("ssi_value_length")
            .byDefault(256L)
            .syntax("length")
            .description("Sets the maximum length of a parameter's value in SSI commands.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Long> SSI_MIN_FILE_CHUNK = Directive.size("ssi_min_file_chunk")
            .withoutEffect()
            .defaultText("1k")
            .description("Sets the minimum part of a file that SSI sends by sendfile.")
            .in(HTTP, SERVER, LOCATION);

    /** Maximum length of a response that is stored in a variable, in bytes. */
    static final Directive<Long> SUBREQUEST_OUTPUT_BUFFER_SIZE = Directive.size("subrequest_output_buffer_size")
            .byDefault(4096L)
            .description("Sets how large the response of a subrequest may be that is stored in a variable or waited "
                    + "for in memory.")
            .in(HTTP, SERVER, LOCATION);

    @Override
    public List<Directive<?>> directives() {
        return List.of(
                SSI,
                SSI_TYPES,
                SSI_SILENT_ERRORS,
                SSI_LAST_MODIFIED,
                SSI_VALUE_LENGTH,
                SSI_MIN_FILE_CHUNK,
                SUBREQUEST_OUTPUT_BUFFER_SIZE);
    }

    @Override
    public void variables(Variables variables) {
        DateVariables.define(variables);
    }

    @Override
    public void compose(LocationBuilder location) {
        if (location.get(SSI)) {
            location.filter(FilterOrder.SSI, new SsiFilter(location.scope()));
        }
    }
}
