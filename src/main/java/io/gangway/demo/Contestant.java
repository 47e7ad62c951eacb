package io.gangway.demo;

import java.util.Map;

/** A contestant: a short ID, a name and a line about the work. */
record Contestant(String id, String name, String about) {
    Map<String, Object> fields() {
        return Json.object("id", id, "name", name, "about", about);
    }
}
