package io.gangway.content;

import org.eclipse.jetty.io.RetainableByteBuffer;

/** The body of a request that has none. */
public final class NoBody implements RequestBody {
    @Override
    public long length() {
        return 0;
    }

    @Override
    public RetainableByteBuffer read() {
        return null;
    }

    @Override
    public boolean ended() {
        return true;
    }

    @Override
    public void demand(Runnable readable) {
        throw new IllegalStateException("the body has ended");
    }

    @Override
    public void cancel() {
        // There is nothing to cancel.
    }
}
