package io.gangway.websocket;

import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.Module;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The message hooks of an application, by the names that {@code websocket_hook} uses. Added to the builder as a module:
 *
 * <pre>{@code
 * MessageHooks hooks = new MessageHooks().add("audit", exchange -> new Audit(exchange.head().target()));
 * Gangway.builder().file(file).module(hooks).start();
 * }</pre>
 *
 * <p>Safe for any thread; a hook that is added later is available at the next reload.
 */
public final class MessageHooks implements Module {
    private final Map<String, MessageHook.Opening> byName = new ConcurrentHashMap<>();

    /**
     * Registers a hook.
     *
     * @throws IllegalArgumentException when the name is taken, or is {@code off}
     */
    public MessageHooks add(String name, MessageHook.Opening opening) {
        if (name.equals("off") || byName.putIfAbsent(name, opening) != null) {
            throw new IllegalArgumentException("name: " + name + " (expected: one that is free, not \"off\")");
        }
        return this;
    }

    MessageHook.Opening find(String name) {
        return byName.get(name);
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of();
    }

    @Override
    public void link(LoadContext context) {
        context.service(MessageHooks.class, this);
    }
}
