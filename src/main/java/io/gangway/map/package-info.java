/**
 * {@code map}: a variable whose value depends on another text. It is looked up when it is first used: exact keys, then
 * wildcards, then regular expressions, then the default. {@code split_clients} and {@code valid_referers} beside it.
 */
package io.gangway.map;
