/**
 * nginx's configuration language: parses text into a tree of directives with file, line and column, follows {@code include},
 * reads values such as sizes and times, and reports errors in nginx's wording. The parser knows no directive by name except
 * {@code include}; the list of all names that nginx knows serves error messages only.
 */
package io.gangway.conf;
