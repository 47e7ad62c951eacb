/** {@code gangway check}: tells for each directive of a configuration whether Gangway does the same as nginx. */
package io.gangway.check;
