package io.gangway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.foreign.Chromium;
import io.gangway.foreign.NodeScript;
import io.gangway.testing.Frame;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Http2Streams;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The console in a real browser. */
@Timeout(180)
class ConsoleInBrowserTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> VIEWS =
            List.of("overview", "tunnels", "closes", "upstreams", "generations", "configuration");
    private static final String ROWS = ".tunnels .grid-body .row";
    private static final String CLIENTS = ROWS + " .cell-client";

    @TempDir
    private static Path profile;

    private static ConsoleSite site;
    private static ConsoleWindow page;

    @BeforeAll
    static void start() throws IOException {
        Chromium.assume();
        site = new ConsoleSite();
        page = new ConsoleWindow(profile);
    }

    @AfterAll
    static void stop() throws IOException {
        if (page != null) {
            page.close();
            site.close();
        }
    }

    @BeforeEach
    void open() {
        page.usualSize();
        page.prefer("light");
        page.open(site.url());
    }

    @AfterEach
    void close() throws IOException {
        site.disconnect();
        assertThat(page.reports()).noneMatch(line -> line.contains("[SEVERE]") && !line.contains("Failed to load"));
    }

    @Test
    void the_token_disappears_from_the_address() {
        assertThat(page.script("return location.href")).asString().doesNotContain("token");
        assertThat(page.script("return sessionStorage.getItem('gangway-token')"))
                .isEqualTo(ConsoleSite.TOKEN);
    }

    @Test
    void the_overview_counts_tunnels_and_names_the_version() throws Exception {
        site.connect("/chat");
        site.connect("/chat");

        page.waitForText("#tunnel-count", "2");
        page.waitForText(".cards .facts", "gangway");
        page.waitForText(".tile:nth-child(3) b", "2");
        assertThat(page.count(".loops tbody tr")).isEqualTo(2);
    }

    @Test
    void the_list_does_not_jump_while_one_reads() throws Exception {
        site.connect("/chat");
        WebSocketPeer second = site.connect("/chat");
        site.connect("/chat");
        page.view("tunnels").waitForCount(ROWS, 3);
        List<String> before = page.texts(CLIENTS);

        page.hover(ROWS);
        site.connect("/chat");
        site.connect("/scores");
        second.close();

        page.waitForText(".pill", "2 new");
        page.waitFor(ROWS + ".gone");
        assertThat(page.texts(CLIENTS)).isEqualTo(before);
        assertThat(page.text(".held")).isEqualTo("order held while you read");

        page.press("n");
        page.waitForCount(ROWS, 4);
        page.waitForCount(".pill:not([hidden])", 0);
        List<String> after = page.texts(CLIENTS);
        assertThat(after.stream().filter(before::contains))
                .hasSize(2)
                .containsExactlyElementsOf(
                        before.stream().filter(after::contains).toList());
    }

    @Test
    void new_tunnels_appear_by_themselves_while_nobody_reads() throws Exception {
        page.view("tunnels");
        site.connect("/chat");
        page.waitForCount(ROWS, 1);
        site.connect("/scores");
        page.waitForCount(ROWS, 2);
        assertThat(page.texts(ROWS + " .cell-location")).first().asString().startsWith("/scores");
    }

    @Test
    void a_filter_finds_by_words_fields_and_numbers() throws Exception {
        site.connect("/chat?room=harbour");
        site.connect("/scores");
        site.connect("/scores");
        page.view("tunnels").waitForCount(ROWS, 3);

        page.press("/");
        page.press("harbour");
        page.waitForCount(ROWS, 1);
        page.waitForText(".matches", "1 of 3");
        page.pressEscape();
        page.waitForCount(ROWS, 3);
        page.press("location:/scores");
        page.waitForCount(ROWS, 2);
        page.press(" -location:/scores");
        page.waitForText(".list-body .empty", "Nothing matches the filter.");
        page.pressEscape();
        page.press("messages>100");
        page.waitForCount(ROWS, 0);
    }

    @Test
    void a_tunnel_is_ended_with_a_code_by_the_keyboard_alone() throws Exception {
        WebSocketPeer client = site.connect("/chat");
        page.waitForText("#tunnel-count", "1");

        page.press("2");
        page.waitForCount(ROWS, 1);
        page.press("j");
        page.pressEnter();
        page.waitForText(".details h2", "127.0.0.1:");
        page.press("x");
        page.waitFor("dialog[open]");
        page.press("1012");
        page.press(Keys.TAB, "update", Keys.ENTER);

        assertThat(client.read()).isEqualTo(Frame.close(1012, "update"));
        client.send(Frame.close(1012, ""));
        page.waitForText("#toast", "ended with 1012");
        page.waitForText(".details .badge", "1012 service restart");
        page.pressEscape();
        page.waitForCount(".details:not([hidden])", 0);
        page.press("3");
        page.waitForText(".closes .grid-body .row", "1012");
        assertThat(page.text(".closes .grid-body .row")).contains("service restart", "gangway", "update");
    }

    @Test
    void a_code_that_may_not_be_sent_is_refused_with_a_reason() throws Exception {
        site.connect("/chat");
        page.view("tunnels").waitForCount(ROWS, 1);
        page.click(ROWS);
        page.click(".details .danger");
        page.script("const select = document.querySelector('#end-code'); select.value = 'other';"
                + "select.dispatchEvent(new Event('change'))");
        page.type("#end-number", "1006");
        page.click("dialog .danger");

        page.waitForText(".form-error", "1006 may not be sent");
        page.pressEscape();
        page.waitForCount("dialog", 0);
        assertThat(site.server().gangway().tunnels()).isEqualTo(1);
    }

    @Test
    void a_page_without_permission_changes_nothing_and_says_why() throws Exception {
        site.connect("/chat");
        page.open(site.readOnlyUrl()).view("tunnels").waitForCount(ROWS, 1);
        page.press("j", "x");

        page.waitForText("dialog", "write=on");
        page.pressEscape();
        assertThat(site.server().gangway().tunnels()).isEqualTo(1);
    }

    @Test
    void a_wrong_token_is_refused_and_the_right_one_can_be_given() throws Exception {
        WebSocketPeer client = site.connect("/chat");
        page.open(site.url().replace(ConsoleSite.TOKEN, "wrong"))
                .view("tunnels")
                .waitForCount(ROWS, 1);
        page.press("j", "x");
        page.click("dialog .danger");
        page.waitForText(".form-error", "token");
        page.pressEscape();
        page.waitForCount("dialog", 0);

        page.press("x");
        page.waitForText("dialog h2", "Token");
        page.type("dialog input", ConsoleSite.TOKEN);
        page.pressEnter();
        page.waitForCount("dialog", 0);
        page.press("x");
        page.waitForText("dialog h2", "End this tunnel?");
        page.click("dialog .danger");
        assertThat(client.read().opcode()).isEqualTo(Frame.CLOSE);
    }

    @Test
    void streams_of_http2_are_named_and_counted() throws Exception {
        try (Http2Streams connection = Http2Streams.on(Http2Peer.connect(site.port()));
                WebSocketPeer client = connection.webSocket("/streams")) {
            client.send("hello").read();
            page.view("tunnels").waitForCount(ROWS, 1);
            page.press("j");
            page.pressEnter();
            page.waitForText(".details", "HTTP/2.0, stream 1 › HTTP/2.0, stream 1");

            page.view("upstreams").waitForText(".peers tbody", "1 on 1");
            assertThat(page.script("const table = document.querySelector('.table-scroll');"
                            + "return table.scrollWidth - table.clientWidth"))
                    .as("pixels that do not fit")
                    .isEqualTo(0L);
        }
    }

    @Test
    void a_peer_is_drained_and_brought_up_again() throws Exception {
        page.view("upstreams").waitForCount(".peers tbody tr", 2);
        String drain = "[aria-label='Drain " + site.peerOne() + "']";
        page.click(drain);
        page.waitForText("dialog", "stay");
        page.click("dialog .primary");

        page.waitForText(".peers tbody tr", "draining");
        int before = site.two().acceptedConnections();
        site.connect("/scores");
        site.connect("/scores");
        assertThat(site.two().acceptedConnections()).isEqualTo(before + 2);

        page.click("[aria-label='Up " + site.peerOne() + "']");
        page.click("dialog .primary");
        await().atMost(PATIENCE)
                .until(() -> page.texts(".peers .badge:not([hidden])").equals(List.of("up", "up")));
    }

    @Test
    void the_inspector_shows_messages_as_they_pass() throws Exception {
        WebSocketPeer client = site.connect("/chat");
        page.view("tunnels").waitForCount(ROWS, 1);
        page.press("j");
        page.pressEnter();
        page.press("m");
        page.waitForCount(".messages .grid-body .row", 2);

        client.send("{\"type\":\"score\",\"points\":[9.5,8]}").read();

        page.waitForCount(".messages .grid-body .row", 4);
        assertThat(page.texts(".messages .cell-direction")).containsExactly("↑", "↓", "↑", "↓");
        page.click(".messages .grid-body .row:last-child");
        page.waitForText(".payload pre", "\"points\": [\n    9.5,");
        page.click(".payload .button:last-child");
        page.waitForText(".payload pre", "000000  7b 22 74");

        page.type(".inspector-bar input", "hello");
        page.waitForCount(".messages .grid-body .row", 2);
    }

    @Test
    void a_paused_inspector_stays_as_it_is() throws Exception {
        WebSocketPeer client = site.connect("/chat");
        page.view("tunnels").waitForCount(ROWS, 1);
        page.press("j");
        page.pressEnter();
        page.press("m");
        page.waitForCount(".messages .grid-body .row", 2);
        page.press("p");
        client.send("more").read();

        page.waitForText(".inspector-bar .muted", "paused, 4 messages");
        assertThat(page.count(".messages .grid-body .row")).isEqualTo(2);
        page.press("p");
        page.waitForCount(".messages .grid-body .row", 4);
    }

    @Test
    void messages_are_exported_as_json_lines() throws Exception {
        site.connect("/chat");
        page.view("tunnels").waitForCount(ROWS, 1);
        page.press("j");
        page.pressEnter();
        page.press("m");
        page.waitForCount(".messages .grid-body .row", 2);
        page.script("const create = URL.createObjectURL; window.saved = null; URL.createObjectURL = (blob) => {"
                + " blob.text().then((text) => { window.saved = text; }); return create(blob); }");
        page.press("e");

        await().atMost(PATIENCE).until(() -> page.script("return window.saved") != null);
        assertThat(((String) page.script("return window.saved")).lines())
                .hasSize(2)
                .allMatch(line -> line.matches("\\{.*\"direction\":.*\"payload\":\"hello\".*}"));
    }

    @Test
    void a_location_that_is_not_inspected_says_how_to_turn_it_on() throws Exception {
        site.connect("/scores");
        page.view("tunnels").waitForCount(ROWS, 1);
        page.press("j");
        page.pressEnter();
        page.press("m");

        page.waitForText(".inspector-frame", "websocket_inspect on;");
        page.click(".inspector-frame a");
        page.waitForText(".line.marked", "location /scores {");
    }

    @Test
    void the_handshake_is_copied_as_a_command() throws Exception {
        site.connect("/chat?room=1");
        page.view("tunnels").waitForCount(ROWS, 1);
        page.click(ROWS);
        page.script("window.copied = []; navigator.clipboard.writeText = async (text) => window.copied.push(text)");
        page.click(".details-bar .end .button:nth-child(1)");
        page.click(".details-bar .end .button:nth-child(2)");

        await().atMost(PATIENCE).until(() -> ((List<?>) page.script("return window.copied")).size() == 2);
        assertThat((List<?>) page.script("return window.copied"))
                .anySatisfy(text -> assertThat(text)
                        .asString()
                        .startsWith("wscat -c 'ws://")
                        .endsWith("/chat?room=1'"))
                .anySatisfy(text -> assertThat(text)
                        .asString()
                        .startsWith("curl ")
                        .contains("-H 'Upgrade: websocket'", "-H 'Sec-WebSocket-Key: "));
    }

    @Test
    void old_generations_name_what_keeps_them() throws Exception {
        site.connect("/chat");
        site.server().reload();
        page.view("generations");

        page.waitForText(".card:nth-of-type(2)", "/chat");
        page.waitForText(".card:nth-of-type(1)", "running");
        page.script("document.querySelector('.card:nth-of-type(2) tbody a').click()");
        page.waitForText(".line.marked", "location /chat {");
    }

    @Test
    void a_location_of_the_outline_leads_to_its_line() {
        page.view("configuration");
        page.waitFor(".outline li a");
        page.script("[...document.querySelectorAll('.outline li a')]"
                + ".find((link) => link.textContent === '/scores').click()");

        page.waitForText(".line.marked", "location /scores {");
        page.waitForText(".outline a[aria-current]", "/scores");
    }

    @Test
    void the_theme_follows_the_system_until_it_is_chosen() {
        page.prefer("dark");
        assertThat(brightness()).isLessThan(60);
        page.prefer("light");
        assertThat(brightness()).isGreaterThan(200);

        page.press("t"); // light
        page.prefer("dark");
        assertThat(brightness()).isGreaterThan(200);
        page.press("t"); // dark
        page.prefer("light");
        assertThat(brightness()).isLessThan(60);
        page.open(site.url());
        assertThat(brightness()).as("after a reload of the page").isLessThan(60);
        page.press("t"); // as the system
        assertThat(brightness()).isGreaterThan(200);
    }

    private static long brightness() {
        return (Long) page.script("return Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])");
    }

    @Test
    void on_a_phone_nothing_is_wider_than_the_screen() throws Exception {
        site.connect("/chat");
        page.phone();
        for (String view : VIEWS) {
            page.view(view);
            assertThat(page.script("return document.documentElement.scrollWidth"))
                    .as(view)
                    .isEqualTo(390L);
        }
        page.view("tunnels").waitForCount(ROWS, 1);
        assertThat(page.texts(CLIENTS)).hasSize(1);
        page.click(ROWS);
        page.waitForCount(".details:not([hidden])", 1);
        assertThat(page.script("return document.documentElement.scrollWidth")).isEqualTo(390L);
        assertThat(page.script("return document.querySelector('.details').getBoundingClientRect().width"))
                .isEqualTo(390L);
    }

    @Test
    void the_keys_are_listed_and_the_focus_returns() {
        page.view("tunnels");
        page.press("/");
        page.pressEscape();
        page.press("?");
        page.waitForText("dialog", "end it, after a confirmation");
        page.pressEscape();

        page.waitForCount("dialog", 0);
        assertThat(page.script("return document.activeElement.getAttribute('role')"))
                .isEqualTo("grid");
    }

    @Test
    void the_list_is_a_grid_that_names_its_current_row() throws Exception {
        site.connect("/chat");
        site.connect("/scores");
        page.view("tunnels").waitForCount(ROWS, 2);
        page.press("/");
        page.pressEscape();
        page.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN);

        assertThat(page.script("const grid = document.activeElement;"
                        + "return document.getElementById(grid.getAttribute('aria-activedescendant'))"
                        + ".getAttribute('aria-rowindex') + ' of ' + grid.getAttribute('aria-rowcount')"))
                .isEqualTo("3 of 3");
    }

    @Test
    void the_page_connects_again_by_itself() throws Exception {
        page.view("tunnels");
        page.command("Network.enable", Map.of());
        page.command(
                "Network.emulateNetworkConditions",
                Map.of("offline", true, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
        site.server().reload();
        page.command(
                "Network.emulateNetworkConditions",
                Map.of("offline", false, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
        page.waitFor("#link-state[data-state=live]");
        site.connect("/chat");
        page.waitForCount(ROWS, 1);
    }

    /** axe-core, https://github.com/dequelabs/axe-core: nothing that it calls serious or critical. */
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void axe_finds_nothing_serious(String theme) throws Exception {
        NodeScript.assume("axe-core");
        String axe = new String(NodeScript.file("axe-core", "axe.min.js"), StandardCharsets.UTF_8);
        site.connect("/chat");
        page.prefer(theme);
        page.open(site.url());
        for (String view : VIEWS) {
            page.view(view);
            page.waitFor("main .view");
            assertThat(violations(axe)).as(view).isEmpty();
        }
        page.view("tunnels").waitForCount(ROWS, 1);
        page.click(ROWS);
        assertThat(violations(axe)).as("details").isEmpty();
        page.press("m");
        page.waitForCount(".messages .grid-body .row", 2);
        page.click(".messages .grid-body .row");
        assertThat(violations(axe)).as("messages").isEmpty();
        page.press("x");
        page.waitFor("dialog[open]");
        assertThat(violations(axe)).as("dialog").isEmpty();
        page.pressEscape();
        page.waitForCount("dialog", 0);
        page.press("?");
        assertThat(violations(axe)).as("keys").isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static List<String> violations(String axe) {
        page.script(axe);
        return (List<String>) page.asyncScript("const done = arguments[arguments.length - 1];"
                + "axe.run(document, { resultTypes: ['violations'] }).then((result) => done(result.violations"
                + ".filter((each) => ['serious', 'critical'].includes(each.impact))"
                + ".map((each) => each.id + ': ' + each.nodes.map((node) => node.html + ' ' + node.failureSummary)"
                + ".join(' | '))), (error) => done([String(error)]))");
    }
}
