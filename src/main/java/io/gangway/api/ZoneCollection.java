package io.gangway.api;

import io.gangway.conf.ByteText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Named objects of one kind, such as zones. Immutable.
 *
 * @param <T> the kind
 */
final class ZoneCollection<T> implements Resource {
    private final Function<ResourceRequest, Map<String, T>> all;
    private final Shape<T> shape;
    private final Consumer<T> reset;
    private final ApiException notFound;

    /** Makes an object of the JSON from one of the kind. */
    interface Shape<T> {
        Map<String, Object> of(T item, ResourceRequest request);
    }

    /**
     * Creates the collection.
     *
     * @param all the present objects by name
     * @param reset sets the counters of one object to 0
     * @param notFound for a name that is not there
     */
    ZoneCollection(
            Function<ResourceRequest, Map<String, T>> all, Shape<T> shape, Consumer<T> reset, ApiException notFound) {
        this.all = all;
        this.shape = shape;
        this.reset = reset;
        this.notFound = notFound;
    }

    @Override
    public Object get(ResourceRequest request) {
        Map<String, Map<String, Object>> objects = new LinkedHashMap<>();
        all.apply(request).forEach((name, item) -> objects.put(ByteText.utf8(name), shape.of(item, request)));
        return request.fields().ofEach(objects);
    }

    @Override
    public Resource child(String name, ResourceRequest request) throws ApiException {
        T item = all.apply(request).get(name);
        if (item == null) {
            throw notFound;
        }
        return Resource.counters(inner -> shape.of(item, inner), inner -> reset.accept(item));
    }
}
