/** The error log as other packages use it: levels, writing and reopening. Package {@code log} implements it. */
package io.gangway.errorlog;
