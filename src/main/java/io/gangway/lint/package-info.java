/** {@code gangway lint}: finds mistakes in a configuration that nginx accepts. */
package io.gangway.lint;
