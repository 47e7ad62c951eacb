/** The error log as other packages use it: levels, writing and reopening. */
package io.gangway.errorlog;
