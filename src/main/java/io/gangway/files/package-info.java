/**
 * Serves files from the local disk: finds the file for a URI ({@code index}, {@code try_files}, {@code autoindex}) and
 * sends it with its validators. Conditional requests and ranges apply to every response.
 */
package io.gangway.files;
