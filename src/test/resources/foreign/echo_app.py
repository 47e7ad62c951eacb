# An ASGI application for hypercorn. WebSockets are as in echo-server.js; it prints a line for each connection and each close, with
# the query of the request in front.
import zlib


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    elif scope["type"] == "http":
        await serve(scope, receive, send)
    elif scope["path"].endswith("/forbidden"):
        await receive()
        await send({"type": "websocket.close"})
    else:
        await echo(scope, receive, send)


async def serve(scope, receive, send):
    length, checksum, more = 0, 1, True
    while more:
        message = await receive()
        body = message.get("body", b"")
        length, checksum = length + len(body), zlib.adler32(body, checksum)
        more = message.get("more_body", False)
    size = int(scope["query_string"] or b"0")
    text = f"{scope['http_version']} {scope['method']} {scope['path']} {length} {checksum}".encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(text) + size).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text, "more_body": True})
    while size > 0:
        part = min(size, 65536)
        size -= part
        await send({"type": "http.response.body", "body": b"." * part, "more_body": True})
    await send({"type": "http.response.body"})


async def echo(scope, receive, send):
    who = scope["query_string"].decode()
    await receive()
    offered = scope["subprotocols"]
    chosen = "v2.score" if "v2.score" in offered else None
    await send({"type": "websocket.accept", "subprotocol": chosen})
    print(f"{who} open {scope['http_version']} {chosen}", flush=True)
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            print(f"{who} close {message.get('code')}", flush=True)
            return
        text = message.get("text")
        if text is not None and text.startswith("close "):
            words = text.split(" ", 2)
            await send({"type": "websocket.close", "code": int(words[1]), "reason": words[2]})
        else:
            await send({"type": "websocket.send", "text": text, "bytes": message.get("bytes")})
