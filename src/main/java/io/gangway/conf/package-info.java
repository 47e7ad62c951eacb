/**
 * nginx's configuration language: parses text to a tree of directives with file, line and column, follows {@code
 * include}, and reads values such as sizes and times. Errors have nginx's wording. The parser knows no directive but
 * {@code include}; the list of all nginx directives serves error messages only.
 */
package io.gangway.conf;
