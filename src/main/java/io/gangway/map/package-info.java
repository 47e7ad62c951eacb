/**
 * {@code map}: a variable whose value depends on another text. It is looked up when it is first used: exact keys, then
 * wildcards, then regular expressions, then the default.
 */
package io.gangway.map;
