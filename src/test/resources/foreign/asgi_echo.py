"""An ASGI application: it says the version of HTTP that a request came by, and echoes bodies and WebSocket messages."""


async def app(scope, receive, send):
    if scope["type"] == "http":
        await respond(scope, receive, send)
    elif scope["type"] == "websocket":
        await serve(scope, receive, send)


async def respond(scope, receive, send):
    body = f"{scope['method']} {scope['path']} HTTP/{scope['http_version']} ".encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    more = True
    while more:
        part = await receive()
        more = part.get("more_body", False)
        await send({"type": "http.response.body", "body": part.get("body", b""), "more_body": more})


async def serve(scope, receive, send):
    await receive()
    if scope["path"] == "/forbidden":
        await send({"type": "websocket.close"})
        return
    chosen = "v2.score" if "v2.score" in scope["subprotocols"] else None
    await send({"type": "websocket.accept", "subprotocol": chosen})
    message = await receive()
    while message["type"] == "websocket.receive":
        text, data = message.get("text"), message.get("bytes")
        if text is not None and text.startswith("close "):
            _, code, reason = text.split(" ", 2)
            await send({"type": "websocket.close", "code": int(code), "reason": reason})
        elif text == "version":
            await send({"type": "websocket.send", "text": "HTTP/" + scope["http_version"]})
        elif text is not None:
            await send({"type": "websocket.send", "text": text})
        else:
            await send({"type": "websocket.send", "bytes": data})
        message = await receive()
