/**
 * nginx's core module: directives and variables that belong to no single feature, their settings, and values that
 * several features share.
 */
package io.gangway.core;
