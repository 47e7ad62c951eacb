package io.gangway.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The contest that both instances share: its contestants and its teams. It lives in memory only. */
final class Contest {
    private static final List<Contestant> CONTESTANTS = List.of(
            new Contestant("lotus", "Lotus", "A water pump that runs on waves"),
            new Contestant("kestrel", "Kestrel", "A glider that maps the wind"),
            new Contestant("juniper", "Juniper", "A shelf garden that waters itself"),
            new Contestant("marlin", "Marlin", "A boat hull grown from mushrooms"),
            new Contestant("basalt", "Basalt", "A stove that stores the sun"),
            new Contestant("aurora", "Aurora", "A lantern that charges as you walk"));

    private final Map<String, Team> teams = new LinkedHashMap<>();

    Contest() {
        for (String name : List.of("Harbour", "Lighthouse", "Dockside")) {
            teams.put(name, new Team(name, CONTESTANTS));
        }
    }

    Optional<Team> team(String name) {
        return Optional.ofNullable(teams.get(name));
    }

    Map<String, Object> fields() {
        return Json.object(
                "teams", List.copyOf(teams.keySet()),
                "contestants", CONTESTANTS.stream().map(Contestant::fields).toList());
    }
}
