/**
 * Gangway and nginx on the same configuration get the same requests; what they answer and what they send to the backend is
 * compared. The pairs of configuration and request are files in {@code src/test/resources/differential}, with the record of what nginx
 * made of them beside.
 */
package io.gangway.differential;
