/**
 * The error log as the rest of the program sees it: levels, and something that can be written to and reopened.
 */
package io.gangway.errorlog;
