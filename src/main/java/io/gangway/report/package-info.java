/** What {@code gangway lint} and {@code gangway check} found in a configuration, and the formats in which they print it. */
package io.gangway.report;
