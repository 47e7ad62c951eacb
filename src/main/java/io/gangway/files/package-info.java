/**
 * Files of the local disk: which file a uri means ({@code index}, {@code try_files}, {@code autoindex}), the answer with its
 * validators, and what follows from them for any answer: conditional requests, ranges.
 */
package io.gangway.files;
