/** Restricts access by password ({@code auth_basic}) or by the response of another location ({@code auth_request}). */
package io.gangway.auth;
