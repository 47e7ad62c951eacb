package io.gangway.core;

/** The variables that belong to request, connection and answer. */
final class CoreVariables {
    private CoreVariables() {}

    static void define(Variables variables) {
        variables.define("uri", Exchange::uri);
        variables.define("document_uri", Exchange::uri);
        variables.define(
                "request_uri",
                x -> x.head().uri() == null ? null : x.head().uri().unparsed());
        variables.define("args", Exchange::args, Exchange::args);
        variables.define("query_string", Exchange::args, Exchange::args);
        variables.define("request_method", Exchange::method);
        variables.definePrefix("http_", name -> {
            String field = name.replace('_', '-');
            return x -> x.head().fields().get(field);
        });
    }
}
