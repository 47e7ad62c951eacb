package io.gangway.demo;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A judge in a test: records every message and the close code. */
final class JudgeClient implements WebSocket.Listener, AutoCloseable {
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    JudgeClient(int port, String team, String judge) {
        String query = "team=" + encode(team) + "&judge=" + encode(judge);
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/chat?" + query), this)
                .join();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    void say(String message) {
        socket.sendText(message, true).join();
    }

    void score(String contestant, String value) {
        say("{\"type\":\"score\",\"contestant\":\"" + contestant + "\",\"value\":" + value + "}");
    }

    List<String> messages() {
        return messages;
    }

    String awaitMessage(String... parts) {
        return await().until(() -> find(parts), found -> found != null);
    }

    private String find(String... parts) {
        return messages.stream()
                .filter(message -> List.of(parts).stream().allMatch(message::contains))
                .findFirst()
                .orElse(null);
    }

    int awaitClose() {
        return await().until(() -> closeCode.getNow(0), code -> code != 0);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            messages.add(partial.toString());
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closeCode.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closeCode.complete(1006);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
