/**
 * Variables that depend on another string or on the client: {@code map}, {@code split_clients}, {@code valid_referers}.
 * A {@code map} is evaluated when its variable is first used: exact values, then wildcards, then regular expressions,
 * then the default.
 */
package io.gangway.map;
